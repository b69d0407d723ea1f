"""What is known on a day of everyone's work in a section, for a score that is learned from it.

One statement for each section and day. The numbers are those of
`domain.attention_model.Features`; who had left by that day, or came later, has none.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Float,
    Row,
    Select,
    and_,
    case,
    cast,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from leap_dash.db import ActivityWeek, Cohort, Enrollment, LineItem, Result, Section
from leap_dash.db.days import days_between
from leap_dash.db.known_results import was_there
from leap_dash.db.membership import is_enrolled
from leap_dash.db.numbers import bounded
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.attention_model import (
    ACTIVE_WEEKS,
    LATENESS_BOUND,
    LATEST_DAYS,
    SILENCE_BOUNDS,
    Features,
    Placed,
    norms_of,
)
from leap_dash.records import Moment, PlacedLearner

FAILING = ("fail", "withdrawn")


def placed_learners(
    session: Session, scope: Scope, moments: Collection[Moment]
) -> list[PlacedLearner]:
    """Everyone enrolled in these sections on these days, beside the others of the section.

    Sections outside the scope give nobody.
    """
    return [
        each
        for moment in dict.fromkeys(moments)
        for each in _beside_each_other(moment, session.execute(_statement(scope, moment)).all())
    ]


def _beside_each_other(moment: Moment, rows: Sequence[Row[Any]]) -> list[PlacedLearner]:
    # Nobody was seen active: then nothing of the kind is recorded here, and it says nothing.
    recorded = any(row.active_days is not None for row in rows)
    features = [_features(row, recorded=recorded) for row in rows]
    norms = norms_of(features)
    return [
        PlacedLearner(
            moment,
            row.enrollment_id,
            row.learner_id,
            Placed(each, norms),
            None if row.final_result is None else row.final_result in FAILING,
        )
        for row, each in zip(rows, features, strict=True)
    ]


def _features(row: Row[Any], *, recorded: bool) -> Features:
    lowest, highest = SILENCE_BOUNDS
    silence = None
    if row.is_due:
        silence = highest if row.silence is None else min(max(row.silence, lowest), highest)
    return Features(
        mean=row.mean,
        marks=row.marks,
        latest=row.latest,
        missing=float(row.missing),
        lateness=row.lateness,
        silence=None if silence is None else float(silence),
        ahead=float(row.ahead),
        active_days=float(row.active_days or 0) if recorded else None,
    )


def _statement(scope: Scope, moment: Moment) -> Select[*tuple[Any, ...]]:
    """A row for each enrolment at that moment, with sums over the items of its section."""
    item = _items(moment)
    activity = _activity(moment)
    counted = and_(item.c.due, ~_flag(Result.excused))
    done = or_(Result.submitted_on.is_not(None), Result.score.is_not(None))
    own_day = case((~_flag(Result.carried_over), Result.submitted_on))
    percent = 100.0 * Result.score / func.nullif(item.c.maximum, 0)
    ahead = and_(~item.c.due, done, ~_flag(Result.excused), ~_flag(Result.carried_over))
    result = and_(
        Result.line_item_id == item.c.id,
        Result.learner_id == Enrollment.learner_id,
        was_there(moment.as_of),
    )
    return (
        select(
            Enrollment.id.label("enrollment_id"),
            Enrollment.learner_id,
            Enrollment.final_result,
            func.min(item.c.last_day).is_not(None).label("is_due"),
            days_between(func.min(item.c.last_day), func.max(own_day)).label("silence"),
            _mean(counted, item.c.weight, percent).label("mean"),
            _mean(and_(counted, item.c.latest), item.c.weight, percent).label("latest"),
            func.coalesce(func.avg(case((~_flag(Result.excused), percent))), 0.0).label("marks"),
            _how_many(and_(counted, ~done)).label("missing"),
            _lateness(and_(counted, item.c.due_on.is_not(None)), own_day, item).label("lateness"),
            _how_many(ahead).label("ahead"),
            func.max(activity.c.active_days).label("active_days"),
        )
        .select_from(Section)
        .join(Cohort, Cohort.id == Section.cohort_id)
        .join(Enrollment, Enrollment.section_id == moment.section_id)
        .outerjoin(item, true())
        .outerjoin(Result, result)
        .outerjoin(activity, activity.c.learner_id == Enrollment.learner_id)
        .where(
            Section.id == moment.section_id,
            within(scope, Permission.SEE_LEARNERS, Cohort.org_id),
            is_enrolled(moment.as_of),
        )
        # By learner first, in which order an index of the section has them: nothing is sorted.
        .group_by(Enrollment.learner_id, Enrollment.id)
    )


def _items(moment: Moment) -> CTE:
    """The items of the section, whether they are due, and whether among the latest due ones."""
    due = func.coalesce(LineItem.counts_from <= moment.as_of, false())
    fell_due = case((due, func.coalesce(LineItem.due_on, LineItem.counts_from)))
    weighs = LineItem.weight > 0
    listed = (
        select(
            LineItem.id,
            LineItem.maximum,
            LineItem.weight,
            LineItem.due_on,
            due.label("due"),
            fell_due.label("fell_due"),
            func.max(fell_due).over().label("last_day"),
            func.max(case((weighs, fell_due))).over().label("last_weighing"),
        )
        .where(LineItem.section_id == moment.section_id)
        .subquery()
    )
    near = days_between(listed.c.last_weighing, listed.c.fell_due) <= LATEST_DAYS
    return select(listed, func.coalesce(near, false()).label("latest")).cte("item")


def _activity(moment: Moment) -> CTE:
    """Active days in the last whole weeks, of everyone of whom any activity was recorded."""
    weeks_over = (moment.day + 1) // 7
    recent = ActivityWeek.week >= weeks_over - ACTIVE_WEEKS
    return (
        select(
            ActivityWeek.learner_id,
            func.sum(case((recent, ActivityWeek.active_days), else_=0)).label("active_days"),
        )
        .where(ActivityWeek.section_id == moment.section_id, ActivityWeek.week < weeks_over)
        .group_by(ActivityWeek.learner_id)
        .cte("activity")
    )


def _flag(flag: InstrumentedAttribute[bool]) -> ColumnElement[bool]:
    """No where there is no result."""
    return func.coalesce(flag, false())


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))


def _mean(
    counted: ColumnElement[bool], weight: ColumnElement[float], percent: ColumnElement[float | None]
) -> ColumnElement[Any]:
    """Weighted mean over the items that count, no mark as 0; none where they weigh nothing."""
    points = func.sum(case((counted, weight * func.coalesce(percent, 0.0))))
    return points / func.nullif(func.sum(case((counted, weight))), 0)


def _lateness(
    counted: ColumnElement[bool], own_day: ColumnElement[Any], item: CTE
) -> ColumnElement[Any]:
    """Mean of the days after the due day, each within the bound."""
    days = bounded(days_between(own_day, item.c.due_on), -LATENESS_BOUND, LATENESS_BOUND)
    return func.avg(cast(case((and_(counted, own_day.is_not(None)), days)), Float))
