"""Plain CSV with one line a learner and one column an item.

The line after the header may give each item's `maximum`, the one after it the day it is `due`. They
say what every mark below means, so a slip in them stops the whole file.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import chain, islice
from typing import TypeAlias, TypeVar

from leap_dash.domain.errors import BadInputError
from leap_dash.ingest.plain_csv.learners import LEARNER, learner_reader
from leap_dash.ingest.rows import UNNAMED, LineItemRow, Parsed, ResultRow
from leap_dash.ingest.tabular import Once, Rejects, Row, Table, decimal_mark, records, require
from leap_dash.ingest.values import (
    MAX_ID,
    Column,
    SpoiledError,
    day,
    maximum,
    optional,
    score_or_excused,
)

HEADS = ("maximum", "due")

Value = TypeVar("Value")
Line: TypeAlias = tuple[int, list[str]]
Mark: TypeAlias = tuple[float | None, bool]  # score, excused


def read(table: Table, into: Parsed) -> None:
    """Add what the table says to `into`.

    Raises BadInputError where there is no learner or no item column, or `maximum` or `due` hold
    what they cannot.
    """
    require(table, LEARNER[:1])
    items = _items(table)
    decimal = decimal_mark(table, list(items.values()))
    reject = Rejects(table.name)
    rows = records(table, reject)
    heads, lines = _apart(table, rows)
    maxima = _head(table, heads.get("maximum"), items, maximum(decimal))
    dues = _head(table, heads.get("due"), items, day)
    into.line_items.extend(
        LineItemRow(UNNAMED, name, name, None, maxima[name], None, dues[name]) for name in items
    )
    marks_of = {
        name: Column(name, score_or_excused(decimal, highest)) for name, highest in maxima.items()
    }
    _read_learners(table, lines, items, marks_of, reject, into)
    into.sources.append(table.source(reject.rows - len(heads), decimal, tuple(table.columns)))
    into.rejected.extend(reject.rejected)


def _items(table: Table) -> dict[str, int]:
    """Items' names and positions."""
    items = {name: at for at, name in enumerate(table.header) if name.lower() not in LEARNER}
    if not items:
        raise BadInputError(
            f"{table.name}, line 1: there is no item; besides {', '.join(LEARNER)} "
            "every column is one."
        )
    for name in items:
        if len(name) > MAX_ID:
            raise BadInputError(
                f"{table.name}, line 1: the column name {name[:40]}... is longer than {MAX_ID} "
                "characters; shorten it."
            )
    return items


def _apart(table: Table, rows: Iterable[Line]) -> tuple[dict[str, Line], Iterable[Line]]:
    """The lines that describe items, by what they give, and those of learners."""
    rows = iter(rows)
    heads: dict[str, Line] = {}
    learners: list[Line] = []
    for line, values in islice(rows, len(HEADS)):
        kind = values[table.columns["learner"]].strip().lower()
        if kind in HEADS and kind not in heads:
            heads[kind] = line, values
        else:
            learners.append((line, values))
    return heads, chain(learners, rows)


def _head(
    table: Table, head: Line | None, items: Mapping[str, int], read: Callable[[str], Value]
) -> dict[str, Value | None]:
    """What a line gives for each item; None where it is empty or there is no such line."""
    if head is None:
        return dict.fromkeys(items)
    line, values = head
    given: dict[str, Value | None] = {}
    for name, at in items.items():
        try:
            given[name] = optional(read)(values[at].strip())
        except ValueError as error:
            raise BadInputError(f"{table.name}, line {line}, column {name}: {error}.") from error
    return given


def _read_learners(
    table: Table,
    lines: Iterable[Line],
    items: Mapping[str, int],
    marks_of: Mapping[str, Column[Mark]],
    reject: Rejects,
    into: Parsed,
) -> None:
    learner_of = learner_reader(table)
    once = Once[str]("learner")
    for line, values in lines:
        try:
            learner, enrollment = learner_of(values)
            if learner.id.lower() in HEADS:
                raise SpoiledError("learner", f"{learner.id} belongs right below the header")
            marks = _marks(values, items, marks_of)
            if not once.is_new(learner.id, line, (learner, enrollment, marks)):
                continue
        except SpoiledError as spoiled:
            reject(line, spoiled.column, spoiled.reason)
            continue
        into.learners.append(learner)
        into.enrollments.append(enrollment)
        into.results.extend(
            ResultRow(UNNAMED, name, learner.id, score, None, excused=excused, line=line)
            for name, (score, excused) in marks.items()
        )


def _marks(
    values: Row, items: Mapping[str, int], marks_of: Mapping[str, Column[Mark]]
) -> dict[str, Mark]:
    """The marks of a line; an empty cell is none. SpoiledError at the first that cannot be."""
    return {name: marks_of[name][values[at]] for name, at in items.items() if values[at].strip()}
