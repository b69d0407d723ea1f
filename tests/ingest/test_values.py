"""One cell becomes one value, or a reason that says what would be right."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leap_dash.ingest.values import (
    Column,
    Mark,
    SpoiledError,
    clear_mark,
    day,
    email,
    identifier,
    number,
    whole,
)


@given(st.decimals(0, 100_000, places=3, allow_nan=False))
def test_a_number_is_read_with_either_mark(value: object) -> None:
    text = str(value)
    assert number(".")(text) == float(text)
    assert number(",")(text.replace(".", ",")) == float(text)


@pytest.mark.parametrize(
    "text", ["nan", "inf", "1_000", "٧٨", "0x1F", "1 000", "1,000.50", "--5", "", "5 %", "1e99"]
)
@pytest.mark.parametrize("mark", [".", ","])
def test_what_only_python_takes_for_a_number_is_refused(text: str, mark: Mark) -> None:
    with pytest.raises(ValueError, match="is not a number such as"):
        number(mark)(text)


def test_a_number_with_the_other_mark_is_refused() -> None:
    with pytest.raises(ValueError, match="such as 78,5"):
        number(",")("80.5")
    with pytest.raises(ValueError, match=r"such as 78\.5"):
        number(".")("80,5")


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("78.5", "."),
        ("78,5", ","),
        ("0,125", ","),
        ("1234.567", "."),
        ("1,000", None),
        ("12.345", None),
        ("78", None),
        ("1,000.5", None),
        ("excused", None),
    ],
)
def test_only_a_number_that_can_be_read_one_way_tells_the_mark(
    text: str, mark: Mark | None
) -> None:
    assert clear_mark(text) == mark


@pytest.mark.parametrize(
    "text",
    ["20260301", "2026-W09-7", "2026-02-30", "01.03.2026", "2026-3-1", "9999-12-31", "0026-03-01"],
)
def test_a_date_is_year_month_day_and_nothing_else(text: str) -> None:
    with pytest.raises(ValueError, match="2026-11-24"):
        day(text)


def test_a_date_is_read() -> None:
    assert day("2026-03-01") == date(2026, 3, 1)


def test_whole_numbers_of_a_spreadsheet_are_read() -> None:
    assert whole("-12.0") == -12
    assert identifier("1752.0") == "1752"
    with pytest.raises(ValueError, match="is not a whole number"):
        whole("12.5")
    with pytest.raises(ValueError, match="is not an id"):
        identifier("-5")


def test_an_address_is_kept_in_lower_case() -> None:
    assert email("Ana.Costa@Example.ORG") == "ana.costa@example.org"
    with pytest.raises(ValueError, match="is not an e-mail address"):
        email("ana at example.org")


def test_a_spoiled_cell_names_its_column() -> None:
    with pytest.raises(SpoiledError) as raised:
        Column("score", number("."))["seventy"]
    assert raised.value.column == "score"
    assert '"seventy"' in raised.value.reason
