"""Cohorts and learners, as an instructor sees them.

Who has left is counted apart, and summed nowhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from leap_dash.domain.as_of import is_final
from leap_dash.domain.attention import Status
from leap_dash.domain.attention_score import Judgement
from leap_dash.domain.attention_thresholds import Thresholds
from leap_dash.domain.results import State
from leap_dash.records.attention import Ranking
from leap_dash.records.portfolio import OwnBadge


class Standing(StrEnum):
    """Which of a cohort's learners a list shows: who has not left, those of a status, or all."""

    ENROLLED = "enrolled"
    NEEDS_ATTENTION = Status.NEEDS_ATTENTION.value
    STOPPED = Status.STOPPED.value
    WATCH = Status.WATCH.value
    ON_TRACK = Status.ON_TRACK.value
    COMPLETED = Status.COMPLETED.value
    LEFT = Status.LEFT.value
    EVERYONE = "everyone"


class Order(StrEnum):
    """How a list of learners is sorted: whom to contact first, or another way."""

    SCORE = "score"
    MISSING = "missing"
    NAME = "name"
    MEAN = "mean"


@dataclass(frozen=True, slots=True)
class LearnerFilter:
    """What a cohort's list shows. `course` is a code; no course or category: all. Pages from 1.

    With `only`, nobody but these learners.
    """

    course: str | None = None
    category: str | None = None
    standing: Standing = Standing.ENROLLED
    search: str = ""
    order: Order = Order.SCORE
    page: int = 1
    only: frozenset[UUID] | None = None


@dataclass(frozen=True, slots=True)
class GroupSums:
    """A group of learners: items due and handed in, and how many stand how.

    `mean` is the mean of the means of the `marked` learners who have one, in percent (0 to 100).
    Those who left are counted in `by_status` alone.
    """

    learners: int = 0
    due: int = 0
    done: int = 0
    mean: float | None = None
    marked: int = 0
    by_status: Mapping[Status, int] = field(default_factory=lambda: dict.fromkeys(Status, 0))

    @property
    def withdrawn(self) -> int:
        """Those who left."""
        return self.by_status[Status.LEFT]


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
    """What a cohort is, what its filters offer, and the day on which it is looked at, `as_of`.

    `today` is the day in the org's time zone; `running`: the last day has not passed today.
    `kept_on` is the day of which there are summaries of all its courses; none: of no one day.
    `learners_on`: that of which there are sums of its learners over them; `past_days`: the earlier
    days of which there are such sums, and learned scores, as the cohort stood then.
    """

    id: UUID
    name: str
    org_id: UUID
    org_name: str
    programme_name: str
    starts_on: date | None
    ends_on: date | None
    today: date
    as_of: date
    running: bool
    kept_on: date | None
    learners_on: date | None
    past_days: frozenset[date]
    thresholds: Thresholds
    courses: tuple[CourseChoice, ...]
    categories: tuple[str, ...]

    @property
    def final(self) -> bool:
        """Whether all that is known today counts: it is today, or past the end."""
        return is_final(self.as_of, ends_on=self.ends_on, today=self.today)

    @property
    def known_on(self) -> date:
        """What was there on this day counts: `as_of`, or today for what has ended."""
        return self.today if self.final else self.as_of

    @property
    def is_kept(self) -> bool:
        """Whether it is kept as it stood on that day, an earlier one."""
        return not self.final and self.as_of in self.past_days


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
    active_on: date | None  # the last day of handing in, or of a week with activity
    judgement: Judgement
    cells: tuple[Cell | None, ...]

    @property
    def missing(self) -> int:
        """Due and not handed in."""
        return self.due - self.done


@dataclass(frozen=True, slots=True)
class CohortPage:
    """One page of a cohort's learners. `sums` are of all in the selected courses and category.

    `shown` learners fit the whole filter, on `pages` pages; `page` is the one that is here.
    `ranking` says what their scores are.
    """

    items: tuple[ItemColumn, ...]
    rows: tuple[LearnerRow, ...]
    sums: GroupSums
    shown: int
    page: int
    pages: int
    ranking: Ranking = field(default_factory=Ranking)


@dataclass(frozen=True, slots=True)
class AttentionRow:
    """An enrolment: a learner in a course, and how they stand there."""

    learner_id: UUID
    learner_key: str
    learner_name: str
    course_code: str
    active_on: date | None
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class AttentionList:
    """Every enrolment of a cohort on the day of `head.as_of`, whom to contact first on top.

    `learned`: by course, in words, what its scores were learned from; the others have the usual.
    """

    head: CohortHead
    rows: tuple[AttentionRow, ...]
    learned: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LearnerMark:
    """An item of a learner's course, and what came of it."""

    item: ItemColumn
    cell: Cell


@dataclass(frozen=True, slots=True)
class LearnerCourse:
    """A course that a learner takes or took, with every item in its order.

    `running`: the cohort's last day has not passed.
    """

    section_id: UUID
    cohort_id: UUID
    cohort_name: str
    running: bool
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
    active_on: date | None
    judgement: Judgement
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

    @property
    def current(self) -> tuple[LearnerCourse, ...]:
        """The courses of running cohorts or, where none is running, of the latest."""
        running = tuple(course for course in self.courses if course.running)
        if running:
            return running
        return tuple(c for c in self.courses if c.cohort_id == self.courses[0].cohort_id)
