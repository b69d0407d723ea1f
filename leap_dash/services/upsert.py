"""Compares what a source says with what is stored, and writes the difference, set-wise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session

from leap_dash.db import Base
from leap_dash.services.bulk import Id, insert_rows, new_id, update_rows

Key = TypeVar("Key", bound=tuple[Any, ...])
Values = tuple[Any, ...]


@dataclass(slots=True)
class Tally:
    """How many rows of the database an import has made, changed and found as they should be."""

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Upserted(Generic[Key]):
    """Ids by key, and which of the keys are new or changed."""

    ids: dict[Key, Id]
    new: set[Key]
    changed: set[Key]


def upsert(
    session: Session,
    model: type[Base],
    keys: Sequence[str],
    columns: Sequence[str],
    *,
    stored: Mapping[Key, tuple[Id, Values]],
    wanted: Mapping[Key, Values],
    tally: Tally,
) -> Upserted[Key]:
    """Insert the rows whose key is not stored, update those whose values differ.

    `stored` and `wanted` give values in the order of `columns`, by key in the order of `keys`.
    """
    ids: dict[Key, Id] = {}
    inserts: dict[Key, Values] = {}
    updates: dict[Key, Values] = {}
    for key, values in wanted.items():
        known = stored.get(key)
        if known is None:
            ids[key] = row_id = new_id()
            inserts[key] = (row_id, *key, *values)
        else:
            ids[key], before = known
            if before != values:
                updates[key] = (known[0], *values)
    insert_rows(session, model, ("id", *keys, *columns), list(inserts.values()))
    update_rows(session, model, ("id",), columns, list(updates.values()))
    tally.inserted += len(inserts)
    tally.updated += len(updates)
    tally.unchanged += len(wanted) - len(inserts) - len(updates)
    return Upserted(ids, set(inserts), set(updates))
