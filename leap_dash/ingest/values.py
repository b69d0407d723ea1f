"""Turns the text of one cell into a value, or says why not and what would be right.

Stricter than Python's own readers on purpose: `nan`, `1_000`, `20240131` and digits of other
scripts are never what a gradebook meant.
"""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from typing import Literal, TypeAlias, TypeVar

Mark: TypeAlias = Literal[".", ","]
Value = TypeVar("Value")
Number = TypeVar("Number", int, float)

YEARS = range(1900, 2200)
MAX_ID = 200  # leaves room for a prefix that tells two sources apart
MAX_NAME = 500
MAX_EMAIL = 320
MAX_CATEGORY = 64
MAX_NUMBER = 1_000_000.0  # of a maximum or a weight

EXCUSED = "excused"

_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d{0,15})?(?:[eE][+-]?\d)?", re.ASCII)
_WHOLE = re.compile(r"([+-]?\d{1,9})(?:[.,]0)?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SWAPPED = str.maketrans(",.", ".,")
_FRACTION = re.compile(r"[+-]?(\d+)([.,])(\d+)", re.ASCII)


class SpoiledError(ValueError):
    """A cell that cannot be used: its column and the reason with the remedy.

    It never leaves `ingest`: the line it stands in becomes a `Rejection`.
    """

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


class Column(dict[str, Value]):
    """A column's values by their text; each distinct text is read once.

    Marks are few and repeated by the ten thousand: a look into a dict costs a tenth of reading.
    """

    def __init__(self, name: str, read: Callable[[str], Value]) -> None:
        super().__init__()
        self._name = name
        self._read = read

    def __missing__(self, text: str) -> Value:
        try:
            value = self._read(text.strip())
        except ValueError as error:
            raise SpoiledError(self._name, str(error)) from error
        self[text] = value
        return value


def optional(read: Callable[[str], Value]) -> Callable[[str], Value | None]:
    """The same reader, with None for an empty cell."""
    return lambda text: read(text) if text else None


def number(mark: Mark) -> Callable[[str], float]:
    """A reader of numbers with that decimal mark and no thousands separator."""

    def read(text: str) -> float:
        swapped = text.translate(_SWAPPED) if mark == "," else text
        if not _NUMBER.fullmatch(swapped):
            raise ValueError(f"{shown(text)} is not a number such as 78{mark}5")
        return float(swapped)

    return read


def clear_mark(text: str) -> Mark | None:
    """The decimal mark of a number that can be read one way only; none for any other text.

    "1,000" may be one or a thousand; "78,5", "0,125" and "1234,567" are no thousands.
    """
    found = _FRACTION.fullmatch(text.strip())
    if found is None:
        return None
    units, mark, fraction = found.groups()
    if len(fraction) == 3 and len(units) <= 3 and not units.startswith("0"):
        return None
    return "," if mark == "," else "."


def whole(text: str) -> int:
    """A whole number; spreadsheets write it as 19, 19.0 or 19,0."""
    found = _WHOLE.fullmatch(text)
    if found is None:
        raise ValueError(f"{shown(text)} is not a whole number such as 19")
    return int(found[1])


def identifier(text: str) -> str:
    """A numeric id as plain digits; spreadsheets turn 1752 into 1752.0."""
    value = int(text) if text.isascii() and text.isdigit() else whole(text)
    if not 0 <= value < 10**12:
        raise ValueError(f"{shown(text)} is not an id such as 1752")
    return str(value)


def between(read: Callable[[str], Number], low: float, high: float) -> Callable[[str], Number]:
    """The same reader, refusing what lies outside low to high (both allowed)."""

    def read_between(text: str) -> Number:
        value = read(text)
        if not low <= value <= high:
            raise ValueError(f"{shown(text)} lies outside {low:g} to {high:g}")
        return value

    return read_between


def day(text: str) -> date:
    """A date as year-month-day."""
    if _DAY.fullmatch(text):
        with suppress(ValueError):
            value = date.fromisoformat(text)
            if value.year in YEARS:
                return value
    raise ValueError(
        f"{shown(text)} is not a date such as 2026-11-24 (year-month-day, "
        f"{YEARS.start} to {YEARS.stop - 1})"
    )


def words(limit: int) -> Callable[[str], str]:
    """A reader of text on one line (spaces and line breaks in a row become one space)."""

    def read(text: str) -> str:
        plain = " ".join(text.split())
        if not plain:
            raise ValueError("is empty; every line needs one")
        if len(plain) > limit:
            raise ValueError(f"is longer than {limit} characters; shorten it")
        return plain

    return read


def email(text: str) -> str:
    """An e-mail address in lower case: one that differs in case is the same person."""
    name, at, host = text.rpartition("@")
    if not (name and at and host) or len(text) > MAX_EMAIL or any(map(str.isspace, text)):
        raise ValueError(f"{shown(text)} is not an e-mail address such as ana@example.org")
    return text.lower()


def one_of(choices: Mapping[str, Value]) -> Callable[[str], Value]:
    """A reader of one of some words, in any case."""

    def read(text: str) -> Value:
        try:
            return choices[text.casefold()]
        except KeyError:
            expected = ", ".join(choices)
            raise ValueError(f"{shown(text)} is none of: {expected}") from None

    return read


def shown(text: str) -> str:
    """A cell's text for a message: quoted, short, on one line."""
    short = text if len(text) <= 40 else text[:37] + "..."
    return f'"{" ".join(short.split())}"' if short else "an empty cell"


def maximum(mark: Mark) -> Callable[[str], float]:
    """A reader of the most that can be reached: a number above 0."""
    return between(number(mark), 0.001, MAX_NUMBER)


def score_or_excused(
    mark: Mark, highest: float | None = None
) -> Callable[[str], tuple[float | None, bool]]:
    """A reader of a mark: (score, excused). Empty: not graded; `excused`: does not count.

    A score lies between 0 and `highest`, where that is known.
    """
    read_number = number(mark)

    def read(text: str) -> tuple[float | None, bool]:
        if not text:
            return None, False
        if text.casefold() == EXCUSED:
            return None, True
        score = read_number(text)
        if score < 0:
            raise ValueError(f"{shown(text)} is below 0")
        if highest is not None and score > highest:
            raise ValueError(too_high(score, highest))
        return score, False

    return read


def too_high(score: float, highest: float) -> str:
    """Why a score above its maximum does not go in."""
    return f"{score:g} is above the item's maximum of {highest:g}: mend the one or the other"
