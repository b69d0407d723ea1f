"""How one course of one cohort goes, and how it went for others."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from leap_dash.records.cohorts import ItemColumn
from leap_dash.records.partners import Rate


@dataclass(frozen=True, slots=True)
class CourseHead:
    """A course as one cohort takes it; `mean` is over the enrolments, in percent (0 to 100).

    `as_of` is the day up to which everything is counted: what is due, and what came in.
    """

    section_id: UUID
    course_id: UUID
    cohort_id: UUID
    cohort_name: str
    org_id: UUID
    org_name: str
    programme_name: str
    code: str
    name: str
    starts_on: date | None
    ends_on: date | None
    as_of: date
    running: bool
    learners: int
    withdrawn: int
    due: int
    done: int
    mean: float | None


@dataclass(frozen=True, slots=True)
class ItemSummary:
    """Something assessed, over who is enrolled: how many handed it in, and how the marks lie.

    `missing` is none while it is not due. `mean` and `spread` (a standard deviation) are of the
    `marked` ones, in percent (0 to 100) of the maximum.
    """

    item: ItemColumn
    on_time: int
    late: int
    excused: int
    missing: int | None
    marked: int
    mean: float | None
    spread: float | None


@dataclass(frozen=True, slots=True)
class OutcomeSummary:
    """A learning outcome of the course, and how many of those enrolled have achieved it."""

    code: str
    name: str
    achieved: int


@dataclass(frozen=True, slots=True)
class CohortRates:
    """The course in one cohort. `up_to_date`: who was not behind at the same point of the course.

    `passed` is none unless the course has ended and has its final results. `alike`: it began at
    the same time of the year as the cohort that it is compared with, or is that cohort.
    """

    cohort_id: UUID
    name: str
    starts_on: date
    alike: bool
    up_to_date: Rate | None
    passed: Rate | None


@dataclass(frozen=True, slots=True)
class CoursePage:
    """All of it. `cohorts` has the cohort itself first, if it is known when it began."""

    head: CourseHead
    items: tuple[ItemSummary, ...]
    outcomes: tuple[OutcomeSummary, ...]
    cohorts: tuple[CohortRates, ...]
