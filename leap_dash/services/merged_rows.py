"""The rows of two records of one person: handed over from the one to the other, and back.

Of what both have, and a learner has once, one row counts. The other is taken away, and written down
as a whole, so that it can be put back.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Column, Date, RowMapping, Table, delete, select, tuple_
from sqlalchemy.orm import Session

from leap_dash.db import (
    ActivityWeek,
    Base,
    Enrollment,
    LearnerGroupMember,
    LearnerIdentifier,
    LearnerNote,
    Membership,
    OutboxMail,
    OutcomeResult,
    Result,
    ReturnedProposal,
    SkillRecord,
)
from leap_dash.db.base import UtcDateTime
from leap_dash.domain.enrollments import enrollment_rank
from leap_dash.domain.messages import MailState
from leap_dash.services.bulk import insert_rows, update_rows

Moved = dict[str, list[list[Any]]]
"""By table, values of its rows, ready for JSON."""


@dataclass(frozen=True, slots=True)
class Owned:
    """A table with rows of learners: by what its rows are told apart, beside the learner.

    `once`: a learner has only one row of the same keys. Of two that of the greater `rank` counts,
    of equal ones that of the kept record.
    """

    model: type[Base]
    keys: tuple[str, ...] = ("id",)
    once: bool = False
    rank: Callable[[RowMapping], tuple[bool, ...]] = lambda _row: ()

    @property
    def table(self) -> Table:
        """Its table."""
        return cast("Table", self.model.__table__)


OWNED = (
    Owned(LearnerIdentifier),
    Owned(
        Enrollment,
        ("section_id",),
        once=True,
        rank=lambda row: enrollment_rank(row["status"], row["final_result"]),
    ),
    Owned(Result, ("line_item_id",), once=True),
    Owned(ActivityWeek, ("section_id", "week"), once=True),
    Owned(OutcomeResult, ("learning_outcome_id",), once=True),
    Owned(
        LearnerGroupMember,
        ("group_id",),
        once=True,
        rank=lambda row: (row["removed_at"] is None,),
    ),
    # Whoever was sent it is not sent it again.
    Owned(
        OutboxMail,
        ("message_id",),
        once=True,
        rank=lambda row: (row["state"] == MailState.SENT,),
    ),
    Owned(SkillRecord),
    Owned(LearnerNote),
    Owned(ReturnedProposal),
    Owned(Membership),
)
"""All but awards, which are numbered anew, and what is summed up anew from these."""


def take_over(session: Session, kept: UUID, other: UUID) -> tuple[Moved, Moved]:
    """Make all rows of the other record the kept one's.

    Returns the keys of those, and whole those that were taken away, as both had the same.
    """
    session.flush()
    moved, doubles = {}, {}
    for owned in OWNED:
        name = owned.table.name
        doubles[name] = _drop_doubles(session, owned, kept, other) if owned.once else []
        moved[name] = _hand_over_all(session, owned, kept, other)
    return moved, doubles


def give_back(session: Session, moved: Moved, doubles: Moved, kept: UUID, other: UUID) -> None:
    """Hand back what was moved, and is still there, and put back what was taken away."""
    for owned in OWNED:
        name = owned.table.name
        _hand_over(session, owned, moved[name], kept, other)
        columns = list(owned.table.c)
        rows = [
            [_read(column, value) for column, value in zip(columns, row, strict=True)]
            for row in doubles[name]
        ]
        insert_rows(
            session,
            owned.model,
            [column.name for column in columns],
            _still_possible(session, owned, rows),
            unless_there=True,
        )


def overlaps(moved: Moved, doubles: Moved, kept: UUID) -> bool:
    """Whether rows that one merge moved to the kept record were taken away from it by another."""
    for owned in OWNED:
        names = [column.name for column in owned.table.c]
        mine = [dict(zip(names, row, strict=True)) for row in doubles[owned.table.name]]
        keys = {
            tuple(row[key] for key in owned.keys) for row in mine if row["learner_id"] == kept.hex
        }
        if keys & set(map(tuple, moved[owned.table.name])):
            return True
    return False


def _drop_doubles(session: Session, owned: Owned, kept: UUID, other: UUID) -> list[list[Any]]:
    """Take away of each two rows the one that does not count; returns those."""
    table = owned.table
    found: Mapping[UUID, dict[tuple[Any, ...], RowMapping]] = {kept: {}, other: {}}
    rows = session.execute(select(*table.c).where(table.c.learner_id.in_(found))).mappings()
    for row in rows:
        found[row["learner_id"]][tuple(row[key] for key in owned.keys)] = row
    mine, theirs = found[kept], found[other]
    dropped = [
        mine[key] if owned.rank(theirs[key]) > owned.rank(mine[key]) else theirs[key]
        for key in mine.keys() & theirs.keys()
    ]
    identity = list(table.primary_key.columns)
    ids = [tuple(row[column.name] for column in identity) for row in dropped]
    session.execute(delete(table).where(tuple_(*identity).in_(ids)))
    return [list(map(_plain, row.values())) for row in dropped]


def _hand_over_all(session: Session, owned: Owned, kept: UUID, other: UUID) -> list[list[Any]]:
    """Hand over what the other one has; returns the keys of it."""
    columns = [owned.table.c[key] for key in owned.keys]
    rows = session.execute(select(*columns).where(owned.table.c.learner_id == other))
    keys = [list(map(_plain, row)) for row in rows]
    _hand_over(session, owned, keys, other, kept)
    return keys


def _hand_over(
    session: Session, owned: Owned, keys: Sequence[Sequence[Any]], before: UUID, after: UUID
) -> None:
    rows = [(before.hex, *key, after.hex) for key in keys]
    update_rows(session, owned.model, ("learner_id", *owned.keys), ("learner_id",), rows)


def _still_possible(session: Session, owned: Owned, rows: list[list[Any]]) -> list[list[Any]]:
    """Those whose group, message and the like has not been deleted since."""
    for place, column in enumerate(owned.table.c):
        for key in column.foreign_keys:
            named = {UUID(row[place]) for row in rows if row[place] is not None}
            there = {
                each.hex
                for each in session.scalars(select(key.column).where(key.column.in_(named)))
            }
            rows = [row for row in rows if row[place] is None or row[place] in there]
    return rows


def _plain(value: object) -> object:
    """A value of any column, ready for JSON."""
    if isinstance(value, UUID):
        return value.hex
    return value.isoformat() if isinstance(value, date) else value


def _read(column: Column[Any], value: object) -> object:
    """A value as `_plain` wrote it down, ready for `insert_rows`."""
    if not isinstance(value, str):
        return value
    if isinstance(column.type, UtcDateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(column.type, Date) else value
