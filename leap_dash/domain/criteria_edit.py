"""Changing the draft of a rule by the path of a node: add, group, move, take out, fill in.

Every function gives the changed draft and where the node is now; the draft that it was given stays,
so that undoing a change is going back to that. Whether the result is complete is not asked here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from leap_dash.domain.criteria import LEAVES, json_keys
from leap_dash.domain.criteria_draft import (
    GROUPS,
    Draft,
    DraftClause,
    DraftGroup,
    Path,
    bounded,
    draft_json,
    read_draft,
)
from leap_dash.domain.errors import BadRuleError, NotFoundError

NUMBER = "at_least"
"""The key of a group's number, as if it were a field."""
NEW_CLAUSE = DraftClause("result", {})
NEW_GROUP = DraftGroup("any", (NEW_CLAUSE,))


@dataclass(frozen=True, slots=True)
class Edited:
    """The changed draft, and the path at which what was changed stands now.

    `same_paths`: every path means the node that it meant before, and that is of the kind it was.
    """

    draft: Draft
    path: Path
    same_paths: bool = False


def node(draft: Draft, path: Path) -> Draft:
    """The node at a path. Raises NotFoundError."""
    found = draft
    for position in path:
        if not isinstance(found, DraftGroup) or not 0 <= position < len(found.children):
            raise NotFoundError("That condition is not there any more: load the page again.")
        found = found.children[position]
    return found


def add(draft: Draft, path: Path, new: Draft = NEW_CLAUSE) -> Edited:
    """Put a new node at the end of the group at that path; beside a clause, both must be met."""
    at = node(draft, path)
    if isinstance(at, DraftClause):
        return _checked(_put(draft, path, DraftGroup("all", (at, new))), (*path, 1))
    grown = replace(at, children=(*at.children, new))
    return _checked(_put(draft, path, grown), (*path, len(at.children)))


def wrap(draft: Draft, path: Path, kind: str = "any") -> Edited:
    """Put a group around the node."""
    group = _with_number(DraftGroup(_group_kind(kind), (node(draft, path),)))
    return _checked(_put(draft, path, group), path)


def move(draft: Draft, path: Path, by: int) -> Edited:
    """Change places with the one before (-1) or after (1) it; at the end nothing changes."""
    parent, position = _parent(draft, path)
    to = position + by
    if abs(by) != 1 or not 0 <= to < len(parent.children):
        return Edited(draft, path)
    children = list(parent.children)
    children[position], children[to] = children[to], children[position]
    moved = replace(parent, children=tuple(children))
    return Edited(_put(draft, path[:-1], moved), (*path[:-1], to))


def neighbour_group(draft: Draft, path: Path) -> Path | None:
    """The group beside the node that `move_in` would put it into: the one before, else after."""
    if not path:
        return None
    parent, position = _parent(draft, path)
    for beside in (position - 1, position + 1):
        if 0 <= beside < len(parent.children) and isinstance(parent.children[beside], DraftGroup):
            return (*path[:-1], beside)
    return None


def move_in(draft: Draft, path: Path) -> Edited:
    """Into the group beside it: at the end of the one before, or the start of the one after."""
    beside = neighbour_group(draft, path)
    if beside is None:
        return Edited(draft, path)
    moving, into = node(draft, path), _group_at(draft, beside)
    before = beside < path
    children = (*into.children, moving) if before else (moving, *into.children)
    without = _without(_put(draft, beside, replace(into, children=children)), path)
    at = len(into.children) if before else 0
    return _checked(without, (*(beside if before else path), at))


def move_out(draft: Draft, path: Path) -> Edited:
    """Out of its group, to stand right after it; a group left empty goes."""
    if len(path) < 2:
        return Edited(draft, path)
    moving, outer = node(draft, path), path[:-1]
    left, _ = _parent(draft, path)
    parent, position = _parent(draft, outer)
    kept = () if len(left.children) == 1 else (node(_without(draft, path), outer),)
    around = parent.children
    children = (*around[:position], *kept, moving, *around[position + 1 :])
    there = (*outer[:-1], position + len(kept))
    return Edited(_put(draft, outer[:-1], replace(parent, children=children)), there)


def remove(draft: Draft, path: Path) -> Edited:
    """Take the node away, with all in it; the path is its group's. Nothing is left of the root."""
    if not path:
        return Edited(DraftGroup("all", ()), ())
    node(draft, path)
    return Edited(_without(draft, path), path[:-1])


def set_field(draft: Draft, path: Path, key: str, value: object) -> Edited:
    """Fill in a field of the clause, or the number of the group; None empties it.

    What must not stand there is kept, for the problem to be told at the field. Raises BadRuleError
    for a field that the node does not have.
    """
    at, given = node(draft, path), bounded(value)
    if isinstance(at, DraftGroup):
        if key != NUMBER or at.kind != "at_least":
            raise BadRuleError(f"rule: a group has no field {key[:40]!r}; load the page again.")
        return Edited(_put(draft, path, replace(at, number=given)), path, same_paths=True)
    if key not in json_keys(LEAVES[at.kind]):
        raise BadRuleError(f"rule: this condition has no field {key[:40]!r}; load the page again.")
    values: Mapping[str, object] = {**at.values, key: given}
    kept = {name: each for name, each in values.items() if each is not None}
    return Edited(_put(draft, path, replace(at, values=kept)), path, same_paths=True)


def change_kind(draft: Draft, path: Path, kind: str) -> Edited:
    """Make another kind of the clause, or of the group; what both kinds have is kept."""
    at = node(draft, path)
    if isinstance(at, DraftGroup):
        return Edited(_put(draft, path, _with_number(replace(at, kind=_group_kind(kind)))), path)
    if kind not in LEAVES:
        raise BadRuleError(f"rule: there is no condition {kind[:40]!r}; load the page again.")
    kept = {key: at.values[key] for key in json_keys(LEAVES[kind]) if key in at.values}
    return Edited(_put(draft, path, DraftClause(kind, kept)), path)


THRESHOLDS = ("min_percent", "min_share", "min_active_weeks", "min_level")


def threshold_key(at: Draft) -> str | None:
    """The field that says how much it takes, of a clause or a group; none where nothing does."""
    if isinstance(at, DraftGroup):
        return NUMBER if at.kind == "at_least" else None
    return next((key for key in json_keys(LEAVES[at.kind]) if key in THRESHOLDS), None)


def set_threshold(draft: Draft, path: Path, value: object) -> Edited:
    """Say how much it takes, in the rule's own unit: a share is one from 0 to 1."""
    key = threshold_key(node(draft, path))
    return Edited(draft, path) if key is None else set_field(draft, path, key, value)


def _parent(draft: Draft, path: Path) -> tuple[DraftGroup, int]:
    """The group in which the node stands, and at which place. The root stands in none."""
    if not path:
        raise NotFoundError("The rule itself cannot be moved.")
    node(draft, path)
    return _group_at(draft, path[:-1]), path[-1]


def _group_at(draft: Draft, path: Path) -> DraftGroup:
    found = node(draft, path)
    if not isinstance(found, DraftGroup):
        raise NotFoundError("That group is not there any more: load the page again.")
    return found


def _put(draft: Draft, path: Path, new: Draft) -> Draft:
    """The draft with another node at that path."""
    if not path:
        return new
    group = _group_at(draft, ())
    children = list(group.children)
    children[path[0]] = _put(children[path[0]], path[1:], new)
    return replace(group, children=tuple(children))


def _without(draft: Draft, path: Path) -> Draft:
    parent, position = _parent(draft, path)
    left = (*parent.children[:position], *parent.children[position + 1 :])
    return _put(draft, path[:-1], replace(parent, children=left))


def _with_number(group: DraftGroup) -> DraftGroup:
    """One that asks for a number has one, and no other."""
    if group.kind != "at_least":
        return replace(group, number=None)
    return group if group.number is not None else replace(group, number=min(2, len(group.children)))


def _group_kind(kind: str) -> str:
    if kind not in GROUPS:
        raise BadRuleError(f"rule: there is no group {kind[:40]!r}; load the page again.")
    return kind


def _checked(draft: Draft, path: Path) -> Edited:
    """What has grown must not grow without end. Raises BadRuleError."""
    read_draft(draft_json(draft))
    return Edited(draft, path)
