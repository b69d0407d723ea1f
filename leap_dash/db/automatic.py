"""What has still to be evaluated for automatic badges, and where that is switched off."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from leap_dash.db.base import Base, UuidKey


class EvaluationMark(Base):
    """Something has changed in the cohort that may bring its learners automatic badges.

    Written with the change itself, and gone with the evaluation, so that a kill in between loses
    nothing. What comes while a cohort is evaluated is a mark of its own.
    """

    __tablename__ = "evaluation_mark"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"))
    marked_at: Mapped[datetime]


class AutomaticStop(Base):
    """No badge is awarded automatically at the org, or at none where it names none."""

    __tablename__ = "automatic_stop"

    id: Mapped[UuidKey]
    org_id: Mapped[UUID | None] = mapped_column(ForeignKey("org.id"), unique=True)
    stopped_by: Mapped[str] = mapped_column(String(320))
    stopped_at: Mapped[datetime]
