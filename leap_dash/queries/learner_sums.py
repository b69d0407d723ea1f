"""One row per learner of a cohort: sums over their courses and the flags, in SQL.

Every count, list and card about learners starts here, so that they agree. Reads the summaries of
enrolments, never the marks. The flags are those of `domain.attention`.
"""

from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Row,
    Select,
    and_,
    case,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute

from leap_dash.db import Cohort, Enrollment, Progress, ProgressCategory, Section
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.attention import BEHIND_MISSING, quiet_since
from leap_dash.domain.results import LOW_PERCENT
from leap_dash.records import GroupSums


def learner_sums(
    scope: Scope, *conditions: ColumnElement[bool], category: str | None = None
) -> Select[*tuple[object, ...]]:
    """Rows of cohort_id, learner_id, due, done, late, missing, mean, last_activity_on.

    `conditions` choose enrolments and may name Cohort, Section, Course (not joined) and Enrollment.
    `mean` weighs every due item of the courses as rules do; percent, none while no weight is due.
    With a category, only its items are summed.
    """
    summary = ProgressCategory if category is not None else Progress
    due, done = _sum(summary.due), _sum(summary.done)
    statement = (
        select(
            Section.cohort_id,
            Enrollment.learner_id,
            due.label("due"),
            done.label("done"),
            (done - _sum(summary.on_time)).label("late"),
            (due - done).label("missing"),
            (func.sum(summary.points_due) / func.nullif(func.sum(summary.weight_due), 0)).label(
                "mean"
            ),
            func.max(Progress.last_activity_on).label("last_activity_on"),
        )
        .select_from(Section)
        .join(Cohort, Cohort.id == Section.cohort_id)
        .join(Enrollment, Enrollment.section_id == Section.id)
        .outerjoin(Progress, Progress.enrollment_id == Enrollment.id)
        .where(within(scope, Permission.SEE_LEARNERS, Cohort.org_id), *conditions)
        .group_by(Section.cohort_id, Enrollment.learner_id)
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


def is_behind(sums: FromClause) -> ColumnElement[bool]:
    """The flag BEHIND of a row of `learner_sums`."""
    return sums.c.missing >= BEHIND_MISSING


def is_low(sums: FromClause) -> ColumnElement[bool]:
    """The flag LOW of a row of `learner_sums`."""
    return func.coalesce(sums.c.mean < LOW_PERCENT, false())


def is_quiet(sums: FromClause, as_of: date, *, running: ColumnElement[bool]) -> ColumnElement[bool]:
    """The flag QUIET of a row of `learner_sums`; `running` says whether its cohort is."""
    silent = or_(sums.c.last_activity_on.is_(None), sums.c.last_activity_on < quiet_since(as_of))
    return and_(running, sums.c.missing > 0, silent)


def is_on_track(sums: FromClause) -> ColumnElement[bool]:
    """Nothing due is missing, and the mean is not low."""
    return and_(sums.c.missing == 0, ~is_low(sums))


def _sum(column: InstrumentedAttribute[int]) -> ColumnElement[int]:
    return func.coalesce(func.sum(column), 0)


def group_columns(
    sums: FromClause, as_of: date, *, running: ColumnElement[bool], in_several: bool
) -> tuple[ColumnElement[Any], ...]:
    """Columns that sum rows of `learner_sums`; `group_of` reads them. `as_of` is for QUIET.

    `in_several`: a learner may have several rows in a group (one a cohort), and counts once.
    """
    learner = sums.c.learner_id.distinct() if in_several else sums.c.learner_id

    def how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
        met = case((condition, sums.c.learner_id))
        return func.count(met.distinct() if in_several else met)

    return (
        func.count(learner).label("all_learners"),
        func.coalesce(func.sum(sums.c.due), 0).label("all_due"),
        func.coalesce(func.sum(sums.c.done), 0).label("all_done"),
        func.avg(sums.c.mean).label("all_mean"),
        how_many(sums.c.mean.is_not(None)).label("all_marked"),
        how_many(is_behind(sums)).label("all_behind"),
        how_many(is_low(sums)).label("all_low"),
        how_many(is_quiet(sums, as_of, running=running)).label("all_quiet"),
    )


def group_of(row: Row[*tuple[object, ...]], *, withdrawn: int) -> GroupSums:
    """The record of a row of `group_columns`."""
    return GroupSums(
        learners=row.all_learners,
        due=int(row.all_due),
        done=int(row.all_done),
        mean=row.all_mean,
        marked=row.all_marked,
        behind=row.all_behind,
        low=row.all_low,
        quiet=row.all_quiet,
        withdrawn=withdrawn,
    )
