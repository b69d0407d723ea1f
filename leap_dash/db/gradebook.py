"""What is assessed, what came of it, and the summaries that pages and rules read."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from leap_dash.db.base import Base, Code, Name, UuidKey


class LineItem(Base):
    """Something assessed in a section: assignment, test, exam, participation, skill."""

    __tablename__ = "line_item"
    __table_args__ = (
        UniqueConstraint("section_id", "source_key"),
        CheckConstraint("maximum >= 0", name="maximum"),
        CheckConstraint("weight >= 0", name="weight"),
    )

    id: Mapped[UuidKey]
    section_id: Mapped[UUID] = mapped_column(ForeignKey("section.id"))
    source_key: Mapped[str] = mapped_column(String(255))
    name: Mapped[Name]
    category: Mapped[str] = mapped_column(String(64), default="assignment")
    maximum: Mapped[float] = mapped_column(default=100.0)
    weight: Mapped[float] = mapped_column(default=1.0)
    due_on: Mapped[date | None]  # the end of this day in the org's time zone
    # The first day on which it counts as due: the day after `due_on`, or, for an item without a
    # due date, the day of its first result in the section. None: it does not count yet.
    counts_from: Mapped[date | None] = mapped_column(index=True)
    position: Mapped[int] = mapped_column(default=0)


class Result(Base):
    """What a learner has for a line item. No row: nothing was handed in."""

    __tablename__ = "result"
    __table_args__ = (Index("ix_result_learner", "learner_id"),)

    line_item_id: Mapped[UUID] = mapped_column(ForeignKey("line_item.id"), primary_key=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    score: Mapped[float | None]  # of the item's maximum; none: handed in, not graded
    submitted_on: Mapped[date | None]
    excused: Mapped[bool] = mapped_column(default=False)
    carried_over: Mapped[bool] = mapped_column(default=False)  # from an earlier cohort ("banked")


class ActivityWeek(Base):
    """What a learner did in a section in one week, counted from the section's start (week 0)."""

    __tablename__ = "activity_week"
    # How many were active in each week is counted from the index alone.
    __table_args__ = (Index("ix_activity_week_section", "section_id", "week", "active_days"),)

    section_id: Mapped[UUID] = mapped_column(ForeignKey("section.id"), primary_key=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learner.id"), primary_key=True, index=True)
    week: Mapped[int] = mapped_column(primary_key=True)
    active_days: Mapped[int]
    events: Mapped[int]


class Progress(Base):
    """The summary of one enrolment over the items due so far. Excused ones are not counted."""

    __tablename__ = "progress"

    enrollment_id: Mapped[UUID] = mapped_column(
        ForeignKey("enrollment.id", ondelete="CASCADE"), primary_key=True
    )
    due: Mapped[int]
    done: Mapped[int]  # of the due ones, handed in
    on_time: Mapped[int]  # of those, not known to be late
    weight_due: Mapped[float]
    points_due: Mapped[float]  # sum of weight x percent, a missing or ungraded mark as 0
    mean: Mapped[float | None]  # points_due / weight_due, percent; none while no weight is due
    active_weeks: Mapped[int]
    last_activity_on: Mapped[date | None]


class ProgressCategory(Base):
    """The same sums for one category of line items of one enrolment."""

    __tablename__ = "progress_category"

    enrollment_id: Mapped[UUID] = mapped_column(
        ForeignKey("enrollment.id", ondelete="CASCADE"), primary_key=True
    )
    category: Mapped[str] = mapped_column(String(64), primary_key=True)
    due: Mapped[int]
    done: Mapped[int]
    on_time: Mapped[int]
    weight_due: Mapped[float]
    points_due: Mapped[float]
    mean: Mapped[float | None]


class LearnerSums:
    """A learner of a cohort, summed up over their courses: a row of `learner_sums.summed_up`."""

    due: Mapped[int]
    done: Mapped[int]
    late: Mapped[int]
    missing: Mapped[int]
    mean: Mapped[float | None]
    last_activity_on: Mapped[date | None]
    active_on: Mapped[date | None]
    since: Mapped[date | None]
    passed: Mapped[int]  # 0 or 1, and so the next two
    failed: Mapped[int]
    is_gone: Mapped[int]


class CohortLearner(LearnerSums, Base):
    """A learner of a cohort as all that was known on the day `Cohort.learners_on` has it.

    Not to be read without that day.
    """

    __tablename__ = "cohort_learner"
    # The learners of a cohort lie together, as they are read.
    __table_args__ = ({"sqlite_with_rowid": False},)

    cohort_id: Mapped[UUID] = mapped_column(
        ForeignKey("cohort.id", ondelete="CASCADE"), primary_key=True
    )
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learner.id"), primary_key=True)


class SectionWeek(Base):
    """How many did something in a week of a section (`db.week_counts`), of those enrolled then.

    Kept with the learners of its cohort (`Cohort.learners_on`); not to be read where they are not.
    """

    __tablename__ = "section_week"

    section_id: Mapped[UUID] = mapped_column(
        ForeignKey("section.id", ondelete="CASCADE"), primary_key=True
    )
    measure: Mapped[str] = mapped_column(String(16), primary_key=True)  # records.WeekMeasure
    week: Mapped[int] = mapped_column(primary_key=True)
    people: Mapped[int]


class CohortDay(Base):
    """A cohort at the end of a day on which its numbers changed; until the next one it stood so.

    Over who was enrolled on that day: whoever withdrew later is in it.
    """

    __tablename__ = "cohort_day"

    cohort_id: Mapped[UUID] = mapped_column(
        ForeignKey("cohort.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[date] = mapped_column(primary_key=True)
    learners: Mapped[int]
    due: Mapped[int]
    done: Mapped[int]  # of the due ones, handed in
    marked: Mapped[int]  # learners who have a mean
    means: Mapped[float]  # the sum of their means, each in percent
    behind: Mapped[int]  # learners with so many missing that they are behind


class SkillRecord(Base):
    """A soft skill that an instructor saw in a learner, at a level (1 to 5)."""

    __tablename__ = "skill_record"
    __table_args__ = (
        Index("ix_skill_record_learner", "learner_id", "skill"),
        CheckConstraint("level BETWEEN 1 AND 5", name="level"),
    )

    id: Mapped[UuidKey]
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learner.id"))
    skill: Mapped[Code]
    level: Mapped[int]
    note: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class OutcomeResult(Base):
    """A learning outcome that a learner has achieved."""

    __tablename__ = "outcome_result"

    learning_outcome_id: Mapped[UUID] = mapped_column(
        ForeignKey("learning_outcome.id"), primary_key=True
    )
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learner.id"), primary_key=True, index=True)
    achieved_on: Mapped[date]
