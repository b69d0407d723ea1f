"""Two records that may be of one person: what each has, and what both have."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MergeSide:
    """One of two records and what is of it. Names and numbers only."""

    id: UUID
    org_id: UUID
    name: str
    key: str
    email: str | None
    identifiers: tuple[tuple[str, str], ...]  # source, id
    courses: tuple[str, ...]
    marks: int
    badges: tuple[str, ...]
    notes: int
    groups: int
    accounts: int


@dataclass(frozen=True, slots=True)
class MergeReview:
    """Both records beside each other; courses and badges that both have, and marks of the same."""

    keep: MergeSide
    other: MergeSide
    same_courses: tuple[str, ...]
    same_badges: tuple[str, ...]
    same_marks: int


@dataclass(frozen=True, slots=True)
class Twins:
    """Two records that look like one person, and why."""

    first_id: UUID
    first: str
    first_key: str
    second_id: UUID
    second: str
    second_key: str
    why: str


@dataclass(frozen=True, slots=True)
class MergeRow:
    """A merge that can be taken back: of which record into which, on which day and by whom."""

    id: UUID
    kept_id: UUID
    kept: str
    kept_key: str
    merged: str
    merged_key: str
    on: date
    by: str
