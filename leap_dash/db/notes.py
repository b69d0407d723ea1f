"""What instructors note of learners, and what they did about it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from leap_dash.db.base import Base, UuidKey


class LearnerNote(Base):
    """One note. Of one that was taken back everything stays but its text."""

    __tablename__ = "learner_note"
    __table_args__ = (
        Index("ix_learner_note_learner", "learner_id", "written_at"),
        CheckConstraint("taken_back_at IS NULL OR text = ''", name="taken_back_text"),
    )

    id: Mapped[UuidKey]
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learner.id"))
    kind: Mapped[str] = mapped_column(String(16))  # a NoteKind
    text: Mapped[str]
    follow_up_on: Mapped[date | None]
    shown_to_learner: Mapped[bool]
    written_at: Mapped[datetime]
    written_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime | None]
    taken_back_at: Mapped[datetime | None]
