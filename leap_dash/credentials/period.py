"""From when until when a badge counts."""

from collections.abc import Iterable
from datetime import UTC, datetime

from leap_dash.credentials.report import Check


def check_period(first_day: object, last_days: Iterable[object], now: datetime) -> Check:
    """Return the check of the validity period: from the one, until the earliest of the others.

    They are dates and times as documents write them, with a time zone; empty ends do not count.
    """
    name = "validity period"
    try:
        first = _moment(first_day)
        ends = [_moment(end) for end in last_days if end]
    except (ValueError, OverflowError):
        return Check(name, "fail", "Its dates are not dates.")
    if now < first:
        return Check(name, "fail", f"Not valid before {_day(first)}.")
    if ends and now > min(ends):
        return Check(name, "fail", f"Expired on {_day(min(ends))}.")
    until = f" until {_day(min(ends))}" if ends else ", without an end"
    return Check(name, "pass", f"Valid from {_day(first)}{until}.")


def _moment(text: object) -> datetime:
    moment = datetime.fromisoformat(str(text))
    if moment.tzinfo is None:
        raise ValueError("no time zone")
    return moment.astimezone(UTC)


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B} {moment.year}"
