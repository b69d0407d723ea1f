"""Records to draw: a course with its weeks, marks and leavers."""

from datetime import date, timedelta
from uuid import uuid4

from leap_dash.records import (
    CourseRun,
    FiveNumbers,
    ItemColumn,
    ItemMarks,
    Leaving,
    LeavingWeek,
    RunWeeks,
    WeekCount,
    Weekly,
    WeekMeasure,
)

START = date(2026, 9, 7)


def plain(text: str) -> str:
    """With plain spaces."""
    return text.replace("\N{NARROW NO-BREAK SPACE}", " ")


def run(name: str = "Autumn", *, weeks: int = 20, until: date | None = None) -> CourseRun:
    """A course of so many weeks, looked at on that day or when it had ended."""
    ends_on = START + timedelta(weeks=weeks, days=-1)
    return CourseRun(
        uuid4(), uuid4(), "FOH", "Front of house", name, START, ends_on, until or ends_on
    )


def after(weeks: int) -> date:
    """The day on which so many weeks are over."""
    return START + timedelta(weeks=weeks, days=-1)


def run_weeks(of: CourseRun, *shares: int, enrolled: int = 100) -> RunWeeks:
    """Weeks in which that many of all did what is measured."""
    return RunWeeks(
        of, tuple(WeekCount(week, people, enrolled) for week, people in enumerate(shares))
    )


def weekly(own: RunWeeks, *others: RunWeeks, earlier: bool = True) -> Weekly:
    """Told by activity."""
    return Weekly(WeekMeasure.ACTIVE, own, others, earlier)


def item(
    name: str,
    median: float | None,
    *,
    marked: int = 40,
    below: int = 4,
    missing: int = 2,
    maximum: float = 100.0,
) -> ItemMarks:
    """Marks that lie 10 to either side of the median, and 20 at the most."""
    five = None if median is None else FiveNumbers(*(median + by for by in (-20, -10, 0, 10, 20)))
    points = (median,) * marked if median is not None and marked < 30 else ()
    column = ItemColumn(uuid4(), "FOH", name, "test", maximum, START)
    return ItemMarks(column, marked if five else 0, below, missing, five, points)


def leaving(of: CourseRun, started: int, *left: int) -> Leaving:
    """How many left in each week, with an interval of 2 to either side from the first one on."""
    weeks, gone = [], 0
    for week, people in enumerate(left):
        at_risk = started - gone
        gone += people
        percent = 100.0 * gone / started if started else 0.0
        low, high = (percent - 2, percent + 2) if 0 < gone < started else (None, None)
        weeks.append(LeavingWeek(week, at_risk, people, percent, low, high))
    return Leaving(of, started, 3, 1, tuple(weeks))
