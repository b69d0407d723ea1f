"""The numbers in a rule that can be moved: which clause has one, in which unit.

A line over a figure shows such a number; a place in the rule says which one is meant.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from leap_dash.domain.criteria import (
    All,
    AnyOf,
    AtLeast,
    Average,
    ItemResult,
    Leaf,
    Outcomes,
    Participation,
    Rule,
    Skill,
    Submitted,
)
from leap_dash.domain.criteria_parse import MAX_LEVEL, MAX_WEEKS


class Unit(StrEnum):
    """What a threshold counts. In a rule's JSON a percentage may stand as a share of 1."""

    PERCENT = "percent"
    WEEKS = "weeks"
    LEVEL = "level"


MOST = {Unit.PERCENT: 100, Unit.WEEKS: MAX_WEEKS, Unit.LEVEL: MAX_LEVEL}
"""The largest threshold that the language knows."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """The number of a clause: `place` are the positions of children from the rule's root.

    `clause` is the clause's number in the rule, from 0; `value` is in the unit; `per_unit` is what
    one unit is in the rule's JSON.
    """

    place: tuple[int, ...]
    clause: int
    unit: Unit
    value: float
    per_unit: float = 1.0


def thresholds(rule: Rule) -> tuple[Threshold, ...]:
    """Every clause with a number, in the order written."""
    return tuple(
        Threshold(place, number, *found)
        for number, (place, leaf) in enumerate(placed(rule))
        if (found := _threshold(leaf)) is not None
    )


def placed(rule: Rule, place: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Leaf]]:
    """Every clause with its place, in the order of `criteria.leaves`."""
    if isinstance(rule, All | AnyOf | AtLeast):
        for position, child in enumerate(rule.children):
            yield from placed(child, (*place, position))
    else:
        yield place, rule


def _threshold(leaf: Leaf) -> tuple[Unit, float, float] | None:
    match leaf:
        case ItemResult() | Average():
            return Unit.PERCENT, leaf.min_percent, 1.0
        case Submitted() | Outcomes():
            return Unit.PERCENT, 100 * leaf.min_share, 0.01
        case Participation():
            return Unit.WEEKS, float(leaf.min_active_weeks), 1.0
        case Skill():
            return Unit.LEVEL, float(leaf.min_level), 1.0
    return None
