"""Weeks are counted from a course's first day, and the last day ends the last of them."""

from datetime import date, timedelta

import pytest

from leap_dash.domain.weeks import first_day, last_day, weeks_begun, weeks_over

START = date(2026, 9, 7)
FRIDAY = START + timedelta(days=18)  # of the third week


def test_a_week_has_seven_days_and_the_next_begins_after_it() -> None:
    assert first_day(START, 0) == START
    assert last_day(START, 2) == first_day(START, 3) - timedelta(days=1)


@pytest.mark.parametrize(("days", "begun", "over"), [(-1, 0, 0), (0, 1, 0), (6, 1, 1), (7, 2, 1)])
def test_a_week_is_over_at_the_end_of_its_last_day(days: int, begun: int, over: int) -> None:
    until = START + timedelta(days=days)
    assert weeks_begun(START, until) == begun
    assert weeks_over(START, until, None) == weeks_over(START, until, FRIDAY) == over


def test_the_last_day_of_the_course_ends_its_last_week() -> None:
    assert weeks_over(START, FRIDAY - timedelta(days=1), FRIDAY) == 2
    assert weeks_over(START, FRIDAY, FRIDAY) == 3
    assert weeks_over(START, FRIDAY + timedelta(days=300), FRIDAY) == 3
