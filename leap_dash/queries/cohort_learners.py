"""The learners of one cohort: a page of the list, sorted and filtered, with a cell per item.

The list and its sums come from summaries. Marks are read for the learners on the page alone, so
that the cost grows with what is shown. What the cohort is: `cohorts`.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Row,
    Select,
    UnaryExpression,
    and_,
    false,
    func,
    select,
    true,
)
from sqlalchemy.orm import Session

from leap_dash.db import Cohort, Enrollment, Learner, LineItem, Section
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.attention import flags
from leap_dash.queries.cells import AssessedItem, assessed_items, results_of
from leap_dash.queries.cohort_sums import cohort_sums, sections_of
from leap_dash.queries.learner_names import by_name, learner_name, matches
from leap_dash.queries.learner_sums import (
    group_columns,
    group_of,
    is_behind,
    is_low,
    is_on_track,
    is_quiet,
)
from leap_dash.queries.membership import has_joined, has_left, is_enrolled
from leap_dash.records import (
    Cell,
    CohortHead,
    CohortPage,
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
    rows = _list(session, scope, head, chosen, size)
    pages = max(1, -(-rows[0].shown // size))
    if chosen.page > pages:
        chosen = replace(chosen, page=pages)
        rows = _list(session, scope, head, chosen, size)
    listed = [row for row in rows if row.learner_id is not None]
    items, cells = _cells(session, scope, head, chosen, [row.learner_id for row in listed])
    return CohortPage(
        items=tuple(item.column for item in items),
        rows=tuple(_row(row, head, cells[row.learner_id]) for row in listed),
        sums=group_of(rows[0], withdrawn=rows[0].everyone - rows[0].all_learners),
        shown=rows[0].shown,
        page=chosen.page,
        pages=pages,
    )


def _list(
    session: Session, scope: Scope, head: CohortHead, chosen: LearnerFilter, size: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The learners on the page in their order; in each row also what is said of all of them.

    That are `group_columns` of who is enrolled, how many learners there are with the withdrawn
    (`everyone`), and how many fit the filter (`shown`). One row without a learner where none fits.
    One statement, because reading the summaries of a large cohort is what it costs.
    """
    place = sections_of(head, chosen.course)

    def sums_of(membership: ColumnElement[bool], name: str) -> CTE:
        return cohort_sums(
            scope, head, membership, course=chosen.course, category=chosen.category
        ).cte(name)

    sums = sums_of(_membership(head, chosen), "sums")
    others = chosen.standing in {Standing.WITHDRAWN, Standing.EVERYONE}
    enrolled = sums_of(is_enrolled(head.known_on), "enrolled") if others else sums
    fits = and_(_standing(sums, head, chosen), matches(chosen.search))
    fitting = select(sums).join(Learner, Learner.id == sums.c.learner_id).where(fits)
    of_all = select(
        *group_columns(enrolled, head.as_of, running=_running(head), in_several=False),
        _everyone(scope, head, place).scalar_subquery().label("everyone"),
        select(func.count()).select_from(fitting.subquery()).scalar_subquery().label("shown"),
    ).subquery("of_all")
    page = (
        fitting.add_columns(Learner.given_name, Learner.family_name, Learner.key)
        .order_by(*_order(sums, chosen), *by_name(Learner.__table__.c))
        .limit(size)
        .offset((chosen.page - 1) * size)
        .subquery("page")
    )
    return session.execute(
        select(of_all, page)
        .select_from(of_all.outerjoin(page, true()))
        .order_by(*_order(page, chosen), *by_name(page.c))
    ).all()


def _everyone(scope: Scope, head: CohortHead, place: Sequence[ColumnElement[bool]]) -> Select[int]:
    return (
        select(func.count(Enrollment.learner_id.distinct()))
        .join(Section, Section.id == Enrollment.section_id)
        .join(Cohort, Cohort.id == Section.cohort_id)
        .where(
            within(scope, Permission.SEE_LEARNERS, Cohort.org_id),
            *place,
            has_joined(head.known_on),
        )
    )


def _cells(
    session: Session,
    scope: Scope,
    head: CohortHead,
    chosen: LearnerFilter,
    learner_ids: Sequence[UUID],
) -> tuple[list[AssessedItem], dict[UUID, tuple[Cell | None, ...]]]:
    """What these learners have for the items of the courses that any of them takes.

    A cell is none where a learner is not enrolled.
    """
    place = sections_of(head, chosen.course)
    rows = session.execute(
        select(Enrollment.learner_id, Enrollment.section_id)
        .join(Section, Section.id == Enrollment.section_id)
        .where(Enrollment.learner_id.in_(learner_ids), *place, _membership(head, chosen))
    )
    enrolled = {(learner_id, section_id) for learner_id, section_id in rows}
    category = true() if chosen.category is None else LineItem.category == chosen.category
    taken = {section_id for _, section_id in enrolled}
    items = [
        item
        for item in assessed_items(session, scope, *place, category)
        if item.section_id in taken
    ]
    found = results_of(session, scope, learner_ids, [item.column.id for item in items])
    return items, {
        learner_id: tuple(
            item.cell(found.get((learner_id, item.column.id)), head.known_on)
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
            as_of=head.as_of,
        ),
        cells=cells,
    )


def _membership(head: CohortHead, chosen: LearnerFilter) -> ColumnElement[bool]:
    match chosen.standing:
        case Standing.WITHDRAWN:
            return has_left(head.known_on)
        case Standing.EVERYONE:
            return has_joined(head.known_on)
        case _:
            return is_enrolled(head.known_on)


def _standing(sums: FromClause, head: CohortHead, chosen: LearnerFilter) -> ColumnElement[bool]:
    match chosen.standing:
        case Standing.BEHIND:
            return is_behind(sums)
        case Standing.LOW:
            return is_low(sums)
        case Standing.QUIET:
            return is_quiet(sums, head.as_of, running=_running(head))
        case Standing.ON_TRACK:
            return is_on_track(sums)
        case _:
            return true()


def _running(head: CohortHead) -> ColumnElement[bool]:
    return true() if head.running else false()


def _order(sums: FromClause, chosen: LearnerFilter) -> tuple[UnaryExpression[Any], ...]:
    lowest_first = sums.c.mean.asc().nulls_last()
    match chosen.order:
        case Order.MISSING:
            return sums.c.missing.desc(), lowest_first
        case Order.MEAN:
            return (lowest_first,)
        case Order.NAME:
            return ()
