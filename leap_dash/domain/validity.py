"""How long a badge is good, and when its holder is reminded before it lapses."""

import re
from dataclasses import dataclass

from leap_dash.domain.fields import refuse

MONTHS, REMIND = "expires_months", "remind_days"
"""The names of the fields, in definitions and errors."""
MAX_MONTHS = 1200
MAX_DAYS = 730
MAX_REMINDERS = 5
RENEWABLE_DAYS = 90
"""A badge can be renewed from so many days before it lapses, and ever after."""


@dataclass(frozen=True, slots=True)
class Validity:
    """Good for so many months, none: for good; days before the end to remind on, most first."""

    months: int | None = None
    remind_days: tuple[int, ...] = ()


def read_validity(months: object, remind_days: object) -> Validity:
    """From whole numbers, as JSON has them. Raises BadFieldError with the field and the remedy."""
    good = None if months is None else _months(months)
    days = tuple(_days(each) for each in _list(remind_days))
    if days and good is None:
        refuse(REMIND, "has no end to remind of", "say first how many months the badge is good")
    if len(days) > MAX_REMINDERS:
        refuse(REMIND, "are too many", f"expected at most {MAX_REMINDERS}")
    return Validity(good, tuple(sorted(set(days), reverse=True)))


def read_typed_validity(months: object, remind_days: object) -> Validity:
    """From what somebody typed: "24" and "60, 14"; nothing is none. Raises as `read_validity`."""
    numbers = re.split(r"[\s,;]+", str(remind_days or "").strip())
    return read_validity(_typed(months), [_typed(each) for each in numbers if each])


def _typed(value: object) -> object:
    """The whole number that a text is, or the text; None for an empty one."""
    text = str("" if value is None else value).strip()
    return (int(text) if re.fullmatch(r"[0-9]{1,9}", text) else text) if text else None


def _list(value: object) -> list[object]:
    if value is None:
        return []
    if not isinstance(value, list):
        refuse(REMIND, "is no list", "expected whole days, such as 60 and 14")
    return value


def _months(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MAX_MONTHS:
        refuse(MONTHS, "is out of range", f"expected whole months, 1 to {MAX_MONTHS:,}")
    return value


def _days(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MAX_DAYS:
        refuse(REMIND, "is out of range", f"expected whole days, 1 to {MAX_DAYS}")
    return value
