"""Who was enrolled on a day, since when, when they were last active, and how it ended.

Conditions and columns about an enrolment, for statements that name Enrollment, Section and Cohort.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    and_,
    case,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased

from leap_dash.db.days import days_after, days_between
from leap_dash.db.gradebook import ActivityWeek
from leap_dash.db.roster import Cohort, Enrollment, Section
from leap_dash.domain.attention import FAILED, PASSED
from leap_dash.records import CohortHead

WEEK_END = 6  # days from the first of a week to its last


@dataclass(frozen=True, slots=True)
class Known:
    """What counts as known: what was there on that day; when `final`, all that is known today."""

    day: date
    final: bool


def known_of(head: CohortHead) -> Known:
    """What is known of a cohort on the day that it is looked at."""
    return Known(head.known_on, head.final)


Day: TypeAlias = date | ColumnElement[date]
"""One day for all, or one for each row."""


def has_joined(day: Day) -> ColumnElement[bool]:
    """Whoever enrolled by that day; without a date of enrolment, from the start."""
    return or_(Enrollment.enrolled_on.is_(None), Enrollment.enrolled_on <= day)


def has_left(day: Day) -> ColumnElement[bool]:
    """Whoever withdrew by that day; without a date of withdrawal, from the start."""
    gone = or_(Enrollment.withdrawn_on.is_(None), Enrollment.withdrawn_on <= day)
    return and_(Enrollment.status == "withdrawn", gone)


def is_enrolled(day: Day) -> ColumnElement[bool]:
    """Whoever had joined and not left."""
    gone_later = or_(Enrollment.status != "withdrawn", Enrollment.withdrawn_on > day)
    return and_(has_joined(day), gone_later)


def belongs(day: date, *, several: bool, cohort_id: UUID | None = None) -> ColumnElement[bool]:
    """The enrolments that a learner's row is made of: those that last or, without any, the others.

    `several`: a row may sum several courses of a cohort. `cohort_id`: of this one alone; PostgreSQL
    then knows that to look for the others of each enrolment at all costs more than to find those.
    """
    if not several:
        return has_joined(day)
    other, elsewhere = aliased(Enrollment), aliased(Section)
    goes_on = exists().where(
        other.learner_id == Enrollment.learner_id,
        elsewhere.id == other.section_id,
        elsewhere.cohort_id == (Section.cohort_id if cohort_id is None else cohort_id),
        or_(other.enrolled_on.is_(None), other.enrolled_on <= day),
        or_(other.status != "withdrawn", other.withdrawn_on > day),
    )
    return and_(has_joined(day), or_(not_(has_left(day)), not_(goes_on)))


def since() -> ColumnElement[Any]:
    """The first day on which a learner could have been active: of the course, or of enrolment."""
    start = func.coalesce(Section.starts_on, Cohort.starts_on)
    return case(
        (Enrollment.enrolled_on > start, Enrollment.enrolled_on),
        else_=func.coalesce(start, Enrollment.enrolled_on),
    )


def active_week_end(known: Known) -> ColumnElement[Any]:
    """The last day of the last week with activity that was over on that day.

    The week under way counts, up to today, where all that is known today counts.
    """
    start = func.coalesce(Section.starts_on, Cohort.starts_on)
    until = known.day + timedelta(days=WEEK_END) if known.final else known.day
    end, so_far = 7 * ActivityWeek.week + WEEK_END, days_between(literal(known.day, Date), start)
    last = (
        select(case((end > so_far, so_far), else_=end))
        .where(
            ActivityWeek.section_id == Enrollment.section_id,
            ActivityWeek.learner_id == Enrollment.learner_id,
            ActivityWeek.active_days > 0,
            end <= days_between(literal(until, Date), start),
        )
        .order_by(ActivityWeek.week.desc())
        .limit(1)
        .correlate(Enrollment, Section, Cohort)
        .scalar_subquery()
    )
    return days_after(start, last)


def has_passed(known: Known) -> ColumnElement[bool]:
    """Whether the final result is known by then, and good."""
    return and_(_ended(known), Enrollment.final_result.in_(PASSED))


def has_failed(known: Known) -> ColumnElement[bool]:
    """Whether the final result is known by then, and bad."""
    return and_(_ended(known), Enrollment.final_result.in_(FAILED))


def _ended(known: Known) -> ColumnElement[bool]:
    ends_on = func.coalesce(Section.ends_on, Cohort.ends_on)
    return true() if known.final else func.coalesce(ends_on <= known.day, False)
