"""What may be shown about a group of people without telling about one of them.

Nothing is shown about fewer than `LEAST_PEOPLE`, not even how few they are. That all of a group did
something, or none, tells about each of them: near all and near none are shown as a bound.
What is withheld cannot be computed from the rest either: a total counts only groups that are shown,
and there is none where it would undo a bound. Intervals and words are not made here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

LEAST_PEOPLE = 10
NEAR_PERCENT = 5  # that near to all, or to none


class Bound(StrEnum):
    """What the number shown says of the true one."""

    EXACT = "exactly"
    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Shown:
    """So many `people` of a group `of`; where `bound` is not exact, more or fewer than that."""

    people: int
    of: int
    bound: Bound = Bound.EXACT

    @property
    def percent(self) -> float:
        """The rate (0 to 100), or what it is above or below."""
        if self.bound is not Bound.EXACT and NEAR_PERCENT * self.of > 100:
            return NEAR_PERCENT if self.bound is Bound.BELOW else 100 - NEAR_PERCENT
        return 100 * self.people / self.of


def disclose(people: int, of: int) -> Shown | None:
    """What may be shown of so many people out of a group; none for a small group."""
    if of < LEAST_PEOPLE:
        return None
    # In a group of twenty or less, all but one must look like all, or the bound would be none.
    near = max(1, (NEAR_PERCENT * of - 1) // 100)
    if of - people <= near:
        return Shown(of - near - 1, of, Bound.ABOVE)
    if people <= near:
        return Shown(near + 1, of, Bound.BELOW)
    return Shown(people, of)


def total(groups: Sequence[Shown | None]) -> Shown | None:
    """All groups that are shown, taken together; none for fewer than two, or beside a bound."""
    shown = [group for group in groups if group is not None]
    if len(shown) < 2 or any(group.bound is not Bound.EXACT for group in shown):
        return None
    return Shown(sum(group.people for group in shown), sum(group.of for group in shown))
