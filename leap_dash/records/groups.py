"""Groups of learners, and learners whom somebody has selected."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group: how many learners, and who made it (none: somebody at the command line)."""

    id: UUID
    name: str
    org_name: str
    members: int
    made_by: str | None
    made_at: datetime


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A learner in a group, with the cohorts in which they are."""

    id: UUID
    name: str
    key: str
    email: str | None
    cohorts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChosenNames:
    """Selected learners: how many, the first names in order, how many without an e-mail."""

    total: int
    names: tuple[str, ...]
    without_email: int
