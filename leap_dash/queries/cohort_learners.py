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
    ScalarSelect,
    UnaryExpression,
    func,
    null,
    select,
    true,
)
from sqlalchemy.orm import Session

from leap_dash.db import Enrollment, Learner, LineItem, Section
from leap_dash.db.learner_sums import FACTS, SUMS
from leap_dash.db.membership import belongs
from leap_dash.db.planner import INLINE
from leap_dash.domain.access import Scope
from leap_dash.domain.attention import Status
from leap_dash.domain.attention_score import judge, with_learned
from leap_dash.queries.attention_sql import (
    group_columns,
    group_of,
    rank_of,
    status_of,
    terms_of,
    work_of,
)
from leap_dash.queries.cells import AssessedItem, assessed_items, results_of
from leap_dash.queries.cohort_scores import CohortScores, cohort_scores, words_of
from leap_dash.queries.cohort_sums import are_kept, cohort_sums, sections_of
from leap_dash.queries.learner_names import by_name, learner_name, matches
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

BEYOND = 1e9  # no rank, mean or number of items is as large


def cohort_page(
    session: Session, scope: Scope, head: CohortHead, chosen: LearnerFilter, *, size: int
) -> CohortPage:
    """One page of at most `size` learners; past the last page, the last one.

    `head` says of which cohort, and which day it is there.
    """
    scores = cohort_scores(session, scope, head, chosen)
    rows = _list(session, scope, head, chosen, size, scores)
    sums = group_of(rows[0])
    shown = rows[0].shown if _is_searched(chosen) else _how_many_of(sums, chosen.standing)
    pages = max(1, -(-shown // size))
    if chosen.page > pages:
        chosen = replace(chosen, page=pages)
        rows = _list(session, scope, head, chosen, size, scores)
    listed = [row for row in rows if row.learner_id is not None]
    learner_ids = [row.learner_id for row in listed]
    items, cells = _cells(session, scope, head, chosen, learner_ids)
    words = words_of(session, scores, learner_ids)
    return CohortPage(
        items=tuple(item.column for item in items),
        rows=tuple(
            _row(row, head, cells[row.learner_id], words.get(row.learner_id)) for row in listed
        ),
        sums=sums,
        shown=shown,
        page=chosen.page,
        pages=pages,
        ranking=scores.ranking,
    )


def fitting_learners(
    session: Session, scope: Scope, head: CohortHead, chosen: LearnerFilter, *, most: int
) -> tuple[UUID, ...]:
    """Ids of at most `most` learners who fit the filter, on all its pages, in their order."""
    scores = cohort_scores(session, scope, head, chosen)
    rows = _list(session, scope, head, replace(chosen, page=1), most, scores)
    return tuple(row.learner_id for row in rows if row.learner_id is not None)


def _list(
    session: Session,
    scope: Scope,
    head: CohortHead,
    chosen: LearnerFilter,
    size: int,
    scores: CohortScores,
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The learners on the page in their order; in each row also what is said of all of them.

    That are `group_columns` and, of a search, how many fit it (`shown`). One row without a learner
    where none fits. One statement, because reading the sums of a large cohort is what it costs.
    """
    judged = _judged(scope, head, chosen, scores)
    fitting = (
        select(judged)
        .join(Learner, Learner.id == judged.c.learner_id)
        .where(_standing(judged, chosen), matches(chosen.search), _chosen(chosen))
    )
    if not _is_searched(chosen):
        fitting = fitting.where(_reaches(judged, chosen, size))
    of_all = select(
        *group_columns(judged, judged.c.status),
        *([_how_many(judged, chosen).label("shown")] if _is_searched(chosen) else []),
    ).subquery("of_all")
    page = (
        fitting.add_columns(Learner.given_name, Learner.family_name, Learner.key)
        .order_by(*_order(judged, chosen), *by_name(Learner.__table__.c))
        .limit(size)
        .offset((chosen.page - 1) * size)
        .subquery("page")
    )
    return session.execute(
        select(of_all, page)
        .select_from(of_all.outerjoin(page, true()))
        .order_by(*_order(page, chosen), *by_name(page.c))
    ).all()


def _judged(scope: Scope, head: CohortHead, chosen: LearnerFilter, scores: CohortScores) -> CTE:
    """The sums of each learner with status, rank and, where a model gives one, its score."""
    terms = terms_of(head)
    course, category = chosen.course, chosen.category
    kept = are_kept(head, course=course, category=category)
    sums = cohort_sums(scope, head, course=course, category=category).subquery("sums")
    learned, source = scores.added_to(sums)
    rows = select(
        *(sums.c[name] for name in ("learner_id", *SUMS, *FACTS) if name != "last_activity_on"),
        status_of(sums, terms).label("status"),
        rank_of(sums, terms, learned).label("rank"),
        (null() if learned is None else learned).label("learned"),
    )
    judged = rows.select_from(source).cte("judged")
    return judged.prefix_with(INLINE, dialect="sqlite") if kept else judged


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
    place, known_on = sections_of(head, chosen.course), head.known_on
    rows = session.execute(
        select(Enrollment.learner_id, Enrollment.section_id)
        .join(Section, Section.id == Enrollment.section_id)
        .where(
            Enrollment.learner_id.in_(learner_ids),
            *place,
            belongs(known_on, several=chosen.course is None),
        )
    )
    enrolled = {(learner_id, section_id) for learner_id, section_id in rows}
    category = true() if chosen.category is None else LineItem.category == chosen.category
    taken = {section_id for _, section_id in enrolled}
    items = [
        item
        for item in assessed_items(session, scope, *place, category)
        if item.section_id in taken
    ]
    found = results_of(session, scope, learner_ids)
    return items, {
        learner_id: tuple(
            item.cell(found.get((learner_id, item.column.id)), known_on)
            if (learner_id, item.section_id) in enrolled
            else None
            for item in items
        )
        for learner_id in learner_ids
    }


def _row(
    row: Row[*tuple[Any, ...]],
    head: CohortHead,
    cells: tuple[Cell | None, ...],
    words: tuple[str, ...] | None,
) -> LearnerRow:
    """`words`: those of a model, where it gave a score."""
    work = work_of(row)
    judgement = judge(work, head.as_of, head.thresholds)
    if words is not None:
        judgement = with_learned(judgement, row.learned, words)
    return LearnerRow(
        id=row.learner_id,
        name=learner_name(row.given_name, row.family_name, row.key),
        key=row.key,
        due=work.due,
        done=work.done,
        late=work.late,
        mean=work.mean,
        active_on=work.active_on,
        judgement=judgement,
        cells=cells,
    )


def _is_searched(chosen: LearnerFilter) -> bool:
    """Whether learners are looked up to tell who fits; else their standing says so."""
    return chosen.only is not None or bool(chosen.search.split())


def _reaches(judged: CTE, chosen: LearnerFilter, size: int) -> ColumnElement[bool]:
    """Whether a row can be on the page by the first thing that the list is sorted by.

    Names, which sort what is alike in that, are then looked up for few, not for a whole cohort.
    """
    if chosen.order is Order.NAME:
        return true()
    everyone = judged.alias("everyone")
    first, *_ = _order(everyone, chosen)
    last_on_page = (
        select(_sorted_by(everyone, chosen))
        .where(_standing(everyone, chosen))
        .order_by(first)
        .limit(1)
        .offset(chosen.page * size - 1)
        .scalar_subquery()
    )
    # Whoever has no value comes last; no last one: the page reaches to the end, or to those.
    end = BEYOND if chosen.order is Order.MEAN else -BEYOND
    value = func.coalesce(_sorted_by(judged, chosen), end)
    last = func.coalesce(last_on_page, end)
    return value <= last if chosen.order is Order.MEAN else value >= last


def _sorted_by(sums: FromClause, chosen: LearnerFilter) -> ColumnElement[Any]:
    match chosen.order:
        case Order.SCORE:
            return sums.c.rank
        case Order.MISSING:
            return sums.c.missing
        case _:
            return sums.c.mean


def _how_many(judged: CTE, chosen: LearnerFilter) -> ScalarSelect[int]:
    return (
        select(func.count())
        .select_from(judged)
        .join(Learner, Learner.id == judged.c.learner_id)
        .where(_standing(judged, chosen), matches(chosen.search), _chosen(chosen))
        .scalar_subquery()
    )


def _how_many_of(sums: GroupSums, standing: Standing) -> int:
    match standing:
        case Standing.EVERYONE:
            return sum(sums.by_status.values())
        case Standing.ENROLLED:
            return sums.learners
        case _:
            return sums.by_status[Status(standing.value)]


def _standing(judged: FromClause, chosen: LearnerFilter) -> ColumnElement[bool]:
    match chosen.standing:
        case Standing.EVERYONE:
            return true()
        case Standing.ENROLLED:
            return judged.c.is_gone < 1  # for an equality SQLite would first make an index
        case _:
            return judged.c.status == chosen.standing.value


def _chosen(chosen: LearnerFilter) -> ColumnElement[bool]:
    return true() if chosen.only is None else Learner.id.in_(chosen.only)


def _order(sums: FromClause, chosen: LearnerFilter) -> tuple[UnaryExpression[Any], ...]:
    lowest_first = sums.c.mean.asc().nulls_last()
    match chosen.order:
        case Order.SCORE:
            return sums.c.rank.desc().nulls_last(), sums.c.missing.desc()
        case Order.MISSING:
            return sums.c.missing.desc(), lowest_first
        case Order.MEAN:
            return (lowest_first,)
        case Order.NAME:
            return ()
