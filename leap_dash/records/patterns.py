"""What a course of a cohort looks like from week to week, from item to item, and who left it when.

Weeks are those of `domain.weeks`: week 0 is the course's first seven days.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from leap_dash.domain import weeks
from leap_dash.records.cohorts import ItemColumn


class WeekMeasure(StrEnum):
    """By what a week is told from another: who was active, or who handed something in."""

    ACTIVE = "active"
    HANDED_IN = "handed in"


@dataclass(frozen=True, slots=True)
class CourseRun:
    """A course run for one cohort, looked at as it was at the end of `until`.

    `until` is the day of the view, or the course's last one where that was earlier. Without a first
    day it has no weeks.
    """

    section_id: UUID
    course_id: UUID
    course_code: str
    course_name: str
    cohort_name: str
    starts_on: date | None
    ends_on: date | None
    until: date

    @property
    def weeks_begun(self) -> int:
        """How many of its weeks have begun."""
        return weeks.weeks_begun(self.starts_on, self.until) if self.starts_on else 0

    @property
    def weeks_over(self) -> int:
        """How many of its weeks are over."""
        if self.starts_on is None:
            return 0
        return weeks.weeks_over(self.starts_on, self.until, self.ends_on)

    @property
    def running(self) -> bool:
        """Whether its last day has not passed."""
        return self.ends_on is None or self.until < self.ends_on


@dataclass(frozen=True, slots=True)
class WeekCount:
    """Of the `enrolled` at the end of a week, how many people the measure was met by in it."""

    week: int
    people: int
    enrolled: int

    @property
    def percent(self) -> float | None:
        """Their share, 0 to 100; none of nobody."""
        return 100.0 * self.people / self.enrolled if self.enrolled else None


@dataclass(frozen=True, slots=True)
class RunWeeks:
    """The weeks of a course that are over, in their order."""

    run: CourseRun
    weeks: tuple[WeekCount, ...]


@dataclass(frozen=True, slots=True)
class Weekly:
    """A course of a cohort beside the same course of other cohorts, the nearest in time first.

    `earlier`: the others started before this one; else they are all that there are.
    """

    measure: WeekMeasure
    own: RunWeeks
    others: tuple[RunWeeks, ...]
    earlier: bool


@dataclass(frozen=True, slots=True)
class FiveNumbers:
    """Marks in percent (0 to 100): the lowest, the three quarters' borders, the highest."""

    low: float
    lower: float
    median: float
    upper: float
    high: float


@dataclass(frozen=True, slots=True)
class ItemMarks:
    """The marks of one item. `missing` are those who were enrolled when it fell due.

    `points` are the marks one by one, in percent (0 to 100) and from the lowest, where they are few
    enough to be drawn so; `five` is none where there is no mark.
    """

    item: ItemColumn
    marked: int
    below: int  # the pass mark
    missing: int
    five: FiveNumbers | None
    points: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class LeavingWeek:
    """A week of a course: who was still enrolled at its start, and who left in it.

    `gone` is the share that had left by its end, in percent (0 to 100), by Kaplan and Meier, with
    its interval of 95 %: none where it is not defined, as long as nobody or after everybody left.
    """

    week: int
    at_risk: int
    left: int
    gone: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Leaving:
    """Who left a course, by week. `started` leaves out the `before`, who withdrew before the start,
    and the `undated`, of whom nobody knows when they withdrew."""

    run: CourseRun
    started: int
    before: int
    undated: int
    weeks: tuple[LeavingWeek, ...]


@dataclass(frozen=True, slots=True)
class BehindRow:
    """A learner behind a number: their mark in percent, or the day of it, where there is one."""

    id: UUID
    name: str
    key: str
    percent: float | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Behind:
    """The first of the learners behind a number, of how many."""

    rows: tuple[BehindRow, ...]
    of: int
