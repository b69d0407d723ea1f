"""Frozen records that queries give to pages, figures and JSON. They hold values and do nothing."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from leap_dash.domain.attention import Flag
from leap_dash.domain.awards import AwardState
from leap_dash.domain.criteria import Rule
from leap_dash.domain.criteria_evaluate import Measure
from leap_dash.domain.disclosure import Bound
from leap_dash.domain.narrative import Names
from leap_dash.domain.results import State

# Badges and awards


@dataclass(frozen=True, slots=True)
class Choice:
    """Something a filter offers."""

    id: UUID
    label: str


@dataclass(frozen=True, slots=True)
class AchievementSummary:
    """A badge that can be earned; `issued` counts those given out and still in force."""

    id: UUID
    org_id: UUID
    org_name: str
    programme_id: UUID
    programme_name: str
    slug: str
    name: str
    description: str
    level: str | None  # bronze, silver, gold
    narrative: str
    rule_version: int
    issued: int


@dataclass(frozen=True, slots=True)
class AwardRow:
    """An award as lists show it. `state` is what it is today: past its last day it is expired."""

    id: UUID
    learner_id: UUID
    learner_name: str
    achievement_id: UUID
    achievement_name: str
    cohort_name: str | None
    state: AwardState
    issued_at: datetime | None
    revoked_reason: str | None


@dataclass(frozen=True, slots=True)
class AwardsPage:
    """One page of a list: number `page` of `pages`, from 1; `total` rows stand on all of them."""

    rows: tuple[AwardRow, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class BatchFailure:
    """An award of a batch that could not be issued, and why, in words."""

    learner_name: str
    reason: str


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A bulk award and how far it is. `state` is running, done or stopped (with its reason)."""

    id: UUID
    achievement_id: UUID
    achievement_name: str
    cohort_name: str | None
    state: str
    total: int
    issued: int
    already: int
    failed: tuple[BatchFailure, ...]
    stopped_reason: str | None
    requested_by: str
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class ListedAward:
    """An award with the codes by which commands and files name its badge and learner."""

    id: UUID
    achievement: str  # its slug
    learner_key: str
    learner_id: UUID
    state: AwardState
    issued_at: datetime | None


# A learner's own page


@dataclass(frozen=True, slots=True)
class NextItem:
    """The next thing to hand in."""

    name: str
    due_on: date


@dataclass(frozen=True, slots=True)
class OwnCourse:
    """A course that the learner takes. `mean` in percent (0 to 100) over what was due so far."""

    org_name: str
    programme_name: str
    cohort_name: str
    course_name: str
    status: str
    final_result: str | None
    due: int
    done: int
    mean: float | None
    next_item: NextItem | None


@dataclass(frozen=True, slots=True)
class OwnBadge:
    """A badge that the learner was given."""

    award_id: UUID
    achievement_id: UUID
    name: str
    level: str | None
    issuer_name: str
    state: AwardState
    issued_at: datetime
    valid_until: datetime | None
    revoked_reason: str | None


@dataclass(frozen=True, slots=True)
class ClauseStep:
    """A clause of a badge's rule for one learner, in words; `progress` is the way done, 0 to 1.

    `needed`: it belongs to the shortest way to the badge, and is not met.
    """

    clause: str
    have: str
    need: str
    met: bool
    needed: bool
    progress: float


@dataclass(frozen=True, slots=True)
class NextBadge:
    """A badge that the learner does not hold, and the clauses of its rule: what is to do first.

    `award` is the state of an award of it that there is or was.
    """

    achievement_id: UUID
    name: str
    level: str | None
    description: str
    issuer_name: str
    award: AwardState | None
    steps: tuple[ClauseStep, ...]

    @property
    def to_do(self) -> tuple[ClauseStep, ...]:
        """The fewest clauses that would bring it; none: everything is there."""
        return tuple(step for step in self.steps if step.needed)

    @property
    def way_to_go(self) -> float:
        """How much of those is left, in clauses."""
        return sum(1.0 - step.progress for step in self.to_do)


# Partners


@dataclass(frozen=True, slots=True)
class Rate:
    """People out of a group of ten or more, in percent (0 to 100), with its 95 % Wilson interval.

    `bound` says that the rate is only known to be above or below `percent`.
    """

    of: int
    percent: float
    low: float
    high: float
    bound: Bound


@dataclass(frozen=True, slots=True)
class ProviderRates:
    """One provider of a programme; no rate where it would tell about fewer than ten people."""

    org_id: UUID
    name: str
    country: str  # ISO 3166-1 alpha-2
    completion: Rate | None
    badges: Rate | None


@dataclass(frozen=True, slots=True)
class ProgrammeComparison:
    """One programme across the providers of a network, by name. The totals are of those shown."""

    programme_name: str
    providers: tuple[ProviderRates, ...]
    completion: Rate | None
    badges: Rate | None


# Cohorts and learners, as an instructor sees them. Who withdrew is counted apart, nowhere else.


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
    org_name: str
    today: date
    courses: tuple[LearnerCourse, ...]
    badges: tuple[OwnBadge, ...]


# Who qualifies for a badge


class Qualifying(StrEnum):
    """Which learners a list of who qualifies shows. The last two leave out who has the badge."""

    EVERYONE = "everyone"
    ELIGIBLE = "eligible"
    NEW = "new"
    ONE_STEP = "one-step"


@dataclass(frozen=True, slots=True)
class EligibilityRow:
    """A learner and a badge's rule, in the cohort in which they are nearest to it.

    `measures` stand as the rule's clauses: `domain.criteria_evaluate.conclude(rule, measures)`
    makes of them the reasons, what is missing, and the trace. `award` is the state today of the
    latest award of this badge that the learner has, if any.
    """

    learner_id: UUID
    learner_key: str
    learner_name: str
    cohort_id: UUID
    cohort: str  # its code
    eligible: bool
    one_step: bool
    award: AwardState | None
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class EligibilityReport:
    """Who qualifies for a badge: counts of learners over everyone judged, and the rows asked for.

    `eligible` are all who meet the rule, `already` all who have the badge, are about to, or had it
    taken back,
    `new` those who meet it and have it not, `one_step` those who lack one clause and have it not.
    """

    achievement_id: UUID
    org_id: UUID
    achievement: str  # its slug
    name: str
    rule_version: int
    rule: Rule
    names: Names
    evaluated: int
    eligible: int
    already: int
    new: int
    one_step: int
    rows: tuple[EligibilityRow, ...]


@dataclass(frozen=True, slots=True)
class ClauseBottleneck:
    """One clause of a rule over everyone judged: how many meet it, and whom it alone stops."""

    path: str
    clause: str
    need: str
    met: int
    not_met: int
    alone: int
