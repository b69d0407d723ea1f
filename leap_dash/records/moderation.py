"""Proposed awards as a moderator sees them, and those that were returned."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from leap_dash.records.evidence import FileOfAward


@dataclass(frozen=True, slots=True)
class TracedClause:
    """A clause of the rule that an award was judged by, in words: what there was when it was."""

    clause: str
    have: str
    need: str
    met: bool


@dataclass(frozen=True, slots=True)
class ProposalBatch:
    """Awards of one badge, proposed at one time by one person; `waiting` of them lack the viewer's
    word, `elsewhere` have it and wait for somebody in another role.

    `own`: by the viewer, who may not decide about them.
    """

    id: UUID
    org_name: str
    achievement_id: UUID
    achievement_name: str
    narrative: str
    rule_version: int
    cohort_name: str | None
    proposed_by: str
    proposed_at: datetime
    waiting: int
    elsewhere: int
    own: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposed award, with what of the learner met the rule, and the evidence."""

    award_id: UUID
    learner_id: UUID
    learner_name: str
    cohort_name: str | None
    clauses: tuple[TracedClause, ...]
    evidence: tuple[str, ...]  # notes and links that the badge will state
    files: tuple[FileOfAward, ...]


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """A proposal that a moderator returned: why, who, when."""

    learner_id: UUID
    learner_name: str
    note: str
    returned_by: str
    returned_at: datetime
