"""Months of the calendar: where they begin, and the same day in another one."""

from calendar import monthrange
from datetime import date, datetime
from typing import TypeVar

Day = TypeVar("Day", date, datetime)


def months_later(day: Day, months: int) -> Day:
    """The same day of a later month, or its last day where that one is shorter."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))


def month_of(day: date) -> date:
    """The first day of its month."""
    return date(day.year, day.month, 1)


def coming_months(day: date, many: int) -> list[date]:
    """The first days of so many months, the day's own first."""
    return [months_later(month_of(day), number) for number in range(many)]


def read_month(text: str) -> date | None:
    """The first day of a month written as 2026-12; none for anything else, or the last there is."""
    try:
        first = date.fromisoformat(f"{text}-01")
        months_later(first, 1)
    except ValueError:
        return None
    return first
