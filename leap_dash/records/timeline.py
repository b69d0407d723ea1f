"""What a learner did, week by week: activity, and what was handed in and when it was due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from leap_dash.domain.results import State


@dataclass(frozen=True, slots=True)
class TimelineWeek:
    """A week in which the learner was active; it begins on a Monday.

    `days` are the active days (1 to 7) by course: how they overlap is not known.
    """

    begins: date
    days: Mapping[str, int]

    @property
    def most(self) -> int:
        """The days of the course with the most: so many at least."""
        return min(7, max(self.days.values()))


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """Something assessed. `mark` in percent (0 to 100)."""

    course: str
    name: str
    state: State
    mark: float | None
    due_on: date | None
    submitted_on: date | None
    days_late: int | None

    @property
    def on(self) -> date | None:
        """Where it stands: the day on which it came in, or else was or is due."""
        return self.submitted_on or self.due_on


@dataclass(frozen=True, slots=True)
class Timeline:
    """From the first week to the last. `courses` are short names in their order."""

    begins: date
    ends: date
    today: date
    courses: tuple[str, ...]
    weeks: tuple[TimelineWeek, ...]
    items: tuple[TimelineItem, ...]

    @property
    def weeks_so_far(self) -> int:
        """How many have begun by today, or by the end."""
        return max(0, (min(self.today, self.ends) - self.begins).days // 7 + 1)


def monday(day: date) -> date:
    """The day on which its week begins."""
    return day - timedelta(days=day.weekday())
