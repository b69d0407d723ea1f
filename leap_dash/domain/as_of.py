"""The day that a cohort is looked at: which one is asked for, and what is known on it.

A cohort that has ended stands as it turned out: from its last day on, what came in later counts
too, and the day stays that last one, so that nobody's silence grows after the end.
"""

import re
from datetime import date, timedelta

from leap_dash.domain.errors import BadInputError

_COUNTED = re.compile(r"(day|week):([+-]?\d{1,6})", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
EXPECTED = "expected a date such as 2013-12-01, or day:N or week:N after the cohort's start"


def usual_day(ends_on: date | None, today: date) -> date:
    """The day that is shown where none is asked for: today, or the end of what has ended."""
    return today if ends_on is None else min(today, ends_on)


def read_as_of(text: str, *, starts_on: date | None, ends_on: date | None, today: date) -> date:
    """The day of `2013-12-01`, `day:N` or `week:N`, both counted from the start, which is 0.

    A day past the end of a cohort that has ended is its end. Raises BadInputError for what names
    no day, counts from a start that is not known, or lies ahead.
    """
    text = text.strip()
    day = _named_day(text, starts_on)
    if day > today:
        raise BadInputError(f"as of “{text[:40]}”: {day} lies ahead; the latest day is {today}.")
    return usual_day(ends_on, day)


def is_final(as_of: date, *, ends_on: date | None, today: date) -> bool:
    """Whether all that is known today counts: it is today, or the cohort has ended by that day."""
    return as_of >= usual_day(ends_on, today)


def week_of(day: date, starts_on: date | None) -> int | None:
    """The number of whole weeks from the start to that day; none where the start is not known."""
    return None if starts_on is None else (day - starts_on).days // 7


def _named_day(text: str, starts_on: date | None) -> date:
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError as error:
        raise BadInputError(f"as of “{text}”: there is no such day; {EXPECTED}.") from error
    counted = _COUNTED.fullmatch(text)
    if counted is None:
        raise BadInputError(f"as of “{text[:40]}”: {EXPECTED}.")
    if starts_on is None:
        raise BadInputError(
            f"as of “{text}”: this cohort has no first day to count from; expected a date such as "
            "2013-12-01."
        )
    days = int(counted[2]) * (7 if counted[1] == "week" else 1)
    try:
        return starts_on + timedelta(days=days)
    except OverflowError as error:
        raise BadInputError(f"as of “{text}”: there is no such day; {EXPECTED}.") from error
