"""The marks of one cohort, as arrays: what averages of many days at once are made of."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import LineItem, Result, Section
from leap_dash.queries.rule_weeks_facts import (
    Days,
    Enrolled,
    Flags,
    Numbers,
    Values,
    numbers,
    raw,
)


@dataclass(frozen=True, slots=True)
class Items:
    """The line items of a cohort, one in each place."""

    ids: dict[Any, int]
    keys: tuple[str, ...]
    categories: tuple[str, ...]
    sections: Numbers
    weights: Values
    maxima: Values  # 0: no percentage can be told
    since: Numbers


@dataclass(frozen=True, slots=True)
class Marks:
    """The results of those who take the section, one in each place."""

    learners: Numbers
    items: Numbers
    since: Numbers
    percents: Values  # nan: none
    excused: Flags
    done: Flags
    late: Flags


def read_items(session: Session, enrolled: Enrolled, days: Days) -> Items:
    """All line items of the cohort."""
    rows = session.execute(
        select(
            raw(LineItem.id),
            LineItem.source_key,
            LineItem.category,
            raw(LineItem.section_id),
            LineItem.weight,
            LineItem.maximum,
            LineItem.counts_from,
        )
        .join(Section, Section.id == LineItem.section_id)
        .where(Section.cohort_id == enrolled.cohort_id)
    ).all()
    return Items(
        ids={row[0]: place for place, row in enumerate(rows)},
        keys=tuple(row[1] for row in rows),
        categories=tuple(row[2] for row in rows),
        sections=numbers(enrolled.sections[row[3]] for row in rows),
        weights=np.array([row[4] for row in rows], dtype=float),
        maxima=np.array([row[5] for row in rows], dtype=float),
        # One that counts from no day on does not count yet.
        since=numbers(len(days) if row[6] is None else days.since(row[6]) for row in rows),
    )


def read_marks(session: Session, enrolled: Enrolled, items: Items, days: Days) -> Marks:
    """All results of the cohort that were there by the last of the days."""
    rows = session.execute(
        select(
            raw(Result.learner_id),
            raw(Result.line_item_id),
            Result.score,
            Result.submitted_on,
            Result.excused,
            (Result.submitted_on > LineItem.due_on),
        )
        .join(LineItem, LineItem.id == Result.line_item_id)
        .join(Section, Section.id == LineItem.section_id)
        .where(Section.cohort_id == enrolled.cohort_id)
    ).all()
    learner = numbers(enrolled.places.get(row[0], -1) for row in rows)
    item = numbers(items.ids[row[1]] for row in rows)
    score = np.array([np.nan if row[2] is None else row[2] for row in rows], dtype=float)
    known = {day: days.since(day) for day in {row[3] for row in rows}}
    maximum = items.maxima[item]
    marks = Marks(
        learners=learner,
        items=item,
        since=numbers(known[row[3]] for row in rows),
        percents=100.0 * score / np.where(maximum == 0, np.nan, maximum),
        excused=np.array([row[4] for row in rows], dtype=bool),
        done=np.array([row[3] is not None for row in rows], dtype=bool) | ~np.isnan(score),
        late=np.array([bool(row[5]) for row in rows], dtype=bool),
    )
    # A learner may have marks of a section from which they were taken.
    there = (learner >= 0) & enrolled.takes[learner, items.sections[item]]
    there &= marks.since < len(days)
    return Marks(*(getattr(marks, name)[there] for name in Marks.__slots__))
