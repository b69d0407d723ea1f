"""What moderators said of proposed awards: approved, in which role; or returned, and why."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from leap_dash.db.base import Base, UuidKey


class Approval(Base):
    """An approval of a proposed award; one per role, and it stays when the award is issued."""

    __tablename__ = "approval"

    award_id: Mapped[UUID] = mapped_column(
        ForeignKey("award.id", ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[str] = mapped_column(String(16), primary_key=True)
    approved_by: Mapped[str] = mapped_column(String(320))
    approved_at: Mapped[datetime]
    note: Mapped[str | None]


class ReturnedProposal(Base):
    """A proposal that a moderator did not approve. The award itself is gone, so that the learner
    can be proposed again."""

    __tablename__ = "returned_proposal"

    id: Mapped[UuidKey]
    org_id: Mapped[UUID] = mapped_column(ForeignKey("org.id"))
    batch_id: Mapped[UUID] = mapped_column(ForeignKey("award_batch.id"), index=True)
    learner_id: Mapped[UUID] = mapped_column(
        ForeignKey("learner.id", ondelete="CASCADE"), index=True
    )
    note: Mapped[str]
    returned_by: Mapped[str] = mapped_column(String(320))
    returned_at: Mapped[datetime]
