"""One row per learner of a cohort: sums over their courses, and what else their status rests on.

Reads the summaries of enrolments, never the marks. Who may see which rows is for `queries`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import InstrumentedAttribute

from leap_dash.db.days import latest
from leap_dash.db.gradebook import Progress, ProgressCategory
from leap_dash.db.membership import (
    Known,
    active_week_end,
    has_failed,
    has_left,
    has_passed,
    since,
)
from leap_dash.db.roster import Cohort, Enrollment, Section

SUMS: Final = ("due", "done", "late", "missing", "mean")
FACTS: Final = ("last_activity_on", "active_on", "since", "passed", "failed", "is_gone")

Column: TypeAlias = ColumnElement[Any]
Fold: TypeAlias = Callable[[Column], Column]


@dataclass(frozen=True, slots=True)
class Together:
    """What a row is one of (`keys`), and how values of several enrolments become one of it."""

    keys: tuple[ColumnElement[Any], ...]
    total: Fold
    highest: Fold
    lowest: Fold

    def grouped(self, statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        """The statement with a row for each of the keys."""
        return statement if self is _ALONE else statement.group_by(*self.keys)


def together(*, each_course: bool) -> Together:
    """The courses of a learner of a cohort; `each_course`: each enrolment stands alone."""
    return _ALONE if each_course else _COURSES


def _as_it_is(value: Column) -> Column:
    return value


_LEARNER = (Section.cohort_id.expression, Enrollment.learner_id.expression)
_COURSES = Together(_LEARNER, func.sum, func.max, func.min)
# A learner is once in a section and a course has one in a cohort: nothing is to be grouped.
_ALONE = Together((*_LEARNER, Section.course_id.expression), _as_it_is, _as_it_is, _as_it_is)


def summed_up(
    known: Known,
    *conditions: ColumnElement[bool],
    category: str | None = None,
    each_course: bool = False,
) -> Select[*tuple[Any, ...]]:
    """Rows of cohort_id, learner_id, `SUMS` and `FACTS` (`fact_columns`).

    `conditions` choose enrolments and may name Cohort, Section, Course (not joined) and Enrollment.
    `mean` weighs every due item of the courses as rules do; percent, none while no weight is due.
    With a category, only its items are summed. `each_course`: a row for each enrolment, with
    course_id.
    """
    summary = ProgressCategory if category is not None else Progress
    of = together(each_course=each_course)

    def total(column: InstrumentedAttribute[Any]) -> Column:
        return of.total(column.expression)

    def count(column: InstrumentedAttribute[int]) -> ColumnElement[int]:
        return func.coalesce(total(column), 0)

    due, done = count(summary.due), count(summary.done)
    statement = of.grouped(
        select(
            *of.keys,
            due.label("due"),
            done.label("done"),
            (done - count(summary.on_time)).label("late"),
            (due - done).label("missing"),
            (total(summary.points_due) / func.nullif(total(summary.weight_due), 0)).label("mean"),
            *fact_columns(known, of, Progress.last_activity_on.expression),
        )
        .select_from(Section)
        .join(Cohort, Cohort.id == Section.cohort_id)
        .join(Enrollment, Enrollment.section_id == Section.id)
        .outerjoin(Progress, Progress.enrollment_id == Enrollment.id)
        .where(*conditions)
    )
    if category is not None:
        statement = statement.outerjoin(
            ProgressCategory,
            and_(
                ProgressCategory.enrollment_id == Enrollment.id,
                ProgressCategory.category == category,
            ),
        )
    return statement


def fact_columns(known: Known, of: Together, last_activity_on: Column) -> tuple[Any, ...]:
    """What is known of a learner beside the sums.

    `since`, `active_on` (the last day of handing in or of an active week), and 0 or 1 for `passed`,
    `failed` and `is_gone`.
    """
    last_on = of.highest(last_activity_on)
    return (
        last_on.label("last_activity_on"),
        latest(last_on, of.highest(active_week_end(known))).label("active_on"),
        of.lowest(since()).label("since"),
        of.lowest(case((has_passed(known), 1), else_=0)).label("passed"),
        of.highest(case((has_failed(known), 1), else_=0)).label("failed"),
        of.highest(case((has_left(known.day), 1), else_=0)).label("is_gone"),
    )
