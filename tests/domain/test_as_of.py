"""An as-of names one day, or says what would be right."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leap_dash.domain.as_of import is_final, read_as_of, usual_day, week_of
from leap_dash.domain.errors import BadInputError

START, END, TODAY = date(2013, 10, 1), date(2014, 6, 26), date(2014, 3, 5)


def read(text: str, *, starts_on: date | None = START, ends_on: date | None = END) -> date:
    return read_as_of(text, starts_on=starts_on, ends_on=ends_on, today=TODAY)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2013-12-01", date(2013, 12, 1)),
        (" 2013-12-01 ", date(2013, 12, 1)),
        ("day:0", START),
        ("day:61", date(2013, 12, 1)),
        ("day:-10", date(2013, 9, 21)),
        ("week:0", START),
        ("week:3", date(2013, 10, 22)),
        ("2014-03-05", TODAY),
    ],
)
def test_a_date_or_days_or_weeks_from_the_start_name_a_day(text: str, day: date) -> None:
    assert read(text) == day


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "expected a date such as 2013-12-01, or day:N or week:N"),
        ("tomorrow", "“tomorrow”"),
        ("2013-02-30", "there is no such day"),
        ("2013-2-3", "expected a date"),
        ("20131201", "expected a date"),
        ("day:", "expected a date"),
        ("day:1.5", "expected a date"),
        ("month:3", "expected a date"),
        ("day:٣", "expected a date"),
        ("day:999999", "lies ahead"),
        ("week:999999", "there is no such day"),
        ("week:-999999", "there is no such day"),
        ("2014-03-06", "2014-03-06 lies ahead; the latest day is 2014-03-05"),
        ("week:60", "lies ahead"),
        ("x" * 1000, f"“{'x' * 40}”"),
    ],
)
def test_what_names_no_day_is_refused_with_what_would_be_right(text: str, said: str) -> None:
    with pytest.raises(BadInputError) as error:
        read(text)
    assert said in str(error.value)
    assert len(str(error.value)) < 200


def test_nothing_is_counted_from_a_start_that_is_not_known() -> None:
    assert read("2013-12-01", starts_on=None) == date(2013, 12, 1)
    with pytest.raises(BadInputError, match="no first day to count from"):
        read("week:3", starts_on=None)


def test_past_the_end_of_what_has_ended_stands_its_end() -> None:
    ended = date(2014, 1, 31)
    assert read("2014-02-20", ends_on=ended) == ended
    assert read("2014-01-30", ends_on=ended) == date(2014, 1, 30)


def test_the_usual_day_is_today_or_the_end_and_all_is_known_then() -> None:
    assert usual_day(None, TODAY) == TODAY
    assert usual_day(END, TODAY) == TODAY
    assert usual_day(START, TODAY) == START
    assert is_final(TODAY, ends_on=END, today=TODAY)
    assert not is_final(TODAY - timedelta(days=1), ends_on=END, today=TODAY)
    assert is_final(START, ends_on=START, today=TODAY)
    assert not is_final(START - timedelta(days=1), ends_on=START, today=TODAY)


@given(st.text(max_size=30) | st.from_regex(r"\A(day|week):-?[0-9]{1,9}\Z"))
def test_any_text_is_a_day_that_is_not_ahead_or_is_refused(text: str) -> None:
    for starts_on in (START, date(1, 1, 1), date(9999, 12, 31)):
        with suppress(BadInputError):
            assert read(text, starts_on=starts_on) <= TODAY


@pytest.mark.parametrize(("days", "week"), [(0, 0), (6, 0), (7, 1), (-1, -1), (84, 12)])
def test_weeks_are_counted_from_the_start(days: int, week: int) -> None:
    assert week_of(START + timedelta(days=days), START) == week
    assert week_of(START, None) is None
