"""Two versions of a rule, and in words what is different: numbers, clauses, how they are joined.

Each clause of one version is matched with one of the other that is about the same. Nothing is said
of the order in which clauses are written, which means nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from leap_dash.domain.criteria import (
    All,
    AnyOf,
    AtLeast,
    Average,
    Completed,
    Group,
    ItemResult,
    Leaf,
    Outcomes,
    Participation,
    Rule,
    Skill,
    Submitted,
    leaves,
    required,
)
from leap_dash.domain.criteria_evaluate import Measure, conclude
from leap_dash.domain.narrative import ClauseText, Names, clause_text, narrative

# How it is joined (all, any, a number, or one clause), and what is joined: shapes, or a label.
_Shape = tuple[str, tuple[Any, ...]]


class Kind(StrEnum):
    """What sort of difference it is."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    JOINED = "joined"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference, as a sentence."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause where it stands: `group` is what it is directly in, if anything."""

    leaf: Leaf
    group: Group | None
    text: ClauseText


_CHANGED = "{clause}: needs {after} instead of {before}."
_ADDED = {
    All: "New: {clause}, needs {need}.",
    AnyOf: "New, as another way: {clause}, needs {need}.",
    AtLeast: "New, to choose from: {clause}, needs {need}.",
}
_REMOVED = {
    All: "No longer asked: {clause}, needed {need}.",
    AnyOf: "No longer a way: {clause}, needed {need}.",
    AtLeast: "No longer to choose from: {clause}, needed {need}.",
}
_ASKED = {All: "all of {of}", AnyOf: "one of {of}", AtLeast: "at least {number} of {of}"}
_JOINED = "Asked are {after} clauses instead of {before}."
_JOINED_OTHERWISE = "The clauses are joined in another way. Before: {before} Now: {after}"


def differences(before: Rule, after: Rule, names: Names) -> tuple[Difference, ...]:
    """What is different, changed numbers first; nothing for two rules that ask the same."""
    old, new = _clauses(before, names), _clauses(after, names)
    pairs = _matched(old, new)
    gone = [i for i in range(len(old)) if i not in pairs]
    come = sorted(set(range(len(new))) - set(pairs.values()))
    return (
        *(
            Difference(Kind.CHANGED, _changed(old[i].text, new[j].text))
            for i, j in sorted(pairs.items())
            if old[i].leaf != new[j].leaf
        ),
        *(Difference(Kind.ADDED, _said(_ADDED, new[j])) for j in come),
        *(Difference(Kind.REMOVED, _said(_REMOVED, old[i])) for i in gone),
        *_joined(before, after, old, pairs, names),
    )


def _clauses(rule: Rule, names: Names) -> list[_Clause]:
    outcomes = conclude(rule, [Measure(None) for _ in leaves(rule)]).clauses
    return [
        _Clause(outcome.clause, group, clause_text(outcome, names))
        for outcome, group in zip(outcomes, _groups(rule, None), strict=True)
    ]


def _groups(rule: Rule, group: Group | None) -> Iterator[Group | None]:
    """What each clause is directly in, in their order."""
    if isinstance(rule, All | AnyOf | AtLeast):
        for child in rule.children:
            yield from _groups(child, rule)
    else:
        yield group


def _matched(old: Sequence[_Clause], new: Sequence[_Clause]) -> dict[int, int]:
    """Which clause of the old version is which of the new: the same first, then the same topic."""
    pairs: dict[int, int] = {}
    for same in (lambda leaf: leaf, _subject):
        free = [j for j in range(len(new)) if j not in pairs.values()]
        for i, clause in enumerate(old):
            if i in pairs:
                continue
            found = next((j for j in free if same(new[j].leaf) == same(clause.leaf)), None)
            if found is not None:
                pairs[i] = found
                free.remove(found)
    return pairs


def _subject(leaf: Leaf) -> Leaf:
    """The clause without how much it asks for."""
    match leaf:
        case ItemResult() | Average():
            return replace(leaf, min_percent=0.0)
        case Submitted() | Outcomes():
            return replace(leaf, min_share=0.0)
        case Participation():
            return replace(leaf, min_active_weeks=0)
        case Skill():
            return replace(leaf, min_level=0)
        case Completed():
            return replace(leaf, results=())
    return leaf


def _changed(before: ClauseText, after: ClauseText) -> str:
    return _CHANGED.format(clause=after.clause, before=before.need, after=after.need)


def _said(templates: dict[type[Group], str], clause: _Clause) -> str:
    template = templates[All if clause.group is None else type(clause.group)]
    return template.format(clause=clause.text.clause, need=clause.text.need)


def _joined(
    before: Rule, after: Rule, old: Sequence[_Clause], pairs: dict[int, int], names: Names
) -> Iterator[Difference]:
    """Whether the clauses that both have are joined otherwise."""
    labels = {i: repr(old[i].leaf) for i in pairs}
    there = _shape(before, iter([labels.get(i) for i in range(len(old))]))
    back = {j: labels[i] for i, j in pairs.items()}
    here = _shape(after, iter([back.get(j) for j, _ in enumerate(leaves(after))]))
    if there == here:
        return
    whole = len(pairs) == len(old) == sum(1 for _ in leaves(after))
    if (
        whole
        and isinstance(before, All | AnyOf | AtLeast)
        and isinstance(after, All | AnyOf | AtLeast)
        and there is not None
        and here is not None
        and there[1:] == here[1:]
    ):
        yield Difference(Kind.JOINED, _JOINED.format(before=_asked(before), after=_asked(after)))
        return
    yield Difference(
        Kind.JOINED,
        _JOINED_OTHERWISE.format(before=narrative(before, names), after=narrative(after, names)),
    )


def _shape(rule: Rule, labels: Iterator[str | None]) -> _Shape | None:
    """How the labelled clauses are joined, in one form for all that means the same.

    A clause without a label is left out, and a group of which nothing remains.
    """
    if not isinstance(rule, All | AnyOf | AtLeast):
        label = next(labels)
        return None if label is None else ("clause", (label,))
    found = [_shape(child, labels) for child in rule.children]
    shapes = [shape for shape in found if shape is not None]
    if len(shapes) < 2:
        return shapes[0] if shapes else None
    number = len(shapes) if isinstance(rule, All) else min(required(rule), len(shapes))
    how = {len(shapes): "all", 1: "any"}.get(number, str(number))
    # All of some and all of others is all of them.
    flat = [
        inner
        for shape in shapes
        for inner in (shape[1] if shape[0] == how and how in {"all", "any"} else (shape,))
    ]
    return how, tuple(sorted(flat, key=repr))


def _asked(group: Group) -> str:
    of = len(group.children)
    return _ASKED[type(group)].format(of=of, number=required(group))
