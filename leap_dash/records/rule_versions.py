"""The versions of a badge's rule, and whom the difference of two of them concerns."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from leap_dash.domain.criteria import Rule


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """A version as it was published. `by` is who did, none where that is not written down.

    `given` are all badges that were given by it, whatever came of them; `held` those that are
    still in force.
    """

    number: int
    narrative: str
    rule: Rule
    published_at: datetime
    by: str | None
    in_force: bool
    for_renewals: bool
    given: int
    held: int


class Concerned(StrEnum):
    """Whom a newer version concerns.

    Who would earn the badge by the newer one and not by the older; the other way round, without
    having it; who has it by an older version and does not meet the newer one.
    """

    GAINS = "gains"
    LOSES = "loses"
    KEEPS = "keeps"


@dataclass(frozen=True, slots=True)
class ConcernedRow:
    """A learner, and the code of the cohort in which they are nearest to the newer version."""

    learner_id: UUID
    learner_name: str
    cohort: str


@dataclass(frozen=True, slots=True)
class RuleDifference:
    """Counts of everyone judged by both versions, and the rows asked for."""

    learners: int
    before: int  # earn it by the older version
    after: int  # earn it by the newer one
    concerned: dict[Concerned, int]
    rows: tuple[ConcernedRow, ...]
