"""What a rule of one org may name: courses, pieces of work, badges and skills that exist."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from leap_dash.domain.narrative import Names

CATEGORIES = frozenset({"assignment", "test", "exam", "participation"})
"""Categories that a rule may name before the first item of theirs is there."""


@dataclass(frozen=True, slots=True)
class KnownItem:
    """A piece of work of one course."""

    key: str
    name: str
    course: str
    category: str


@dataclass(frozen=True, slots=True)
class KnownBadge:
    """A badge of the org, and the slugs of those that its rule in force asks to hold."""

    name: str
    needs: frozenset[str]


@dataclass(frozen=True, slots=True)
class KnownNames:
    """All of it: courses and badges by code and slug."""

    courses: Mapping[str, str] = field(default_factory=dict)
    items: tuple[KnownItem, ...] = ()
    badges: Mapping[str, KnownBadge] = field(default_factory=dict)
    skills: frozenset[str] = frozenset()

    @property
    def categories(self) -> frozenset[str]:
        """The kinds of work that there are, and those that there may be."""
        return CATEGORIES | {item.category for item in self.items}

    @property
    def names(self) -> Names:
        """For people to read a rule."""
        return Names(
            items={item.key: item.name for item in self.items},
            courses=self.courses,
            achievements={slug: badge.name for slug, badge in self.badges.items()},
        )

    @property
    def needs(self) -> dict[str, frozenset[str]]:
        """By badge, what its rule in force asks to hold."""
        return {slug: badge.needs for slug, badge in self.badges.items()}

    def items_of(self, course: str | None) -> tuple[KnownItem, ...]:
        """The pieces of work of that course, or of all."""
        return tuple(item for item in self.items if course in (None, item.course))
