"""A cohort on paper: what stands in its report."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from leap_dash.domain.results import State
from leap_dash.records.cohorts import (
    CohortHead,
    CohortPage,
    CourseChoice,
    ItemColumn,
    SectionSums,
)


@dataclass(frozen=True, slots=True)
class ItemSums:
    """An item over everyone enrolled: learners by state, and the mean of the `marked` ones' marks.

    `mean` in percent (0 to 100), none where nobody is marked.
    """

    item: ItemColumn
    states: Mapping[State, int]
    marked: int
    mean: float | None


@dataclass(frozen=True, slots=True)
class BadgeCount:
    """A badge, its level (bronze, silver, gold), and how many of the cohort's are in force."""

    name: str
    level: str | None
    issued: int


@dataclass(frozen=True, slots=True)
class CohortReport:
    """Everyone enrolled in a cohort, or in one `course` of it, on the day of the head.

    `page` holds all of them, whom to contact first before all. `made_by` says who asked.
    """

    head: CohortHead
    course: CourseChoice | None
    sections: tuple[SectionSums, ...]
    page: CohortPage
    items: tuple[ItemSums, ...]
    badges: tuple[BadgeCount, ...]
    made_at: datetime
    made_by: str
