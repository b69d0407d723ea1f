"""Who was enrolled on a day: joined by then, and not withdrawn yet."""

from datetime import date
from typing import TypeAlias

from sqlalchemy import ColumnElement, and_, or_

from leap_dash.db import Enrollment

Day: TypeAlias = date | ColumnElement[date]
"""One day for all, or one for each row."""


def has_joined(day: Day) -> ColumnElement[bool]:
    """Whoever enrolled by that day; without a date of enrolment, from the start."""
    return or_(Enrollment.enrolled_on.is_(None), Enrollment.enrolled_on <= day)


def has_left(day: Day) -> ColumnElement[bool]:
    """Of these, whoever withdrew by that day; without a date of withdrawal, from the start."""
    gone = or_(Enrollment.withdrawn_on.is_(None), Enrollment.withdrawn_on <= day)
    return and_(has_joined(day), Enrollment.status == "withdrawn", gone)


def is_enrolled(day: Day) -> ColumnElement[bool]:
    """Of these, whoever is still there."""
    gone_later = or_(Enrollment.status != "withdrawn", Enrollment.withdrawn_on > day)
    return and_(has_joined(day), gone_later)
