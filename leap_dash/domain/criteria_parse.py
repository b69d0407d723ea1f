"""Reading a rule from JSON that somebody wrote: every refusal names the place and the remedy.

Checks the shape only; whether the items, courses and badges exist is asked where it is saved.
"""

import math
import unicodedata
from collections.abc import Callable
from difflib import get_close_matches
from typing import NoReturn, cast

from leap_dash.domain.access import Role
from leap_dash.domain.criteria import (
    LEAVES,
    All,
    AnyOf,
    AtLeast,
    Leaf,
    Rule,
    field_name,
    json_keys,
)
from leap_dash.domain.errors import BadRuleError

MAX_DEPTH = 20
MAX_NODES = 200
MAX_TEXT = 255
MAX_WEEKS = 1000
MAX_LEVEL = 5
FINAL_RESULTS = ("pass", "distinction", "fail", "withdrawn")
APPROVERS = (Role.ADMINISTRATOR, Role.INSTRUCTOR, Role.MODERATOR)
_NODES = ("all", "any", "at_least", *LEAVES)


def parse(value: object) -> Rule:
    """The rule that the decoded JSON stands for.

    Raises BadRuleError whose message starts with the path, such as `rule.all[1].average.course`.
    """
    return _Reader().node(value, "rule", depth=1)


def fits(key: str, value: object) -> bool:
    """Whether a field of a leaf may hold that."""
    try:
        _READERS[key](value, key)
    except BadRuleError:
        return False
    return True


class _Reader:
    """Counts the nodes while it reads: a rule that is too large is refused before it is built."""

    def __init__(self) -> None:
        self._nodes = 0

    def node(self, value: object, path: str, depth: int) -> Rule:
        self._nodes += 1
        if depth > MAX_DEPTH:
            _refuse(path, f"the rule is nested more than {MAX_DEPTH} deep", "flatten it")
        if self._nodes > MAX_NODES:
            _refuse(path, f"the rule has more than {MAX_NODES} nodes", "split it into two badges")
        if not isinstance(value, dict):
            example = '{"average": {"min_percent": 60}}'
            _refuse(path, f"found {_found(value)}", f"expected a node such as {example}")
        key = _node_key(value, path)
        if key in LEAVES:
            return _leaf(LEAVES[key], value[key], f"{path}.{key}")
        return self._group(key, value, path, depth)

    def _group(self, key: str, value: dict[str, object], path: str, depth: int) -> Rule:
        listed = "of" if key == "at_least" else key
        where = f"{path}.{listed}"
        written = value.get(listed)
        if not isinstance(written, list) or not written:
            _refuse(where, f"found {_found(written)}", "expected a list of one or more nodes")
        children = tuple(
            self.node(child, f"{where}[{position}]", depth + 1)
            for position, child in enumerate(written)
        )
        if key == "all":
            return All(children)
        if key == "any":
            return AnyOf(children)
        return AtLeast(_whole(1, len(children))(value[key], f"{path}.at_least"), children)


def _node_key(value: dict[str, object], path: str) -> str:
    names = list(value)
    for name in names:
        if name not in _NODES and not (name == "of" and "at_least" in value):
            _refuse(f"{path}.{name[:40]}", "unknown key", _instead(name, _NODES))
    if set(names) == {"at_least", "of"}:
        return "at_least"
    if "at_least" in value and len(names) == 1:
        _refuse(path, '"at_least" has no children', 'expected {"at_least": n, "of": [..]}')
    if len(names) != 1:
        _refuse(
            path,
            f"found {len(names)} keys" + (f" ({', '.join(sorted(names))})" if names else ""),
            'a node has one key; join several with {"all": [..]}',
        )
    return names[0]


def _leaf(node: type[Leaf], value: object, path: str) -> Leaf:
    keys = json_keys(node)
    if not isinstance(value, dict):
        _refuse(path, f"found {_found(value)}", f"expected an object with {_listed(keys)}")
    for key in value:
        if key not in keys:
            _refuse(f"{path}.{key[:40]}", "unknown key", _instead(key, keys))
    for key, required in keys.items():
        if required and key not in value:
            _refuse(f"{path}.{key}", "is missing", f"expected {_listed(keys)}")
    given = {field_name(key): _READERS[key](value[key], f"{path}.{key}") for key in value}
    return cast("Callable[..., Leaf]", node)(**given)


def _text(value: object, path: str) -> str:
    if not isinstance(value, str) or not value.strip():
        _refuse(path, f"found {_found(value)}", "expected text")
    if len(value) > MAX_TEXT:
        _refuse(path, f"text of {len(value)} characters", f"expected at most {MAX_TEXT}")
    if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in value):
        _refuse(path, "text with control characters", "expected plain text")
    return value


def _number(value: object, path: str, most: int, remedy: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        _refuse(path, f"found {_found(value)}", remedy)
    if not (0 <= value <= most and math.isfinite(value)):
        _refuse(path, f"found {_found(value)}", remedy)
    return float(value)


def _percent(value: object, path: str) -> float:
    return _number(value, path, 100, "expected a number from 0 to 100")


def _share(value: object, path: str) -> float:
    return _number(value, path, 1, "expected a share from 0 to 1 (0.8 means 80 %)")


def _whole(least: int, most: int) -> Callable[[object, str], int]:
    def read(value: object, path: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            remedy = f"expected a whole number from {least} to {most}"
            _refuse(path, f"found {_found(value)}", remedy)
        return value

    return read


def _flag(value: object, path: str) -> bool:
    if not isinstance(value, bool):
        _refuse(path, f"found {_found(value)}", "expected true or false")
    return value


def _final_results(value: object, path: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        _refuse(path, f"found {_found(value)}", f"expected a list of {_listed(FINAL_RESULTS)}")
    for position, result in enumerate(value):
        if result not in FINAL_RESULTS:
            remedy = f"expected one of {_listed(FINAL_RESULTS)}"
            _refuse(f"{path}[{position}]", f"found {_found(result)}", remedy)
    return tuple(result for result in FINAL_RESULTS if result in value)


def _role(value: object, path: str) -> Role:
    if not isinstance(value, str) or value not in APPROVERS:
        _refuse(path, f"found {_found(value)}", f"expected one of {_listed(APPROVERS)}")
    return Role(value)


_READERS: dict[str, Callable[[object, str], object]] = {
    "item": _text,
    "course": _text,
    "category": _text,
    "skill": _text,
    "achievement": _text,
    "min_percent": _percent,
    "min_share": _share,
    "min_active_weeks": _whole(0, MAX_WEEKS),
    "min_level": _whole(0, MAX_LEVEL),
    "on_time": _flag,
    "with": _final_results,
    "by": _role,
}


def _refuse(path: str, wrong: str, remedy: str) -> NoReturn:
    raise BadRuleError(f"{path}: {wrong}; {remedy}.")


def _found(value: object) -> str:
    """What was found, short: a rule may come with anything in it."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case int() | float():
            # Python refuses to print integers of thousands of digits; NaN is no number to compare.
            return f"{value:g}" if abs(value) < 10**15 else "a number out of range"
        case str():
            return f'"{value[:40]}"' if value.strip() else "empty text"
        case list():
            return "a list" if value else "an empty list"
        case _:
            return "an object"


def _listed(names: object) -> str:
    return ", ".join(str(name) for name in cast("tuple[str, ...]", names))


def _instead(name: str, known: object) -> str:
    names = [str(each) for each in cast("tuple[str, ...]", known)]
    close = get_close_matches(name, names, n=1)
    return f'did you mean "{close[0]}"?' if close else f"expected {_listed(names)}"
