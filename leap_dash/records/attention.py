"""What a score is learned from and given for: sections, days, and how people stood on them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from leap_dash.domain.attention_model import Model, Placed, reasons


@dataclass(frozen=True, slots=True)
class Run:
    """A course run for one cohort; `starts_on` is its day 0, `cohort` the cohort's code."""

    section_id: UUID
    cohort: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class CourseRuns:
    """A course at an org and its sections that have ended, the first to start first."""

    org_id: UUID
    course_id: UUID
    course: str  # its code
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """A section on a day."""

    section_id: UUID
    starts_on: date
    as_of: date

    @classmethod
    def on_day(cls, run: Run, day: int) -> "Moment":
        """The section so many days after its start."""
        return cls(run.section_id, run.starts_on, run.starts_on + timedelta(days=day))

    @property
    def day(self) -> int:
        """Days since the section's start."""
        return (self.as_of - self.starts_on).days


class PlacedLearner(NamedTuple):
    """How an enrolment stood among the others of its section at a moment, and how it ended.

    `failed` is None while nobody knows.
    """

    moment: Moment
    enrollment_id: UUID
    learner_id: UUID
    placed: Placed
    failed: bool | None  # or left later


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """A stored model; `without` is the cohort whose section it knows nothing of."""

    model: Model
    without: str | None


class LearnedScore(NamedTuple):
    """A learner's score, 0 to 100, and what `explain` and `reasons` need to put it into words."""

    learner_id: UUID
    score: float
    model: Model
    placed: Placed

    @property
    def shown(self) -> float:
        """The score as lists show it and rank by it."""
        return round(self.score, 1)

    @property
    def words(self) -> tuple[str, ...]:
        """The most that raises it, in words."""
        return reasons(self.model, self.placed)


@dataclass(frozen=True, slots=True)
class Ranking:
    """By which score a cohort's list says whom to contact first.

    `course` is the only one that is looked at. Without a `model` it is the usual score; `courses`
    are then those with a model by which they are ranked as a whole and alone.
    """

    course: str | None = None
    model: Model | None = None
    courses: tuple[str, ...] = ()
