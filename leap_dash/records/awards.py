"""Badges, the awards of them, and bulk awards."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from leap_dash.domain.awards import AwardState, BatchState


@dataclass(frozen=True, slots=True)
class Choice:
    """Something a filter offers."""

    id: UUID
    label: str


@dataclass(frozen=True, slots=True)
class AchievementSummary:
    """A badge that can be earned; `issued` counts those given out and still in force."""

    id: UUID
    org_id: UUID
    org_name: str
    programme_id: UUID
    programme_name: str
    slug: str
    name: str
    description: str
    level: str | None  # bronze, silver, gold
    narrative: str
    rule_version: int
    issued: int
    image_version: int


@dataclass(frozen=True, slots=True)
class AwardRow:
    """An award as lists show it. `state` is what it is today: past its last day it is expired."""

    id: UUID
    learner_id: UUID
    learner_name: str
    achievement_id: UUID
    achievement_name: str
    cohort_name: str | None
    state: AwardState
    issued_at: datetime | None
    status_reason: str | None


@dataclass(frozen=True, slots=True)
class AwardsPage:
    """One page of a list: number `page` of `pages`, from 1; `total` rows stand on all of them."""

    rows: tuple[AwardRow, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class BatchFailure:
    """An award of a batch that could not be issued, and why, in words."""

    learner_name: str
    reason: str


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A bulk award and how far it is.

    `stopped_reason` says what stopped it. When the whole is taken back, `undone` of its badges
    have been revoked so far, for the reason `undo_reason`. A scheduled one is `due_on` that day.
    """

    id: UUID
    org_id: UUID
    achievement_id: UUID
    achievement_name: str
    cohort_name: str | None
    state: BatchState
    total: int
    issued: int
    already: int
    failed: tuple[BatchFailure, ...]
    stopped_reason: str | None
    requested_by: str
    created_at: datetime
    finished_at: datetime | None
    undone: int = 0
    undo_reason: str | None = None
    due_on: date | None = None
    renewing: bool = False


@dataclass(frozen=True, slots=True)
class ListedAward:
    """An award with the codes by which commands and files name its badge and learner."""

    id: UUID
    achievement: str  # its slug
    learner_key: str
    learner_id: UUID
    state: AwardState
    issued_at: datetime | None
