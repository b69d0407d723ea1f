"""What a rule measures of a learner, as its badges state it: under which name, and the value.

Clauses that only ask for another badge or an approval measure nothing. Nothing is decided here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import floor
from typing import Any, Literal

from leap_dash.domain.criteria import (
    Approved,
    Average,
    Completed,
    Holds,
    ItemResult,
    Leaf,
    Outcomes,
    Participation,
    Rule,
    Skill,
    Submitted,
    leaves,
)
from leap_dash.domain.criteria_evaluate import SLACK
from leap_dash.domain.narrative import Names, topic

Kind = Literal["percent", "count", "status"]


@dataclass(frozen=True, slots=True)
class MeasuredClause:
    """A clause by its path in the rule; `required` in percent or as a count, none for a status."""

    path: str
    name: str
    kind: Kind
    required: float | None


def measured(rule: Rule, names: Names) -> tuple[MeasuredClause, ...]:
    """Every clause of a rule that measures something, in the order written."""
    return tuple(
        MeasuredClause(path, topic(leaf, names), *about)
        for path, leaf in leaves(rule)
        if (about := _about(leaf)) is not None
    )


def stated(
    clauses: Iterable[MeasuredClause], trace: Iterable[Mapping[str, Any]]
) -> Iterator[tuple[str, str | None]]:
    """The path of each clause that was met, with the value that met it: text, none for a status.

    `trace` is what `criteria_evaluate.trace` wrote. A percentage is cut to two decimals, never
    rounded up.
    """
    met = {entry["path"]: entry for entry in trace if entry["met"]}
    for clause in clauses:
        found = met.get(clause.path)
        if found is None or found.get("value") is None:
            continue
        yield clause.path, _value(clause.kind, found["value"], found.get("of"))


def _about(leaf: Leaf) -> tuple[Kind, float | None] | None:
    match leaf:
        case ItemResult() | Average():
            return "percent", leaf.min_percent
        case Submitted() | Outcomes():
            return "percent", 100 * leaf.min_share
        case Participation():
            return "count", leaf.min_active_weeks
        case Skill():
            return "count", leaf.min_level
        case Completed():
            return "status", None
        case Holds() | Approved():
            return None


def _value(kind: Kind, value: float, of: int | None) -> str | None:
    if kind == "status":
        return None
    if kind == "percent" and of:
        value = 100 * value / of
    return number(value)


def number(value: float) -> str:
    """A number as text: at most two decimals, cut, without an exponent or a trailing nought."""
    return f"{floor(value * 100 + SLACK * 100) / 100:.2f}".rstrip("0").rstrip(".")
