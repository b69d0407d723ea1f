"""What a rule would do to the learners of its badge, before it is published."""

from dataclasses import dataclass
from uuid import UUID

from leap_dash.domain.criteria import Rule
from leap_dash.domain.narrative import Names
from leap_dash.domain.rule_thresholds import Threshold
from leap_dash.records.eligibility import ClauseBottleneck, EligibilityRow


@dataclass(frozen=True, slots=True)
class PreviewGroup:
    """The learners of a cohort, course, organisation or country: how many would earn the badge."""

    name: str
    learners: int
    earn: int
    one_step: int


@dataclass(frozen=True, slots=True)
class Spread:
    """The values that a clause finds: so many learners from `step` x place on, up to the next.

    The last place holds all from there on. `without` have no value yet.
    """

    threshold: Threshold
    topic: str
    step: float
    learners: tuple[int, ...]
    without: int


@dataclass(frozen=True, slots=True)
class RulePreview:
    """Counts of everyone judged, as those of `EligibilityReport`; then by group and by clause.

    A learner of two courses is in two courses' groups. `nearest` are the ids of the first of those
    who are one step away, by name.
    """

    achievement_id: UUID
    names: Names
    rule: Rule
    learners: int
    earn: int
    already: int
    new: int
    one_step: int
    cohorts: tuple[PreviewGroup, ...]
    courses: tuple[PreviewGroup, ...]
    clauses: tuple[ClauseBottleneck, ...]
    spread: Spread | None
    nearest: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Nearest:
    """Learners who lack one clause of a rule, and what its clauses are called.

    `presumed`: approvals counted as given.
    """

    names: Names
    rule: Rule
    presumed: bool
    rows: tuple[EligibilityRow, ...]
