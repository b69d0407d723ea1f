"""Weeks of a course, counted from its first day: week 0 is its first seven days.

Cohorts that start in different months are compared by these. People read them from 1 on.
"""

from datetime import date, timedelta

DAYS = 7


def first_day(starts_on: date, week: int) -> date:
    """The day on which the week begins."""
    return starts_on + timedelta(days=DAYS * week)


def last_day(starts_on: date, week: int) -> date:
    """The day with which the week ends."""
    return starts_on + timedelta(days=DAYS * week + DAYS - 1)


def weeks_begun(starts_on: date, until: date) -> int:
    """How many weeks have begun by the end of that day; none before the start."""
    return max(0, (until - starts_on).days // DAYS + 1)


def weeks_over(starts_on: date, until: date, ends_on: date | None) -> int:
    """How many weeks are over by the end of that day.

    The last day of the course ends its last week, on whatever day of the week it falls.
    """
    if ends_on is not None and until >= ends_on:
        return weeks_begun(starts_on, ends_on)
    return max(0, ((until - starts_on).days + 1) // DAYS)
