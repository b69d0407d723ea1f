"""What a learner sees on their own page."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from leap_dash.domain.awards import AwardState


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
    status_reason: str | None
    image_version: int


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
