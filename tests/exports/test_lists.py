"""A list as CSV and as a workbook: the same values, none of them computed."""

import csv
import io
import string
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leap_dash.exports.csv_file import FORMULA_STARTS, csv_chunks
from leap_dash.exports.table import Column, Kind, Table, Value
from leap_dash.exports.xlsx_file import xlsx_file
from tests.factories import NOW

COLUMNS = (
    Column("Learner"),
    Column("Due", Kind.NUMBER),
    Column("Mean (%)", Kind.PERCENT),
    Column("Last activity", Kind.DATE),
)
ROWS: tuple[tuple[Value, ...], ...] = (
    ('Ana "Bé", Costa', 4, 58.33, date(2026, 11, 24)),
    ("Χλόη Ανδρέου", 0, -2.5, None),
    ("", 1200, None, date(1999, 1, 1)),
)
TABLE = Table("Learners", COLUMNS, ROWS)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\r\n"))


def as_csv(table: Table) -> bytes:
    return b"".join(csv_chunks(table))


def test_a_csv_file_says_its_encoding_and_ends_its_lines_as_the_standard_wants() -> None:
    data = as_csv(TABLE)
    assert data.startswith(b"\xef\xbb\xbfLearner,Due,Mean (%),Last activity\r\n")
    assert data.endswith(b"\r\n")
    assert '"Ana ""Bé"", Costa",4,58.33,2026-11-24\r\n'.encode() in data
    assert "Χλόη Ανδρέου,0,-2.5,\r\n".encode() in data


def test_a_long_list_comes_in_parts_that_make_the_whole() -> None:
    rows = [(f"k-{number}", number, None, None) for number in range(1234)]
    parts = list(csv_chunks(Table("Long", COLUMNS, rows)))
    assert len(parts) == 3
    read = list(csv.reader(io.StringIO(b"".join(parts).decode("utf-8-sig"))))
    assert [row[0] for row in read[1:]] == [row[0] for row in rows]


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_no_text_of_a_csv_file_is_computed(start: str) -> None:
    evil = f"{start}cmd|' /C calc'!A0"
    table = Table("Evil", (Column(evil), Column("Due", Kind.NUMBER)), [(evil, -3)])
    text = as_csv(table).decode("utf-8-sig")
    head, row = csv.reader(io.StringIO(text, newline=""))
    assert head[0] == row[0] == f"'{evil}"
    assert row[1] == "-3"  # a number stays one


@given(st.lists(st.tuples(TEXTS, st.integers(-(10**9), 10**9)), max_size=5))
def test_whatever_is_written_to_a_csv_file_is_read_back(rows: list[tuple[str, int]]) -> None:
    columns = (Column("Text"), Column("Number", Kind.NUMBER))
    text = as_csv(Table("Any", columns, rows)).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert [(cell.removeprefix("'"), int(number)) for cell, number in read] == [
        (cell.removeprefix("'"), number) for cell, number in rows
    ]


def test_a_workbook_holds_numbers_as_numbers_and_days_as_days() -> None:
    with xlsx_file(TABLE, made_at=NOW) as file:
        book = openpyxl.load_workbook(file)
    sheet = book.active
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:D4"
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == [column.title for column in COLUMNS]
    assert rows[1] == ['Ana "Bé", Costa', 4, 58.33, datetime(2026, 11, 24)]  # noqa: DTZ001
    assert rows[2] == ["Χλόη Ανδρέου", 0, -2.5, None]
    assert [cell.number_format for cell in sheet[2]] == ["@", "#,##0.##", '0.0" %"', "yyyy-mm-dd"]
    assert all(sheet.column_dimensions[letter].width > 8 for letter in string.ascii_uppercase[:4])


@pytest.mark.parametrize("start", [*FORMULA_STARTS, "http://example.org/", "{=", "007"])
def test_no_text_of_a_workbook_is_computed_or_changed(start: str) -> None:
    evil = f"{start}1+1"
    with xlsx_file(Table("Evil", (Column(evil),), [(evil,)]), made_at=NOW) as file:
        sheet = openpyxl.load_workbook(file).active
    for cell in (sheet["A1"], sheet["A2"]):
        assert cell.data_type == "s"
        assert cell.hyperlink is None
        assert cell.value.replace("_x000D_", "\r") == evil


def test_a_list_of_nobody_is_still_a_workbook() -> None:
    with xlsx_file(Table("Empty", COLUMNS, []), made_at=NOW) as file:
        assert openpyxl.load_workbook(file).active.max_row == 1
