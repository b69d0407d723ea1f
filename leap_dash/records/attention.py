"""What a score is learned from and given for: sections, days, and how people stood on them."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from leap_dash.domain.attention_model import Model, Placed


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


@dataclass(frozen=True, slots=True)
class PlacedLearner:
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


@dataclass(frozen=True, slots=True)
class LearnedScore:
    """A learner's score, 0 to 100, and in words what raises it, the weightiest first."""

    score: float
    reasons: tuple[str, ...]
