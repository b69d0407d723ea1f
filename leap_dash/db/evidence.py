"""What shows that a badge was earned: notes and links that its signed text holds, and files."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from leap_dash.db.base import Base, UuidKey


class Evidence(Base):
    """One piece of evidence of one award; written with the decision, before anything is signed."""

    __tablename__ = "evidence"

    id: Mapped[UuidKey]
    award_id: Mapped[UUID] = mapped_column(ForeignKey("award.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))  # an EvidenceKind
    text: Mapped[str]  # of a file its name
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("evidence_file.id"), index=True)


class EvidenceFile(Base):
    """A file that awards have as evidence, kept once for all of a bulk award; never in public."""

    __tablename__ = "evidence_file"

    id: Mapped[UuidKey]
    org_id: Mapped[UUID] = mapped_column(ForeignKey("org.id"))
    name: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(40))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    added_by: Mapped[str] = mapped_column(String(320))
    added_at: Mapped[datetime]
