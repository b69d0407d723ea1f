"""Why a badge was awarded: the rule, what met it, where that came from, and who decided."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from leap_dash.domain.awards import AwardState
from leap_dash.records.evidence import FileOfAward
from leap_dash.records.moderation import TracedClause


@dataclass(frozen=True, slots=True)
class Source:
    """Something that a clause's value came from: what it is, and what the learner has for it.

    `award_id`: of the badge that was asked for.
    """

    name: str
    has: str
    award_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """A clause of the rule with what met it."""

    clause: TracedClause
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class SharedWhy:
    """What the public reads of it, where the learner shows it: no names of people."""

    decided_on: date
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """Who approved it, in which role; the note is for those who work there."""

    by: str
    role: str
    at: datetime
    note: str | None


@dataclass(frozen=True, slots=True)
class Why:
    """Everything that an award rests on. `decided_by` is none where nobody had to click."""

    award_id: UUID
    learner_id: UUID
    learner_name: str
    own: bool  # it is the viewer's
    achievement_id: UUID
    achievement_name: str
    org_name: str
    cohort_name: str | None
    rule_version: int
    newest_version: int  # of those for renewals, where it is one
    renews: UUID | None  # the award that it renews
    narrative: str
    state: AwardState
    decided_by: str | None
    decided_at: datetime
    issued_at: datetime | None
    approvals: tuple[ApprovalRow, ...]
    reasons: tuple[Reason, ...]
    shared: bool  # the learner shows the reasons on the badge's public page
    evidence: tuple[str, ...]  # notes and links that the badge states
    files: tuple[FileOfAward, ...]
