"""The rows of `db.learner_sums` for a day of which there are no summaries, from the marks.

For one cohort at a time: the marks of its sections are read, in one statement. The sums are those
of `domain.progress.summarise`; a test holds both together.
"""

from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    func,
    or_,
    select,
    true,
)

from leap_dash.db import Cohort, Enrollment, LineItem, Result, Section
from leap_dash.db.known_results import was_there
from leap_dash.db.learner_sums import fact_columns, together
from leap_dash.db.membership import Known
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope


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
    items = _items(known.day, place, category)
    assessed, received = _assessed(items), _received(known.day, items)
    of = together(each_course=each_course)

    def count(column: ColumnElement[int]) -> ColumnElement[int]:
        return func.coalesce(of.total(column), 0)

    due = count(assessed.c.items_due - func.coalesce(received.c.excused, 0))
    done = count(received.c.done)
    # Weights are compared as counts of items that weigh something: the difference of two sums of
    # floats is not always zero where it should be.
    weigh = of.total(assessed.c.weighing - func.coalesce(received.c.excused_weighing, 0))
    weight = of.total(assessed.c.weight - func.coalesce(received.c.excused_weight, 0.0))
    points = func.coalesce(of.total(received.c.points), 0.0)
    return of.grouped(
        select(
            *of.keys,
            due.label("due"),
            done.label("done"),
            count(received.c.late).label("late"),
            (due - done).label("missing"),
            case((weigh > 0, points / func.nullif(weight, 0))).label("mean"),
            *fact_columns(known, of, received.c.last_on),
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
    )


def _items(day: date, place: tuple[ColumnElement[bool], ...], category: str | None) -> CTE:
    """The items of the sections: whether each counts (1 or 0), and by how much.

    Apart and used twice, so that it is settled once an item, not once a mark. `due_on` is none for
    one that does not count, `per_point` is none where it has no maximum.
    """
    counts = and_(LineItem.counts_from <= day, _of(category))
    weight = case((counts, LineItem.weight), else_=0.0)
    return (
        select(
            LineItem.id,
            LineItem.section_id,
            case((counts, 1), else_=0).label("counts"),
            case((and_(counts, LineItem.weight > 0), 1), else_=0).label("weighs"),
            weight.label("weight"),
            (weight * 100.0 / func.nullif(LineItem.maximum, 0)).label("per_point"),
            case((counts, LineItem.due_on)).label("due_on"),
        )
        .join(Section, Section.id == LineItem.section_id)
        .where(*place)
        .cte("item")
    )


def _assessed(items: CTE) -> Subquery:
    """Per section: the due items, those that weigh something, and their weight."""
    return (
        select(
            items.c.section_id,
            func.sum(items.c.counts).label("items_due"),
            func.sum(items.c.weighs).label("weighing"),
            func.sum(items.c.weight).label("weight"),
        )
        .group_by(items.c.section_id)
        .subquery("assessed")
    )


def _received(day: date, items: CTE) -> Subquery:
    """Per section and learner: what was there of the due items, and the last day of anything."""
    is_excused, counts = Result.excused.is_(True), Result.excused.is_(False)
    is_there = or_(Result.submitted_on.is_not(None), Result.score.is_not(None))

    # Filters, not cases: few marks are late or excused, and a sum of nothing but zeros costs as
    # much as one of marks.
    def total(value: ColumnElement[Any], where: ColumnElement[bool]) -> ColumnElement[Any]:
        return func.coalesce(func.sum(value).filter(where), 0)

    return (
        select(
            items.c.section_id,
            Result.learner_id,
            total(items.c.counts, and_(counts, is_there)).label("done"),
            func.count().filter(Result.submitted_on > items.c.due_on, counts).label("late"),
            total(items.c.counts, is_excused).label("excused"),
            total(items.c.weighs, is_excused).label("excused_weighing"),
            total(items.c.weight, is_excused).label("excused_weight"),
            total(items.c.per_point * Result.score, counts).label("points"),
            func.max(Result.submitted_on).label("last_on"),
        )
        .select_from(items)
        .join(Result, Result.line_item_id == items.c.id)
        .where(was_there(day))
        .group_by(items.c.section_id, Result.learner_id)
        .subquery("received")
    )


def _of(category: str | None) -> ColumnElement[bool]:
    return true() if category is None else LineItem.category == category
