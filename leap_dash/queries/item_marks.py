"""The marks of each item of a course: five numbers, of how many, and how many are missing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import ColumnElement, Row, and_, case, false, func, or_, select
from sqlalchemy.orm import Session

from leap_dash.db import Cohort, Enrollment, LineItem, Result, Section
from leap_dash.db.known_results import known_result
from leap_dash.domain.access import Scope
from leap_dash.domain.results import LOW_PERCENT, counts
from leap_dash.queries.cells import AssessedItem, assessed_items
from leap_dash.queries.course_runs import in_run
from leap_dash.records import CourseRun, FiveNumbers, ItemMarks

FEWEST_BOXED = 30
"""Marks from which on a box says more than the marks one by one."""

IS_EXCUSED = func.coalesce(Result.excused, false())
"""Where there is a result, whether it is excused."""


@dataclass(slots=True)
class _Found:
    """What was counted of one item."""

    scores: dict[float, int] = field(default_factory=dict)
    missing: int = 0


def item_marks(
    session: Session, scope: Scope, run: CourseRun, *, as_of: date
) -> tuple[ItemMarks, ...]:
    """The items of a course as they fall due, with what was marked by the end of that day.

    Everybody's marks count, also those of learners who left later. Missing are who were enrolled
    when an item fell due and handed in nothing, without being excused.
    """
    items = sorted(assessed_items(session, scope, *in_run(scope, run)), key=_as_due)
    found = _found(session, scope, run, as_of)
    return tuple(_marks(each, found[each.column.id], as_of) for each in items)


def enrolled_when_due() -> ColumnElement[bool]:
    """Whether the learner was still there when the item fell due."""
    return or_(
        and_(Enrollment.withdrawn_on.is_(None), Enrollment.status != "withdrawn"),
        and_(
            Enrollment.withdrawn_on.is_not(None),
            Enrollment.withdrawn_on > func.coalesce(LineItem.due_on, LineItem.counts_from),
        ),
    )


def is_missing() -> ColumnElement[bool]:
    """Nothing came from who was there; reads the outer join of `known_result`. Due or not."""
    return and_(
        enrolled_when_due(), Result.score.is_(None), Result.submitted_on.is_(None), ~IS_EXCUSED
    )


def _found(session: Session, scope: Scope, run: CourseRun, as_of: date) -> Mapping[UUID, _Found]:
    """Scores with how often each was given, and who is missing, counted in one go."""
    score = case((~IS_EXCUSED, Result.score)).label("given")
    missing = func.sum(case((is_missing(), 1), else_=0))
    rows: Sequence[Row[*tuple[Any, ...]]] = session.execute(
        select(LineItem.id, score, func.count(), missing)
        .select_from(LineItem)
        .join(Section, Section.id == LineItem.section_id)
        .join(Cohort, Cohort.id == Section.cohort_id)
        .join(Enrollment, Enrollment.section_id == Section.id)
        .outerjoin(Result, known_result(as_of))
        .where(*in_run(scope, run))
        .group_by(LineItem.id, "given")
    ).all()
    found: defaultdict[UUID, _Found] = defaultdict(_Found)
    for item_id, given, people, absent in rows:
        if given is None:
            found[item_id].missing = int(absent)
        else:
            found[item_id].scores[given] = people
    return found


def _as_due(each: AssessedItem) -> date:
    """Sorting keeps the order of the course for what is due on one day, or on none, at the end."""
    return each.column.due_on or date.max


def _marks(each: AssessedItem, found: _Found, as_of: date) -> ItemMarks:
    maximum = each.item.maximum
    scores = found.scores if maximum else {}
    marks = np.sort(np.repeat(np.array(list(scores), dtype=float), list(scores.values())))
    percents = 100.0 * marks / (maximum or 1.0)
    return ItemMarks(
        item=each.column,
        marked=len(percents),
        below=int((percents < LOW_PERCENT).sum()),
        missing=found.missing if counts(each.item, as_of) else 0,
        five=FiveNumbers(*np.quantile(percents, (0, 0.25, 0.5, 0.75, 1)).tolist())
        if len(percents)
        else None,
        points=tuple(percents.tolist()) if len(percents) < FEWEST_BOXED else (),
    )
