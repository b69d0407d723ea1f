"""Reads a text file as a table: separator, header, and its records with their line numbers.

What a column means is the business of the formats. A record that cannot be taken apart is rejected
alone, whatever it did to the lines after it.
"""

import csv
from collections.abc import Callable, Collection, Generator, Hashable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import Generic, TypeAlias, TypeVar

from leap_dash.domain.errors import BadInputError
from leap_dash.ingest.rows import Rejection, Source
from leap_dash.ingest.text import Lines, TextFile, open_text
from leap_dash.ingest.values import Mark, SpoiledError, clear_mark

Key = TypeVar("Key", bound=Hashable)
Row: TypeAlias = Sequence[str]

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}
MAX_BYTES = 256 << 20
MAX_ROWS = 1_000_000
MAX_COLUMNS = 2_000
MAX_LINE = 100_000  # characters; below the csv module's limit for one cell
BLOCK = 1 << 20  # characters looked at together


@dataclass(frozen=True, slots=True)
class Table:
    """A file of records. `header` as written; `columns` gives positions by lower-case name."""

    text: TextFile
    separator: str
    header: tuple[str, ...]
    columns: dict[str, int]
    max_rows: int

    @property
    def name(self) -> str:
        """The file's name, as reports show it."""
        return self.text.name

    def source(self, rows: int, decimal: Mark, used: Collection[str]) -> Source:
        """How it was read, for the report; `used` are the names of the columns that were."""
        ignored = tuple(name for name in self.header if name.lower() not in used)
        return Source(self.name, self.text.encoding, self.separator, decimal, rows, ignored)


class Rejects:
    """Collects what cannot be used in one file, and counts the records read."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.rows = 0
        self.rejected: list[Rejection] = []
        self.record_end: dict[int, int] = {}  # last line of records over several lines

    def __call__(self, line: int, column: str, reason: str) -> None:
        end = self.record_end.get(line)
        if end is not None:
            reason += f" (this record runs to line {end}: is a quotation mark missing?)"
        self.rejected.append(Rejection(self.file, line, column, reason))

    def count(self, rows: int, limit: int) -> None:
        """Count records read. Raises BadInputError beyond the limit."""
        self.rows += rows
        if self.rows > limit:
            raise BadInputError(
                f"{self.file}: has more than the {limit:,} lines that are read; "
                "split it by course or cohort."
            )


class Once(Generic[Key]):
    """Tells the first record of a key from a repetition, and refuses a contradiction."""

    def __init__(self, column: str) -> None:
        self._column = column
        self._seen: dict[Key, tuple[int, object]] = {}

    def is_new(self, key: Key, line: int, content: object) -> bool:
        """False for a repetition; SpoiledError where the same key came with other content."""
        first_line, first = self._seen.setdefault(key, (line, content))
        if first_line == line:
            return True
        if first != content:
            raise repeated(self._column, first_line)
        return False


def repeated(column: str, first_line: int) -> SpoiledError:
    """That a key came again with other content."""
    return SpoiledError(
        column, f"stands on line {first_line} with other content: keep one of the two"
    )


def open_table(
    path: Path, known: Collection[str], *, max_bytes: int = MAX_BYTES, max_rows: int = MAX_ROWS
) -> Table:
    """Open a file and read its header; `known` are lower-case names that tell the separator.

    Raises BadInputError where it is not text, or its header names a column twice or not at all.
    """
    text = open_text(path, max_bytes)
    separator, header = max(
        ((name, _header(text, name)) for name in SEPARATORS),
        key=lambda found: (sum(name.lower() in known for name in found[1]), len(found[1])),
    )
    if not header:
        raise BadInputError(f"{text.name}, line 1: no column names can be read there.")
    if len(header) > MAX_COLUMNS:
        raise BadInputError(f"{text.name}: has more than the {MAX_COLUMNS} columns that are read.")
    columns: dict[str, int] = {}
    for position, name in enumerate(header):
        if not name:
            raise BadInputError(f"{text.name}, line 1: column {position + 1} has no name.")
        if columns.setdefault(name.lower(), position) != position:
            raise BadInputError(f'{text.name}, line 1: two columns are named "{name}".')
    return Table(text, separator, header, columns, max_rows)


def require(table: Table, names: Collection[str]) -> None:
    """Raise BadInputError naming the columns among `names` (lower case) that the table lacks."""
    missing = [name for name in names if name not in table.columns]
    if missing:
        raise BadInputError(
            f"{table.name}, line 1: column {', '.join(missing)} is missing; "
            f"found {', '.join(table.header[:12])}."
        )


def records(table: Table, reject: Rejects) -> Generator[tuple[int, list[str]]]:
    """Each record with its first line in the file, from 1; empty lines are passed over.

    Raises BadInputError beyond the table's limit of rows.
    """
    with table.text.open() as file:
        head = Lines(file)
        next(values for values in _reader(head, table.separator) if values)
        before = len(head.taken)
        while block := file.readlines(BLOCK):
            if not _is_plain(block):
                yield from _one_by_one(table, reject, Lines(chain(block, file)), before)
                return
            yield from _line_by_line(table, reject, block, before)
            before += len(block)


def _is_plain(block: list[str]) -> bool:
    """Whether every line is one record of sound characters: true of most files, and fast to use."""
    text = "".join(block)
    return (
        text.isascii() and '"' not in text and "\0" not in text and max(map(len, block)) < MAX_LINE
    )


def _line_by_line(
    table: Table, reject: Rejects, block: list[str], before: int
) -> Iterator[tuple[int, list[str]]]:
    width = len(table.header)
    empty = 0
    for line, values in enumerate(_reader(block, table.separator), before + 1):
        if not any(values):
            empty += 1
        elif len(values) == width:
            yield line, values
        else:
            problem = _misfit(table, values)
            if problem is None:
                yield line, values[:width]
            else:
                reject(line, problem.column, problem.reason)
    reject.count(len(block) - empty, table.max_rows)


def _one_by_one(
    table: Table, reject: Rejects, lines: Lines, before: int
) -> Iterator[tuple[int, list[str]]]:
    width = len(table.header)
    reader = _reader(lines, table.separator)
    line = before + 1
    while True:
        lines.taken.clear()
        problem = None
        values: list[str] = []
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problem = SpoiledError(table.header[0], f"cannot be taken apart into columns: {error}")
        if any(values):
            problem = _misfit(table, values) or _unreadable(table, lines.taken, values)
        if problem is not None and len(lines.taken) > 1:
            lines.give_back()
            reader = _reader(lines, table.separator)
        end = line + len(lines.taken) - 1
        if problem is not None:
            reject.count(1, table.max_rows)
            reject(line, problem.column, problem.reason)
        elif any(values):
            reject.count(1, table.max_rows)
            if end > line:
                reject.record_end[line] = end
            yield line, values[:width]
        line = end + 1


def each(
    table: Table, reject: Rejects, columns: Sequence[str], use: Callable[[int, Row], None]
) -> None:
    """Hand the line and these columns (two or more) of each record to `use`.

    A record that it finds spoiled is rejected.
    """
    pick = itemgetter(*(table.columns[name] for name in columns))
    for line, values in records(table, reject):
        try:
            use(line, pick(values))
        except SpoiledError as spoiled:
            reject(line, spoiled.column, spoiled.reason)


def decimal_mark(table: Table, positions: Collection[int]) -> Mark:
    """The decimal mark in the columns at these positions.

    That of the first number that can be read one way only; where there is none, a point.
    """
    if not positions:
        return "."
    with closing(records(table, Rejects(table.name))) as rows:
        marks = (clear_mark(values[at]) for _, values in rows for at in positions)
        return next((mark for mark in marks if mark is not None), ".")


def _reader(lines: Iterable[str], separator: str) -> Iterator[list[str]]:
    # strict: a quotation mark that is never closed is an error, not the end of the file
    return csv.reader(lines, delimiter=SEPARATORS[separator], strict=True)


def _header(text: TextFile, separator: str) -> tuple[str, ...]:
    """Column names without the empty ones at the end that spreadsheets leave.

    None at all where the line cannot be taken apart at that separator.
    """
    with text.open() as file, suppress(csv.Error):
        first = next((values for values in _reader(Lines(file), separator) if values), [])
        names = [" ".join(name.split()) for name in first]
        while names and not names[-1]:
            names.pop()
        return tuple(names)
    return ()


def _misfit(table: Table, values: list[str]) -> SpoiledError | None:
    """Why a record does not fit the header; empty cells beyond it do no harm."""
    width, found = len(table.header), len(values)
    if found == width or (found > width and not any(values[width:])):
        return None
    reason = f"has {found} columns where the header has {width}"
    if found < width:
        return SpoiledError(table.header[found], f"{reason}: add the missing ones")
    return SpoiledError(
        table.header[-1], f"{reason}: put a cell with a {table.separator} in quotes"
    )


def _unreadable(table: Table, lines: list[str], values: list[str]) -> SpoiledError | None:
    """What is wrong with a record's characters, at the first column that has such a one."""
    if all(table.text.problem(line) is None for line in lines):
        return None
    for name, value in zip(table.header, values, strict=False):
        problem = table.text.problem(value)
        if problem is not None:
            return SpoiledError(name, problem)
    return None
