"""A short CSV file that names learners, one a line: who is meant, and which lines cannot be used.

The column is called learner, learner_id, id or id_student; a file of one column needs no heading.
"""

import csv
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass

from leap_dash.domain.errors import BadInputError

MAX_BYTES = 1 << 20
MAX_LINES = 5_000
LONGEST_ID = 100
HEADINGS = ("learner", "learner_id", "id", "id_student")
SEPARATORS = ",;\t"
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # XLSX and ODS are ZIP files; XLS is OLE


@dataclass(frozen=True, slots=True)
class NamedLearner:
    """What a line calls a learner by, an identifier of any source; `line` counts from 1."""

    line: int
    name: str


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be used, and why."""

    line: int
    learner: str
    reason: str


def read_learner_list(content: bytes) -> tuple[list[NamedLearner], list[BadLine]]:
    """The learners that a file names, each once, and the lines that cannot be used.

    Raises BadInputError for a file that is too large, empty, no text or lacks the column.
    """
    lines = _text(content).splitlines()
    if len(lines) > MAX_LINES + 1:
        raise BadInputError(f"The file has more than {MAX_LINES:,} lines: split it.")
    first = next((line for line in lines if line.strip()), None)
    if first is None:
        raise BadInputError("The file is empty: write one learner id a line.")
    separator = max(SEPARATORS, key=first.count)
    headings = [cell.strip().lower() for cell in _cells(first, separator)]
    place = next((headings.index(name) for name in HEADINGS if name in headings), None)
    if place is None and len(headings) > 1:
        raise BadInputError(
            f"The file needs a column called {HEADINGS[0]}, with the learners' ids."
        )
    start = 0 if place is None else lines.index(first) + 1
    return _read(lines, start, separator, place or 0)


def _read(
    lines: list[str], start: int, separator: str, place: int
) -> tuple[list[NamedLearner], list[BadLine]]:
    found: dict[str, NamedLearner] = {}
    bad: list[BadLine] = []
    for number, line in enumerate(lines[start:], start + 1):
        if not line.strip():
            continue
        cells = _cells(line, separator)
        name = cells[place].strip() if place < len(cells) else ""
        if not name or len(name) > LONGEST_ID or not name.isprintable():
            bad.append(BadLine(number, name[:20], "This is no learner id."))
        elif name in found:
            bad.append(BadLine(number, name, f"Named already in line {found[name].line}."))
        else:
            found[name] = NamedLearner(number, name)
    return list(found.values()), bad


def _text(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise BadInputError(f"The file is larger than {MAX_BYTES >> 20} MB: split it.")
    if content.startswith(_SPREADSHEETS):
        raise BadInputError("This is a spreadsheet: save it as CSV (UTF-8) and choose that file.")
    wide = content.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInputError("The file is no text: save it as CSV (UTF-8).") from error


def _cells(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []
