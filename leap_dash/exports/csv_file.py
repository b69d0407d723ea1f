"""A table as CSV (RFC 4180), in UTF-8 with a byte order mark, without which Excel reads Latin-1.

Values are those of the table; only a text that a spreadsheet would take for a formula is changed.
"""

import csv
import io
from collections.abc import Iterator
from datetime import date

from leap_dash.exports.table import Table, Value

MIME_TYPE = "text/csv; charset=utf-8"
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
# OWASP, "CSV injection": with any of these at its start a cell is computed. The wide forms are so
# in East Asian settings.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
ROWS_AT_ONCE = 500


def csv_chunks(table: Table) -> Iterator[bytes]:
    """The file, some hundred rows at a time."""
    buffer = io.StringIO(BYTE_ORDER_MARK)
    buffer.seek(0, io.SEEK_END)
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([_text(column.title) for column in table.columns])
    for number, row in enumerate(table.rows, start=1):
        writer.writerow([_cell(value) for value in row])
        if number % ROWS_AT_ONCE == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _cell(value: Value) -> str | float | None:
    if isinstance(value, str):
        return _text(value)
    return value.isoformat() if isinstance(value, date) else value


def _text(value: str) -> str:
    """Led by an apostrophe where it would be computed, which spreadsheets do not show."""
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
