"""The part of an import that says what is assessed and what came of it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from leap_dash.db import LineItem, Result
from leap_dash.ingest.rows import LineItemRow, Parsed, Rejection, ResultRow, SectionKey
from leap_dash.ingest.values import too_high
from leap_dash.services.bulk import Id, among, digits, insert_rows, update_rows
from leap_dash.services.upsert import Tally, Values, upsert

CATEGORY, MAXIMUM, WEIGHT = "assignment", 100.0, 1.0  # where neither source nor database says
RESULT = ("score", "submitted_on", "excused", "carried_over")
_section_and_item = itemgetter(ResultRow._fields.index("section"), ResultRow._fields.index("item"))


@dataclass(frozen=True, slots=True)
class Items:
    """Line items by section and source key; `moved` are sections where one is new or changed.

    `maxima` are of those items whose maximum the source leaves open.
    """

    ids: dict[tuple[SectionKey, str], Id]
    new: set[Id]
    moved: set[Id]
    maxima: dict[Id, float]


@dataclass(frozen=True, slots=True)
class Marks:
    """Who has new or changed results, by (section, learner), and what could not go in.

    Sections that move as a whole are not listed: all of their summaries are made anew.
    """

    touched: set[tuple[Id, Id]]
    rejected: list[Rejection]


def take_line_items(
    session: Session,
    rows: Iterable[LineItemRow],
    sections: Mapping[SectionKey, Id],
    tally: Tally,
) -> Items:
    """Make and change line items. `settle_undated` has to follow once the results are there."""
    columns = ("name", "category", "maximum", "weight", "due_on", "counts_from", "position")
    stored: dict[tuple[Id, str], tuple[Id, Values]] = {
        (section_id, source_key): (item_id, tuple(values))
        for section_id, source_key, item_id, *values in session.execute(
            select(
                digits(LineItem.section_id),
                LineItem.source_key,
                digits(LineItem.id),
                *(getattr(LineItem, name) for name in columns),
            ).where(among(session, LineItem.section_id, sections.values()))
        )
    }
    last = dict.fromkeys(sections.values(), -1)
    for (section_id, _), (_, values) in stored.items():
        last[section_id] = max(last[section_id], values[-1])
    wanted: dict[tuple[Id, str], Values] = {}
    keys: dict[tuple[Id, str], LineItemRow] = {}
    for row in rows:
        key = (sections[row.section], row.source_key)
        if key not in stored:
            last[key[0]] += 1
        wanted[key] = _item(row, stored[key][1] if key in stored else None, last[key[0]])
        keys[key] = row
    done = upsert(
        session,
        LineItem,
        ("section_id", "source_key"),
        columns,
        stored=stored,
        wanted=wanted,
        tally=tally,
    )
    return Items(
        ids={(row.section, row.source_key): done.ids[key] for key, row in keys.items()},
        new={done.ids[key] for key in done.new},
        moved={section_id for section_id, _ in done.new | done.changed},
        maxima={done.ids[key]: wanted[key][2] for key, row in keys.items() if row.maximum is None},
    )


def take_results(
    session: Session,
    parsed: Parsed,
    sections: Mapping[SectionKey, Id],
    learners: Mapping[str, Id],
    items: Items,
    tally: Tally,
) -> Marks:
    """Make and change results. A day of handing in that the source leaves out stays as it is."""
    stored = _stored(
        session, [item_id for item_id in items.ids.values() if item_id not in items.new]
    )
    inserts: list[Values] = []
    updates: list[Values] = []
    marks = Marks(set(), [])
    for (section, item), rows in groupby(parsed.results, _section_and_item):
        item_id, section_id = items.ids[section, item], sections[section]
        before = stored.get(item_id, {})
        highest = items.maxima.get(item_id)
        for row in rows:
            if highest is not None and row.score is not None and row.score > highest:
                marks.rejected.append(
                    Rejection(
                        parsed.results_file,
                        row.line,
                        parsed.score_column or row.item,
                        too_high(row.score, highest),
                    )
                )
                continue
            learner_id = learners[row.learner]
            old = before.get(learner_id)
            if old is None:
                if row.is_empty:
                    continue  # which is what no row says
                new = (row.score, row.submitted_on, row.excused, row.carried_over)
                inserts.append((item_id, learner_id, *new))
            else:
                new = (row.score, row.submitted_on or old[1], row.excused, row.carried_over)
                if new == old:
                    tally.unchanged += 1
                    continue
                updates.append((item_id, learner_id, *new))
            if section_id not in items.moved:
                marks.touched.add((section_id, learner_id))
    keys = ("line_item_id", "learner_id")
    insert_rows(session, Result, (*keys, *RESULT), inserts)
    update_rows(session, Result, keys, RESULT, updates)
    tally.inserted += len(inserts)
    tally.updated += len(updates)
    return marks


def settle_undated(session: Session, sections: Collection[Id], today: date) -> set[Id]:
    """Let items without a due date count from the day of their first result in the section.

    A result without a day counts from today, when it is first seen. Returns the sections in which
    that changed anything.
    """
    undated = and_(Result.score.is_not(None), Result.submitted_on.is_(None))
    rows = session.execute(
        select(
            digits(LineItem.id).label("id"),
            digits(LineItem.section_id).label("section_id"),
            LineItem.counts_from,
            func.min(Result.submitted_on).label("first_day"),
            func.max(case((undated, 1), else_=0)).label("undated"),
        )
        .join(Result, Result.line_item_id == LineItem.id)
        .where(
            among(session, LineItem.section_id, sections),
            LineItem.due_on.is_(None),
            Result.excused.is_(False),
        )
        .group_by(LineItem.id, LineItem.section_id, LineItem.counts_from)
    )
    moved: dict[Id, tuple[Id, date]] = {}
    for row in rows:
        days = [row.counts_from, row.first_day, today if row.undated else None]
        seen: list[date] = [day for day in days if day is not None]
        if seen and min(seen) != row.counts_from:
            moved[row.id] = (row.section_id, min(seen))
    update_rows(
        session,
        LineItem,
        ("id",),
        ("counts_from",),
        [(item_id, first) for item_id, (_, first) in moved.items()],
    )
    return {section_id for section_id, _ in moved.values()}


def _item(row: LineItemRow, stored: Values | None, position: int) -> Values:
    """Name, category, maximum, weight, due day, first day it counts, position."""
    _, category, maximum, weight, due_on, counts_from, place = stored or (
        row.name,
        CATEGORY,
        MAXIMUM,
        WEIGHT,
        None,
        None,
        position,
    )
    due_on = row.due_on or due_on
    return (
        row.name,
        row.category or category,
        maximum if row.maximum is None else row.maximum,
        weight if row.weight is None else row.weight,
        due_on,
        # A due date means the end of that day, so the item counts from the next one.
        due_on + timedelta(days=1) if due_on else counts_from,
        place if row.position is None else row.position,
    )


def _stored(session: Session, item_ids: list[Id]) -> dict[Id, dict[Id, Values]]:
    """Results by item and learner."""
    found: dict[Id, dict[Id, Values]] = {item_id: {} for item_id in item_ids}
    for item_id, learner_id, *values in session.execute(
        select(
            digits(Result.line_item_id),
            digits(Result.learner_id),
            *(getattr(Result, name) for name in RESULT),
        ).where(among(session, Result.line_item_id, item_ids))
    ):
        found[item_id][learner_id] = tuple(values)
    return found
