"""A list about to become a file: columns of one kind each, and rows of plain values.

What is in the list is said by `cohort_table` and its neighbours; how it is written by `csv_file`
and `xlsx_file`. Both write the same values.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from leap_dash.domain.errors import BadInputError

MOST_ROWS = 10_000
MOST_COLUMNS = 2_000
MOST_CELLS = 1_000_000
LONGEST_NAME = 60  # letters of a file's name before its day

Value: TypeAlias = str | float | date | None


class Kind(StrEnum):
    """What a column holds: texts; numbers; percentages from 0 to 100; days."""

    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"


class Form(StrEnum):
    """As what a list leaves, which is the ending of its file's name."""

    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and the kind of what stands below it."""

    title: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Table:
    """Columns, and rows with a value for each; none is an empty cell. `title` names the sheet."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]


def check_size(rows: int, columns: int = 0) -> None:
    """Raise BadInputError for more than one file takes, before anything of it is read."""
    if rows > MOST_ROWS:
        raise BadInputError(
            f"This list has {rows:,} rows, and a file takes {MOST_ROWS:,}: narrow the filters."
        )
    if columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
        raise BadInputError(
            f"This list has {rows:,} rows of {columns:,} columns, which is more than a file takes: "
            "choose one course or category."
        )


def percentage(value: float | None) -> float | None:
    """A percentage (0 to 100) as it is written: no digits that nobody measured."""
    return None if value is None else round(value, 2)


def file_name(words: str, day: date, ending: str) -> str:
    """A name that every system takes: letters and digits of any script, hyphens, the day."""
    kept = "".join(letter if letter.isalnum() else "-" for letter in words)
    short = "-".join(part for part in kept.split("-") if part)[:LONGEST_NAME].strip("-")
    return f"{short or 'list'}-{day.isoformat()}.{ending}"
