"""Any file is a table, or is refused by name; a spoiled record costs its own line only."""

import contextlib
import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from leap_dash.domain.errors import BadInputError
from leap_dash.ingest import tabular
from leap_dash.ingest.tabular import (
    Once,
    Rejects,
    decimal_mark,
    open_table,
    records,
    require,
)
from leap_dash.ingest.values import SpoiledError

KNOWN = {"learner", "item", "score"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "marks.csv"


def read(path: Path, data: str | bytes) -> tuple[list[tuple[int, list[str]]], Rejects]:
    """All sound records of a file, and its rejects."""
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    reject = Rejects(path.name)
    return list(records(open_table(path, KNOWN), reject)), reject


@pytest.mark.parametrize(
    ("codec", "encoding"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 with byte order mark"),
        ("utf-16", "UTF-16LE"),
        ("utf-16-le", "UTF-16LE"),
    ],
)
@pytest.mark.parametrize(("separator", "name"), [(",", "comma"), (";", "semicolon"), ("\t", "tab")])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encoding_separator_and_line_ends_are_found_and_named(
    path: Path, codec: str, encoding: str, separator: str, name: str, end: str
) -> None:
    text = end.join(separator.join(row) for row in (["learner", "item"], ["Zoë", "Essai nº 1"]))
    path.write_bytes((text + end).encode(codec))
    table = open_table(path, KNOWN)
    source = table.source(1, ".", KNOWN)
    assert (source.encoding, source.separator) == (encoding, name)
    assert list(records(table, Rejects(path.name))) == [(2, ["Zoë", "Essai nº 1"])]


def test_the_separator_is_the_one_that_makes_sense_of_the_names(path: Path) -> None:
    path.write_text("learner;Essay, first part, draft;Quiz, short, one\n")
    assert open_table(path, KNOWN).header[0] == "learner"


@pytest.mark.parametrize(
    ("lines", "mark"),
    [
        (["1;78,5"], ","),
        (["1;78.5"], "."),
        (["1;1,000", "1;2,500", "1;66,25"], ","),
        (["1;78"], "."),
    ],
)
def test_the_decimal_mark_is_that_of_the_first_clear_number(
    path: Path, lines: list[str], mark: str
) -> None:
    path.write_text("\n".join(["learner;score", *lines]))
    assert decimal_mark(open_table(path, KNOWN), [1]) == mark


def test_a_line_of_another_encoding_is_rejected_alone_at_its_column(path: Path) -> None:
    found, reject = read(path, "learner,item\na,José\nb,x\n".encode("latin-1"))
    assert found == [(3, ["b", "x"])]
    (rejection,) = reject.rejected
    assert (rejection.line, rejection.column) == (2, "item")
    assert "UTF-8" in rejection.reason


def test_half_a_character_of_utf_16_is_rejected_alone(path: Path) -> None:
    data = "learner\titem\na\tx\nb\ty\n".encode("utf-16-le").replace(
        "x".encode("utf-16-le"), b"\x00\xd8"
    )
    found, reject = read(path, b"\xff\xfe" + data)
    assert found == [(3, ["b", "y"])]
    assert [rejection.line for rejection in reject.rejected] == [2]


def test_a_nul_character_is_rejected_alone(path: Path) -> None:
    found, reject = read(path, "learner,item\na\0,x\nb,y\n")
    assert found == [(3, ["b", "y"])]
    assert "NUL" in reject.rejected[0].reason


def test_an_open_quotation_mark_costs_one_line(path: Path) -> None:
    lines = "".join(f"l{n},x\n" for n in range(500))
    found, reject = read(path, f'learner,item\na,"x\n{lines}')
    assert len(found) == 500
    assert [rejection.line for rejection in reject.rejected] == [2]
    assert reject.rows == 501


def test_line_numbers_count_the_lines_inside_records(path: Path) -> None:
    found, reject = read(path, 'learner,item\na,"two\nlines"\n\nb,x\nc\n')
    assert found == [(2, ["a", "two\nlines"]), (5, ["b", "x"])]
    assert [rejection.line for rejection in reject.rejected] == [6]


def test_a_rejected_record_over_several_lines_says_so(path: Path) -> None:
    _, reject = read(path, 'learner,item\na,"two\nlines"\n')
    reject(2, "item", "is odd")
    assert "line 3" in reject.rejected[0].reason


def test_a_cell_beyond_all_bounds_costs_one_line(path: Path) -> None:
    found, reject = read(path, f"learner,item\na,{'9' * 200_000}\nb,x\n")
    assert found == [(3, ["b", "x"])]
    assert [rejection.line for rejection in reject.rejected] == [2]


@pytest.mark.parametrize(
    ("line", "column", "said"),
    [("a", "item", "1 columns where the header has 2"), ("a,x,y", "item", "3 columns")],
)
def test_a_line_with_columns_missing_or_over_is_rejected(
    path: Path, line: str, column: str, said: str
) -> None:
    found, reject = read(path, f"learner,item\n{line}\nb,x\n")
    assert found == [(3, ["b", "x"])]
    assert reject.rejected[0].column == column
    assert said in reject.rejected[0].reason


def test_empty_cells_and_lines_that_spreadsheets_leave_do_no_harm(path: Path) -> None:
    found, reject = read(path, "learner,item,,\na,x,,\n,,,\n\nb,y,,\n")
    assert found == [(2, ["a", "x"]), (5, ["b", "y"])]
    assert reject.rejected == []
    assert reject.rows == 2


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"PK\x03\x04\x14\x00", "spreadsheet"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "does not begin with a line of text"),
        (b"learner,it\xe9m\n", "does not begin with a line of text"),
        (b"x" * 70_000 + b"\n", "does not begin with a line of text"),
        (b"\xef\xbb\xbf\n", "no column names"),
        (b"learner,learner\n", 'two columns are named "learner"'),
        (b"learner,,item\n", "column 2 has no name"),
        (b"learner" + b",".join(b"c%d" % n for n in range(2_001)) + b"\n", "more than the 2000"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(path: Path, data: bytes, said: str) -> None:
    path.write_bytes(data)
    with pytest.raises(BadInputError, match=said):
        open_table(path, KNOWN)


def test_a_missing_file_is_named(path: Path) -> None:
    with pytest.raises(BadInputError, match=r"marks\.csv: cannot be read \(No such file"):
        open_table(path, KNOWN)


def test_a_missing_column_is_named_with_those_found(path: Path) -> None:
    path.write_text("learner,Itme\na,b\n")
    with pytest.raises(BadInputError, match="column item is missing; found learner, Itme"):
        require(open_table(path, KNOWN), ("learner", "item"))


def test_files_and_rows_have_limits(path: Path) -> None:
    path.write_text("learner,item\n" + "a,b\n" * 11)
    with pytest.raises(BadInputError, match="larger than"):
        open_table(path, KNOWN, max_bytes=20)
    with pytest.raises(BadInputError, match="more than the 10 lines"):
        list(records(open_table(path, KNOWN, max_rows=10), Rejects(path.name)))


def test_a_key_may_come_again_only_with_the_same_content() -> None:
    once = Once[str]("learner")
    assert once.is_new("a", 2, 1)
    assert not once.is_new("a", 3, 1)
    with pytest.raises(SpoiledError, match="line 2"):
        once.is_new("a", 4, 2)


_cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    rows=st.lists(st.lists(_cells, min_size=2, max_size=2).filter(any), max_size=12),
    separator=st.sampled_from(",;\t"),
    end=st.sampled_from(["\n", "\r\n"]),
    codec=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    block=st.sampled_from([1, 20, 1 << 20]),
)
@example([["a\r", "b\nc"], ['"', "x"]], ",", "\n", "utf-8", 1)
def test_what_a_spreadsheet_writes_is_read_back_with_its_lines(
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    rows: list[list[str]],
    separator: str,
    end: str,
    codec: str,
    block: int,
) -> None:
    monkeypatch.setattr(tabular, "BLOCK", block)
    out = io.StringIO()
    # Python's writer leaves a lone line break of another kind unquoted; spreadsheets quote them.
    breaks = any("\r" in cell or "\n" in cell for row in rows for cell in row)
    writer = csv.writer(
        out,
        delimiter=separator,
        lineterminator=end,
        quoting=csv.QUOTE_ALL if breaks else csv.QUOTE_MINIMAL,
    )
    writer.writerow(["learner", "item"])
    expected = []
    for row in rows:
        before = io.StringIO(out.getvalue(), newline="")
        expected.append((sum(1 for _ in before) + 1, row))
        writer.writerow(row)
    found, reject = read(path, out.getvalue().encode(codec))
    assert found == expected
    assert reject.rejected == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_do_more_than_be_refused(path: Path, data: bytes) -> None:
    for head in (b"", b"learner,item\n", b"\xff\xfel\x00,\x00i\x00\n\x00"):
        with contextlib.suppress(BadInputError):
            found, reject = read(path, head + data)
            assert reject.rows == len(found) + len(reject.rejected)
