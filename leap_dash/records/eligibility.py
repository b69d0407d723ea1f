"""Who qualifies for a badge, and what the others lack."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from leap_dash.domain.awards import AwardState
from leap_dash.domain.criteria import Rule
from leap_dash.domain.criteria_evaluate import Measure
from leap_dash.domain.narrative import Names


class Qualifying(StrEnum):
    """Which learners a list of who qualifies shows.

    NEW, ONE_STEP and FURTHER leave out who has the badge or had it taken back; ALREADY are those
    who have it, REVOKED those whose latest was revoked, AGAIN those of them who qualify.
    """

    EVERYONE = "everyone"
    ELIGIBLE = "eligible"
    NEW = "new"
    ONE_STEP = "one-step"
    FURTHER = "further"
    ALREADY = "already"
    REVOKED = "revoked"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class StoppedBy:
    """The learners who do not meet the clause with this number in the rule, from 0.

    `alone`: only those for whom meeting it would meet the whole rule.
    """

    clause: int
    alone: bool = False


@dataclass(frozen=True, slots=True)
class EligibilityRow:
    """A learner and a badge's rule, in the cohort in which they are nearest to it.

    `measures` stand as the rule's clauses: `domain.criteria_evaluate.conclude(rule, measures)`
    makes of them the reasons, what is missing, and the trace; `presumed` has to be told to it as
    it is in the report that the row is of. `award` is the state today of the
    latest award of this badge that the learner has, if any; `held`: a bulk award leaves them out
    for it. Where it is about renewing, `ends` is when it lapses.
    """

    learner_id: UUID
    learner_key: str
    learner_name: str
    cohort_id: UUID
    cohort: str  # its code
    eligible: bool
    one_step: bool
    award: AwardState | None
    held: bool
    ends: datetime | None
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class EligibilityReport:
    """Who qualifies for a badge: counts of learners over everyone judged, and the rows asked for.

    `eligible` are all who meet the rule, `already` all who have the badge, are about to, or had it
    taken back, `revoked` those of them whose latest was revoked,
    `new` those who meet it and have it not, `one_step` those who lack one clause and have it not.
    `shown` are those whom the rows were chosen from. `presumed`: approvals counted as given.
    """

    achievement_id: UUID
    org_id: UUID
    achievement: str  # its slug
    name: str
    rule_version: int
    rule: Rule
    presumed: bool
    names: Names
    evaluated: int
    eligible: int
    already: int
    revoked: int
    new: int
    one_step: int
    shown: int
    rows: tuple[EligibilityRow, ...]


@dataclass(frozen=True, slots=True)
class ClauseBottleneck:
    """One clause of a rule over everyone judged: how many meet it, and whom it alone stops.

    `number` is its place in the rule, from 0, as `StoppedBy` has it.
    """

    number: int
    path: str
    clause: str
    need: str
    met: int
    not_met: int
    alone: int
