"""Badges that ask for others, and how far a cohort is with each."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PathwayBadge:
    """A badge, and the badges that its rule in force asks to hold."""

    achievement_id: UUID
    name: str
    level: str | None  # bronze, silver, gold
    image_version: int
    needs: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class CohortStep:
    """A badge of a cohort's pathway: how many learners hold it today, qualify, or nearly do.

    `new` qualify and `one_step` lack one clause, and have it not; both of `evaluated` learners,
    those who have not left. None for a badge of another programme that one of these needs.
    """

    badge: PathwayBadge
    held: int
    evaluated: int | None
    new: int
    one_step: int
