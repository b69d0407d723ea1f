"""A table as an Excel workbook: numbers as numbers, days as days, no text ever as a formula.

Rows go to disk as they come, so that a large list takes no memory.
"""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import IO, Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from leap_dash.exports.table import Column, Kind, Table, Value

MIME_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IN_MEMORY = 2 * 1024 * 1024  # bytes; a larger file lies on disk until it is sent
LONGEST_TEXT = 32_767  # letters that Excel takes in a cell
NUMBER_FORMATS: Mapping[Kind, str] = {
    Kind.TEXT: "@",
    Kind.NUMBER: "#,##0.##",
    Kind.PERCENT: '0.0" %"',  # quoted: Excel would take 58 for 5,800 %
    Kind.DATE: "yyyy-mm-dd",
}
WIDTHS: Mapping[Kind, int] = {Kind.TEXT: 14, Kind.NUMBER: 9, Kind.PERCENT: 10, Kind.DATE: 12}
WIDEST, FIRST = 34, 28  # letters: a column by its heading, the column that names the row

Write = Callable[[Worksheet, int, int, Any, Format], object]


def xlsx_file(table: Table, *, made_at: datetime) -> IO[bytes]:
    """The file, open at its start; whoever reads it closes it. `made_at` is noted inside."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  the caller's
    book = Workbook(file, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    book.set_properties({"title": table.title, "created": made_at.replace(tzinfo=None)})
    sheet = book.add_worksheet("List")
    _shape(book, sheet, table.columns)
    formats = [book.add_format({"num_format": NUMBER_FORMATS[each.kind]}) for each in table.columns]
    writers = [_WRITERS[each.kind] for each in table.columns]
    last = 0
    for last, row in enumerate(table.rows, start=1):
        _write_row(sheet, last, row, writers, formats)
    sheet.autofilter(0, 0, last, len(table.columns) - 1)
    book.close()
    file.seek(0)
    return file


def _shape(book: Workbook, sheet: Worksheet, columns: Sequence[Column]) -> None:
    """The headings, which stay in sight as the first column does, and widths."""
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    sheet.freeze_panes(1, 1)
    for place, column in enumerate(columns):
        usual = FIRST if place == 0 else WIDTHS[column.kind]
        sheet.set_column(place, place, max(usual, min(WIDEST, len(column.title) // 2 + 2)))
        sheet.write_string(0, place, column.title[:LONGEST_TEXT], heading)


def _write_row(
    sheet: Worksheet,
    place: int,
    row: Sequence[Value],
    writers: list[Write],
    formats: list[Format],
) -> None:
    for column, (value, write, how) in enumerate(zip(row, writers, formats, strict=True)):
        if value is not None:
            write(sheet, place, column, value, how)


def _write_text(sheet: Worksheet, row: int, column: int, value: str, how: Format) -> None:
    sheet.write_string(row, column, value[:LONGEST_TEXT], how)


_WRITERS: Mapping[Kind, Write] = {
    Kind.TEXT: _write_text,
    Kind.NUMBER: Worksheet.write_number,
    Kind.PERCENT: Worksheet.write_number,
    Kind.DATE: Worksheet.write_datetime,
}
