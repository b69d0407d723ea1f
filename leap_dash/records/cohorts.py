"""Cohorts and learners, as an instructor sees them.

Who withdrew is counted apart, nowhere else.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from leap_dash.domain.attention import Flag
from leap_dash.domain.results import State
from leap_dash.records.portfolio import OwnBadge


class Standing(StrEnum):
    """Which of a cohort's learners a list shows. All but the last two are still enrolled."""

    ENROLLED = "enrolled"
    BEHIND = "behind"
    LOW = "low"
    QUIET = "quiet"
    ON_TRACK = "on-track"
    WITHDRAWN = "withdrawn"
    EVERYONE = "everyone"


class Order(StrEnum):
    """How a list of learners is sorted: most missing first, by name, lowest mean first."""

    MISSING = "missing"
    NAME = "name"
    MEAN = "mean"


@dataclass(frozen=True, slots=True)
class LearnerFilter:
    """What a cohort's list shows. `course` is a code; no course or category: all. Pages from 1."""

    course: str | None = None
    category: str | None = None
    standing: Standing = Standing.ENROLLED
    search: str = ""
    order: Order = Order.MISSING
    page: int = 1


@dataclass(frozen=True, slots=True)
class GroupSums:
    """A group of learners: items due and handed in, and who needs a look.

    `mean` is the mean of the means of the `marked` learners who have one, in percent (0 to 100).
    """

    learners: int = 0
    due: int = 0
    done: int = 0
    mean: float | None = None
    marked: int = 0
    behind: int = 0
    low: int = 0
    quiet: int = 0
    withdrawn: int = 0


@dataclass(frozen=True, slots=True)
class SectionSums:
    """One course of one cohort. `mean` is over the enrolments, in percent (0 to 100)."""

    course_code: str
    course_name: str
    learners: int
    due: int
    done: int
    mean: float | None


@dataclass(frozen=True, slots=True)
class CohortSummary:
    """A cohort and its courses in their order. `running`: its last day has not passed.

    `today` is the day in the org's time zone.
    """

    id: UUID
    name: str
    org_name: str
    programme_id: UUID
    programme_name: str
    starts_on: date | None
    ends_on: date | None
    today: date
    running: bool
    sums: GroupSums
    sections: tuple[SectionSums, ...]


@dataclass(frozen=True, slots=True)
class CohortList:
    """Cohorts, of how many there are; `together` sums the running ones, or all if none is running.

    In `together` a learner who is in two cohorts counts once.
    """

    cohorts: tuple[CohortSummary, ...]
    of: int
    together: GroupSums

    @property
    def running(self) -> int:
        """How many of those listed are running."""
        return sum(cohort.running for cohort in self.cohorts)


@dataclass(frozen=True, slots=True)
class Overview:
    """The latest cohorts; badges given out and neither revoked nor expired, and who holds them."""

    listed: CohortList
    badges: int
    badged: int  # learners


@dataclass(frozen=True, slots=True)
class ItemColumn:
    """Something assessed, as a column of the cohort's heatmap. `due_on`: the last day in time."""

    id: UUID
    course_code: str
    name: str
    category: str
    maximum: float
    due_on: date | None


@dataclass(frozen=True, slots=True)
class CourseChoice:
    """A course of a cohort."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class CohortHead:
    """What a cohort is, and what its filters offer. `today` is the day in the org's time zone."""

    id: UUID
    name: str
    org_name: str
    programme_name: str
    starts_on: date | None
    ends_on: date | None
    today: date
    running: bool
    courses: tuple[CourseChoice, ...]
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A learner and an item: the state, and the mark in percent (0 to 100) where there is one.

    `days_late` is none unless it is known to have come after the due day.
    """

    state: State
    percent: float | None
    submitted_on: date | None
    days_late: int | None
    carried_over: bool


@dataclass(frozen=True, slots=True)
class LearnerRow:
    """A learner in a cohort's list. `cells` stand as the page's items; none: not enrolled there."""

    id: UUID
    name: str
    key: str
    due: int
    done: int
    late: int
    mean: float | None  # percent (0 to 100), a missing item as 0
    last_activity_on: date | None
    flags: frozenset[Flag]
    cells: tuple[Cell | None, ...]

    @property
    def missing(self) -> int:
        """Due and not handed in."""
        return self.due - self.done


@dataclass(frozen=True, slots=True)
class CohortPage:
    """One page of a cohort's learners. `sums` are of all in the selected courses and category.

    `shown` learners fit the whole filter, on `pages` pages; `page` is the one that is here.
    """

    items: tuple[ItemColumn, ...]
    rows: tuple[LearnerRow, ...]
    sums: GroupSums
    shown: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class LearnerMark:
    """An item of a learner's course, and what came of it."""

    item: ItemColumn
    cell: Cell


@dataclass(frozen=True, slots=True)
class LearnerCourse:
    """A course that a learner takes or took, with every item in its order."""

    cohort_id: UUID
    cohort_name: str
    course_code: str
    course_name: str
    programme_name: str
    status: str
    final_result: str | None
    withdrawn_on: date | None
    due: int
    done: int
    late: int
    mean: float | None
    last_activity_on: date | None
    flags: frozenset[Flag]
    marks: tuple[LearnerMark, ...]


@dataclass(frozen=True, slots=True)
class LearnerDetail:
    """One learner as an instructor sees them: courses, latest first, and the badges given."""

    id: UUID
    name: str
    key: str
    email: str | None
    org_id: UUID
    org_name: str
    today: date
    courses: tuple[LearnerCourse, ...]
    badges: tuple[OwnBadge, ...]
