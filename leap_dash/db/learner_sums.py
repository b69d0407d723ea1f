"""One row per learner of a cohort: sums over their courses, and what else their status rests on.

Reads the summaries of enrolments, never the marks. Who may see which rows is for `queries`.
"""

from typing import Any, Final

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
    due, done = _sum(summary.due), _sum(summary.done)
    groups = group_keys(each_course=each_course)
    statement = (
        select(
            *groups,
            due.label("due"),
            done.label("done"),
            (done - _sum(summary.on_time)).label("late"),
            (due - done).label("missing"),
            (func.sum(summary.points_due) / func.nullif(func.sum(summary.weight_due), 0)).label(
                "mean"
            ),
            *fact_columns(known, func.max(Progress.last_activity_on)),
        )
        .select_from(Section)
        .join(Cohort, Cohort.id == Section.cohort_id)
        .join(Enrollment, Enrollment.section_id == Section.id)
        .outerjoin(Progress, Progress.enrollment_id == Enrollment.id)
        .where(*conditions)
        .group_by(*groups)
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


def group_keys(*, each_course: bool) -> tuple[ColumnElement[Any], ...]:
    """What a row is one of: a learner of a cohort, or of each of its courses."""
    usual = (Section.cohort_id.expression, Enrollment.learner_id.expression)
    return (*usual, Section.course_id.expression) if each_course else usual


def _sum(column: InstrumentedAttribute[int]) -> ColumnElement[int]:
    return func.coalesce(func.sum(column), 0)


def fact_columns(known: Known, last_activity_on: ColumnElement[Any]) -> tuple[Any, ...]:
    """What is known of a learner beside the sums, over their enrolments in a group.

    `since`, `active_on` (the last day of handing in or of an active week), and 0 or 1 for `passed`,
    `failed` and `is_gone`.
    """
    return (
        last_activity_on.label("last_activity_on"),
        latest(last_activity_on, func.max(active_week_end(known))).label("active_on"),
        func.min(since()).label("since"),
        func.min(case((has_passed(known), 1), else_=0)).label("passed"),
        func.max(case((has_failed(known), 1), else_=0)).label("failed"),
        func.max(case((has_left(known.day), 1), else_=0)).label("is_gone"),
    )
