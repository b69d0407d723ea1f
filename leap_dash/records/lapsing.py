"""Badges that lapse: how long they are good, how many lapse in each month, and which."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from leap_dash.domain.validity import Validity


@dataclass(frozen=True, slots=True)
class LapsingMonth:
    """How many badges lapse in the month that begins on `first`; in the present one: from now."""

    first: date
    badges: int


@dataclass(frozen=True, slots=True)
class LapsingCounts:
    """Month by month from the present one, and how many have lapsed by now."""

    months: tuple[LapsingMonth, ...]
    lapsed: int


@dataclass(frozen=True, slots=True)
class LapsingRow:
    """A badge that lapses, or has lapsed, at `valid_until`."""

    award_id: UUID
    learner_id: UUID
    learner_name: str
    achievement_id: UUID
    achievement_name: str
    cohort_name: str | None
    valid_until: datetime


@dataclass(frozen=True, slots=True)
class LapsingPage:
    """One page of a list: number `page` of `pages`, from 1; `total` rows stand on all of them."""

    rows: tuple[LapsingRow, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class BadgeValidity:
    """How long a badge is good, and how it is renewed.

    `renewal_version` is the version of the rule that is for renewals alone; none: they go by the
    rule in force. `renewal` is the one that holds, in words.
    """

    achievement_id: UUID
    name: str
    validity: Validity
    renewal_version: int | None
    renewal: str
