"""Earlier days of cohorts that somebody has looked at, kept as they stood then.

Nothing refers to learners and enrolments here: whoever only keeps what was looked at locks nobody's
rows. What is kept goes as soon as anything that it rests on is written.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from leap_dash.db.base import Base, Json
from leap_dash.db.gradebook import LearnerSums


class PastDay(Base):
    """A day of a cohort of which the learners and their learned scores are kept."""

    __tablename__ = "past_day"

    cohort_id: Mapped[UUID] = mapped_column(
        ForeignKey("cohort.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[date] = mapped_column(primary_key=True)
    kept_at: Mapped[datetime]


class PastLearner(LearnerSums, Base):
    """A learner of a cohort as that was known on the day, over all their courses or in one."""

    __tablename__ = "past_learner"
    __table_args__ = (
        ForeignKeyConstraint(
            ["cohort_id", "day"], ["past_day.cohort_id", "past_day.day"], ondelete="CASCADE"
        ),
        {"sqlite_with_rowid": False},  # as `CohortLearner`
    )

    cohort_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    # The cohort, over all their courses, or one section of it.
    place_id: Mapped[UUID] = mapped_column(primary_key=True)
    learner_id: Mapped[UUID] = mapped_column(primary_key=True)


class PastScore(Base):
    """The score that a model gave an enrolment on the day, and what raised it most, in words."""

    __tablename__ = "past_score"
    __table_args__ = (
        ForeignKeyConstraint(
            ["cohort_id", "day"], ["past_day.cohort_id", "past_day.day"], ondelete="CASCADE"
        ),
    )

    cohort_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    enrollment_id: Mapped[UUID] = mapped_column(primary_key=True)
    score: Mapped[float]  # 0 to 100
    reasons: Mapped[list[str]] = mapped_column(Json)
