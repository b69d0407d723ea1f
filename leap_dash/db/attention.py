"""Who needs attention: thresholds that instructors set, and models trained on finished sections."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from leap_dash.db.base import Base, Json, UuidKey


class AttentionModel(Base):
    """Coefficients of one course at one org for one day after a section's start.

    Beside the one trained on all finished sections stands, for each of them, one without it: what a
    section's own outcomes have taught must not be used to score it.
    """

    __tablename__ = "attention_model"
    __table_args__ = (
        Index(
            "uq_attention_model_of_all",
            "org_id",
            "course_id",
            "day",
            unique=True,
            sqlite_where=text("without_section_id IS NULL"),
            postgresql_where=text("without_section_id IS NULL"),
        ),
        Index(
            "uq_attention_model_without",
            "org_id",
            "course_id",
            "day",
            "without_section_id",
            unique=True,
        ),
    )

    id: Mapped[UuidKey]
    org_id: Mapped[UUID] = mapped_column(ForeignKey("org.id"))
    course_id: Mapped[UUID] = mapped_column(ForeignKey("course.id"))
    day: Mapped[int]  # 0: the section's first day
    without_section_id: Mapped[UUID | None] = mapped_column(ForeignKey("section.id"))
    intercept: Mapped[float]
    # Log-odds per standard deviation of the section, by the names of `domain.attention_model`.
    coefficients: Mapped[dict[str, float]] = mapped_column(Json)
    trained_on: Mapped[list[str]] = mapped_column(Json)  # codes of the cohorts
    learners: Mapped[int]
    failing: Mapped[int]  # of those, how many failed or left
    # How it did where it had not been trained; none: there was nothing to check it on.
    checked_by: Mapped[str | None] = mapped_column(String(16))  # section, learners
    auc: Mapped[float | None]
    top_share: Mapped[float | None]
    trained_at: Mapped[datetime]


class EnrollmentScore(Base):
    """The score that a model gives an enrolment, and what raises it most, in words.

    As it stood on the day `Section.scored_on`; not to be read without that day.
    """

    __tablename__ = "enrollment_score"

    enrollment_id: Mapped[UUID] = mapped_column(
        ForeignKey("enrollment.id", ondelete="CASCADE"), primary_key=True
    )
    score: Mapped[float]  # 0 to 100
    reasons: Mapped[list[str]] = mapped_column(Json)


class AttentionThresholds(Base):
    """The thresholds of one cohort. No row: the usual ones of `domain.attention_thresholds`."""

    __tablename__ = "attention_thresholds"

    cohort_id: Mapped[UUID] = mapped_column(
        ForeignKey("cohort.id", ondelete="CASCADE"), primary_key=True
    )
    missing_items: Mapped[int]
    mean_below: Mapped[float]  # percent
    quiet_days: Mapped[int]
    stopped_days: Mapped[int]
