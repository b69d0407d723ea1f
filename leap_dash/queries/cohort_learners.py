"""The learners of one cohort: a page of the list, sorted and filtered, with a cell per item.

The list and its sums come from summaries. Marks are read for the learners on the page alone, so
that the cost grows with what is shown. What the cohort is: `cohorts`.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Row, UnaryExpression, false, func, select, true
from sqlalchemy.orm import Session

from leap_dash.db import Cohort, Course, Enrollment, Learner, LineItem, Section
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.attention import flags
from leap_dash.queries.cells import AssessedItem, assessed_items, results_of
from leap_dash.queries.learner_names import by_name, learner_name, matches
from leap_dash.queries.learner_sums import (
    ENROLLED,
    WITHDRAWN,
    group_columns,
    group_of,
    is_behind,
    is_low,
    is_on_track,
    is_quiet,
    learner_sums,
)
from leap_dash.records import (
    Cell,
    CohortHead,
    CohortPage,
    GroupSums,
    LearnerFilter,
    LearnerRow,
    Order,
    Standing,
)


def cohort_page(
    session: Session, scope: Scope, head: CohortHead, chosen: LearnerFilter, *, size: int
) -> CohortPage:
    """One page of at most `size` learners; past the last page, the last one.

    `head` says of which cohort, and which day it is there.
    """
    rows, shown = _listed(session, scope, head, chosen, size)
    if not rows and chosen.page > 1:
        _, shown = _listed(session, scope, head, replace(chosen, page=1), 1)
        chosen = replace(chosen, page=_pages(shown, size))
        rows, shown = _listed(session, scope, head, chosen, size)
    items = _items(session, scope, head, chosen)
    cells = _cells(session, scope, head, chosen, items, [row.learner_id for row in rows])
    return CohortPage(
        items=tuple(item.column for item in items),
        rows=tuple(_row(row, head, cells[row.learner_id]) for row in rows),
        sums=_sums(session, scope, head, chosen),
        shown=shown,
        page=chosen.page,
        pages=_pages(shown, size),
    )


def _listed(
    session: Session, scope: Scope, head: CohortHead, chosen: LearnerFilter, size: int
) -> tuple[Sequence[Row[*tuple[Any, ...]]], int]:
    """The rows of one page, and how many learners fit the filter on all pages (0 past the end)."""
    sums = learner_sums(
        scope, *_place(head, chosen), _membership(chosen), category=chosen.category
    ).subquery()
    rows = session.execute(
        select(
            sums,
            Learner.given_name,
            Learner.family_name,
            Learner.key,
            func.count().over().label("shown"),
        )
        .join(Learner, Learner.id == sums.c.learner_id)
        .where(_standing(sums, head, chosen), matches(chosen.search))
        .order_by(*_order(sums, chosen), *by_name())
        .limit(size)
        .offset((chosen.page - 1) * size)
    ).all()
    return rows, rows[0].shown if rows else 0


def _sums(session: Session, scope: Scope, head: CohortHead, chosen: LearnerFilter) -> GroupSums:
    """Sums of who is enrolled in the chosen courses, over the chosen category."""
    place = _place(head, chosen)
    sums = learner_sums(scope, *place, ENROLLED, category=chosen.category).subquery()
    running = true() if head.running else false()
    row = session.execute(select(*group_columns(sums, head.today, running=running))).one()
    everyone = session.scalar(
        select(func.count(Enrollment.learner_id.distinct()))
        .join(Section, Section.id == Enrollment.section_id)
        .join(Cohort, Cohort.id == Section.cohort_id)
        .where(within(scope, Permission.SEE_LEARNERS, Cohort.org_id), *place)
    )
    return group_of(row, withdrawn=(everyone or 0) - row.learners)


def _items(
    session: Session, scope: Scope, head: CohortHead, chosen: LearnerFilter
) -> tuple[AssessedItem, ...]:
    category = true() if chosen.category is None else LineItem.category == chosen.category
    return assessed_items(session, scope, *_place(head, chosen), category)


def _cells(
    session: Session,
    scope: Scope,
    head: CohortHead,
    chosen: LearnerFilter,
    items: Sequence[AssessedItem],
    learner_ids: Sequence[UUID],
) -> dict[UUID, tuple[Cell | None, ...]]:
    """What these learners have for these items; none where a learner is not enrolled."""
    enrolled = set(
        session.execute(
            select(Enrollment.learner_id, Enrollment.section_id)
            .join(Section, Section.id == Enrollment.section_id)
            .where(
                Enrollment.learner_id.in_(learner_ids), *_place(head, chosen), _membership(chosen)
            )
        ).tuples()
    )
    found = results_of(session, scope, learner_ids, [item.column.id for item in items])
    return {
        learner_id: tuple(
            item.cell(found.get((learner_id, item.column.id)), head.today)
            if (learner_id, item.section_id) in enrolled
            else None
            for item in items
        )
        for learner_id in learner_ids
    }


def _row(
    row: Row[*tuple[Any, ...]], head: CohortHead, cells: tuple[Cell | None, ...]
) -> LearnerRow:
    return LearnerRow(
        id=row.learner_id,
        name=learner_name(row.given_name, row.family_name, row.key),
        key=row.key,
        due=int(row.due),
        done=int(row.done),
        late=int(row.late),
        mean=row.mean,
        last_activity_on=row.last_activity_on,
        flags=flags(
            missing=int(row.missing),
            mean=row.mean,
            last_activity_on=row.last_activity_on,
            running=head.running,
            as_of=head.today,
        ),
        cells=cells,
    )


def _place(head: CohortHead, chosen: LearnerFilter) -> tuple[ColumnElement[bool], ...]:
    """The sections of the chosen courses."""
    cohort = Section.cohort_id == head.id
    if chosen.course is None:
        return (cohort,)
    return cohort, Section.course_id.in_(select(Course.id).where(Course.code == chosen.course))


def _membership(chosen: LearnerFilter) -> ColumnElement[bool]:
    match chosen.standing:
        case Standing.WITHDRAWN:
            return WITHDRAWN
        case Standing.EVERYONE:
            return true()
        case _:
            return ENROLLED


def _standing(sums: FromClause, head: CohortHead, chosen: LearnerFilter) -> ColumnElement[bool]:
    match chosen.standing:
        case Standing.BEHIND:
            return is_behind(sums)
        case Standing.LOW:
            return is_low(sums)
        case Standing.QUIET:
            return is_quiet(sums, head.today, running=true() if head.running else false())
        case Standing.ON_TRACK:
            return is_on_track(sums)
        case _:
            return true()


def _order(sums: FromClause, chosen: LearnerFilter) -> tuple[UnaryExpression[Any], ...]:
    lowest_first = sums.c.mean.asc().nulls_last()
    match chosen.order:
        case Order.MISSING:
            return sums.c.missing.desc(), lowest_first
        case Order.MEAN:
            return (lowest_first,)
        case Order.NAME:
            return ()


def _pages(shown: int, size: int) -> int:
    return max(1, -(-shown // size))
