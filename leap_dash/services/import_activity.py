"""The part of an import that says who was active in which week."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import ActivityWeek
from leap_dash.ingest.rows import ActivityRow, SectionKey
from leap_dash.services.bulk import Id, among, digits, insert_rows, update_rows
from leap_dash.services.upsert import Tally, Values

KEYS = ("section_id", "learner_id", "week")
VALUES = ("active_days", "events")


def take_activity(
    session: Session,
    rows: Sequence[ActivityRow],
    sections: Mapping[SectionKey, Id],
    learners: Mapping[str, Id],
    tally: Tally,
) -> set[tuple[Id, Id]]:
    """Make and change weeks of activity; returns whose, by (section, learner)."""
    if not rows:
        return set()
    stored: dict[tuple[Id, Id, int], Values] = {
        (section_id, learner_id, week): (active_days, events)
        for section_id, learner_id, week, active_days, events in session.execute(
            select(
                digits(ActivityWeek.section_id),
                digits(ActivityWeek.learner_id),
                ActivityWeek.week,
                ActivityWeek.active_days,
                ActivityWeek.events,
            ).where(among(session, ActivityWeek.section_id, sections.values()))
        )
    }
    inserts: list[Values] = []
    updates: list[Values] = []
    for row in rows:
        key = (sections[row.section], learners[row.learner], row.week)
        new = (row.active_days, row.events)
        old = stored.get(key)
        if old is None:
            inserts.append((*key, *new))
        elif old != new:
            updates.append((*key, *new))
    insert_rows(session, ActivityWeek, (*KEYS, *VALUES), inserts)
    update_rows(session, ActivityWeek, KEYS, VALUES, updates)
    tally.inserted += len(inserts)
    tally.updated += len(updates)
    tally.unchanged += len(rows) - len(inserts) - len(updates)
    return {(section_id, learner_id) for section_id, learner_id, *_ in (*inserts, *updates)}
