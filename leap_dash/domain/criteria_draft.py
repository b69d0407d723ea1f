"""A rule that somebody is still writing: the tree of the rule language, with what is not filled in.

A draft has the JSON form of a rule, but a field may be missing or hold what it must not, and a
group may be empty. What is still wrong with it is `criteria_problems`; changing it `criteria_edit`.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from leap_dash.domain.criteria import LEAVES, Rule, json_keys, to_json
from leap_dash.domain.criteria_parse import MAX_DEPTH, MAX_NODES, MAX_TEXT, parse
from leap_dash.domain.errors import BadRuleError

GROUPS = ("all", "any", "at_least")
LARGEST = 10**9
MOST_LISTED = 10

Path: TypeAlias = tuple[int, ...]
"""Where a node stands: the indexes of children to go through from the root, which is ()."""


@dataclass(frozen=True, slots=True)
class DraftClause:
    """One condition; a key of its kind that is not among `values` has not been filled in."""

    kind: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class DraftGroup:
    """Conditions of which all, any or `number` must be met; the number matters to `at_least`."""

    kind: str
    children: tuple["Draft", ...]
    number: object = None


Draft: TypeAlias = DraftClause | DraftGroup


def draft_of(rule: Rule) -> Draft:
    """A draft that says what the rule says."""
    return read_draft(to_json(rule))


def complete(draft: Draft) -> Rule | None:
    """The rule that it has become, or none while anything is missing or wrong."""
    try:
        return parse(draft_json(draft))
    except BadRuleError:
        return None


def draft_json(draft: Draft) -> dict[str, Any]:
    """The JSON form: a rule's, where the draft is complete."""
    if isinstance(draft, DraftClause):
        return {draft.kind: dict(draft.values)}
    children = [draft_json(child) for child in draft.children]
    if draft.kind != "at_least":
        return {draft.kind: children}
    return {"at_least": draft.number, "of": children}


def read_draft(value: object) -> Draft:
    """The draft that `draft_json` wrote. Raises BadRuleError for what is none, or too large."""
    draft = _read(value, depth=1)
    if sum(1 for _ in nodes(draft)) > MAX_NODES:
        raise BadRuleError(f"rule: it has more than {MAX_NODES} nodes; split it into two badges.")
    return draft


def nodes(draft: Draft, path: Path = ()) -> Iterator[tuple[Path, Draft]]:
    """Every node with its path, a group before its children."""
    yield path, draft
    if isinstance(draft, DraftGroup):
        for position, child in enumerate(draft.children):
            yield from nodes(child, (*path, position))


def shape_of(version: int, moves: int) -> str:
    """The name of where all nodes stand: as in that version of the rule, or after so many changes
    of it that gave paths another meaning. Paths of one shape lead to the same nodes."""
    return f"{version}.{moves}"


def bounded(value: object) -> object:
    """What may stand in a field of a draft, however wrong: short, and nothing for nothing.

    Raises BadRuleError for what no form sends.
    """
    match value:
        case None | bool():
            return value
        case float() if not math.isfinite(value):
            return None
        case int() | float():
            return max(-LARGEST, min(LARGEST, value))
        case str():
            return value[:MAX_TEXT] or None
        case list() if len(value) <= MOST_LISTED and all(isinstance(each, str) for each in value):
            return [each[:MAX_TEXT] for each in value]
    raise BadRuleError("rule: a field holds what no field can; expected text or a number.")


def _read(value: object, depth: int) -> Draft:
    if depth > MAX_DEPTH:
        raise BadRuleError(f"rule: it is nested more than {MAX_DEPTH} deep; flatten it.")
    match value:
        case {"at_least": number, "of": [*written], **rest} if not rest:
            return DraftGroup("at_least", _children(written, depth), bounded(number))
        case {"all": [*written], **rest} if not rest:
            return DraftGroup("all", _children(written, depth))
        case {"any": [*written], **rest} if not rest:
            return DraftGroup("any", _children(written, depth))
        case dict():
            for kind, values in value.items():
                if len(value) == 1 and kind in LEAVES and isinstance(values, dict):
                    return DraftClause(kind, _values(kind, values))
    raise BadRuleError("rule: this is no draft of a rule; load the page again.")


def _children(written: list[object], depth: int) -> tuple[Draft, ...]:
    return tuple(_read(child, depth + 1) for child in written[: MAX_NODES + 1])


def _values(kind: str, values: Mapping[str, object]) -> dict[str, object]:
    kept = {key: bounded(values[key]) for key in json_keys(LEAVES[kind]) if key in values}
    return {key: value for key, value in kept.items() if value is not None}
