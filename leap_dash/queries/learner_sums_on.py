"""The rows of `learner_sums` for a day of which there are no summaries, from the marks themselves.

For one cohort at a time: the marks of its sections are read, in one statement. The sums are those
of `domain.progress.summarise`; a test holds both together.
"""

from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.sql.elements import SQLCoreOperations

from leap_dash.db import Cohort, Enrollment, LineItem, Result, Section
from leap_dash.db.known_results import was_there
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.queries.learner_sums import fact_columns, group_keys
from leap_dash.queries.membership import Known


def learner_sums_on(
    scope: Scope,
    known: Known,
    place: tuple[ColumnElement[bool], ...],
    *conditions: ColumnElement[bool],
    category: str | None = None,
    each_course: bool = False,
) -> Select[*tuple[object, ...]]:
    """Rows as those of `learner_sums`, as they stood at the end of the day that is known.

    `place` chooses sections and may name Section alone, so that nobody else's marks are read.
    `conditions` choose enrolments and may name Cohort, Section and Enrollment.
    """
    assessed = _assessed(known.day, place, category)
    received = _received(known.day, place, category)
    groups = group_keys(each_course=each_course)

    def count(column: ColumnElement[int]) -> ColumnElement[int]:
        return func.coalesce(func.sum(column), 0)

    due = count(assessed.c.items_due - func.coalesce(received.c.excused, 0))
    done = count(received.c.done)
    # Weights are compared as counts of items that weigh something: the difference of two sums of
    # floats is not always zero where it should be.
    weigh = func.sum(assessed.c.weighing - func.coalesce(received.c.excused_weighing, 0))
    weight = func.sum(assessed.c.weight - func.coalesce(received.c.excused_weight, 0.0))
    points = func.coalesce(func.sum(received.c.points), 0.0)
    return (
        select(
            *groups,
            due.label("due"),
            done.label("done"),
            count(received.c.late).label("late"),
            (due - done).label("missing"),
            case((weigh > 0, points / func.nullif(weight, 0))).label("mean"),
            *fact_columns(known, func.max(received.c.last_on)),
        )
        .select_from(Section)
        .join(Cohort, Cohort.id == Section.cohort_id)
        .join(Enrollment, Enrollment.section_id == Section.id)
        .outerjoin(assessed, assessed.c.section_id == Section.id)
        .outerjoin(
            received,
            and_(
                received.c.section_id == Section.id,
                received.c.learner_id == Enrollment.learner_id,
            ),
        )
        .where(within(scope, Permission.SEE_LEARNERS, Cohort.org_id), *place, *conditions)
        .group_by(*groups)
    )


def _assessed(day: date, place: tuple[ColumnElement[bool], ...], category: str | None) -> Subquery:
    """Per section: the due items, those that weigh something, and their weight."""
    return (
        select(
            LineItem.section_id,
            func.count().label("items_due"),
            func.sum(case((LineItem.weight > 0, 1), else_=0)).label("weighing"),
            func.sum(LineItem.weight).label("weight"),
        )
        .join(Section, Section.id == LineItem.section_id)
        .where(*place, LineItem.counts_from <= day, _of(category))
        .group_by(LineItem.section_id)
        .subquery("assessed")
    )


def _received(day: date, place: tuple[ColumnElement[bool], ...], category: str | None) -> Subquery:
    """Per section and learner: what was there of the due items, and the last day of anything."""
    counts = and_(LineItem.counts_from <= day, _of(category))
    excused = and_(counts, Result.excused)
    here = and_(counts, not_(Result.excused))
    done = and_(here, or_(Result.submitted_on.is_not(None), Result.score.is_not(None)))
    late = and_(here, Result.submitted_on > LineItem.due_on)
    percent = 100.0 * Result.score / func.nullif(LineItem.maximum, 0)

    def sums(condition: ColumnElement[bool], value: SQLCoreOperations[Any]) -> ColumnElement[Any]:
        return func.sum(case((condition, value), else_=0))

    one = literal(1)
    return (
        select(
            LineItem.section_id,
            Result.learner_id,
            sums(done, one).label("done"),
            sums(late, one).label("late"),
            sums(excused, one).label("excused"),
            sums(and_(excused, LineItem.weight > 0), one).label("excused_weighing"),
            sums(excused, LineItem.weight).label("excused_weight"),
            sums(here, LineItem.weight * func.coalesce(percent, 0.0)).label("points"),
            func.max(Result.submitted_on).label("last_on"),
        )
        .select_from(LineItem)
        .join(Section, Section.id == LineItem.section_id)
        .join(Result, Result.line_item_id == LineItem.id)
        .where(*place, was_there(day))
        .group_by(LineItem.section_id, Result.learner_id)
        .subquery("received")
    )


def _of(category: str | None) -> ColumnElement[bool]:
    return true() if category is None else LineItem.category == category
