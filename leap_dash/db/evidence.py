"""What shows that a badge was earned: notes and links that its signed text holds."""

from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from leap_dash.db.base import Base, UuidKey


class Evidence(Base):
    """One piece of evidence of one award; written with the decision, before anything is signed."""

    __tablename__ = "evidence"

    id: Mapped[UuidKey]
    award_id: Mapped[UUID] = mapped_column(ForeignKey("award.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))  # an EvidenceKind
    text: Mapped[str]
