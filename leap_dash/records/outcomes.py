"""The learning outcomes of a learner's courses, and which of them are achieved."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class LearnerOutcome:
    """An outcome, how an assessor sees that it is achieved, and since when it is; none: not yet."""

    id: UUID
    name: str
    criteria: str
    achieved_on: date | None


@dataclass(frozen=True, slots=True)
class CourseOutcomes:
    """A course that a learner takes or took, with its outcomes in their order."""

    course_name: str
    outcomes: tuple[LearnerOutcome, ...]

    @property
    def achieved(self) -> int:
        """How many are."""
        return sum(each.achieved_on is not None for each in self.outcomes)
