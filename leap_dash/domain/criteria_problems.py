"""What is still open or wrong in the draft of a rule, each at its field, with what would be right.

A draft without a problem is a rule that can be published; `criteria_parse` has the last word.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from leap_dash.domain.access import APPROVING
from leap_dash.domain.criteria import LEAVES, json_keys
from leap_dash.domain.criteria_draft import Draft, DraftClause, DraftGroup, Path, nodes
from leap_dash.domain.criteria_edit import NUMBER
from leap_dash.domain.criteria_parse import fits
from leap_dash.domain.known_names import KnownNames
from leap_dash.domain.pathways import way_back

EMPTY = "empty"
"""The key of the problem that a group has nothing in it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend at a field (a key of the language) of the node at `path`.

    `is_open`: it has not been filled in yet, which is no mistake.
    """

    path: Path
    key: str
    words: str
    is_open: bool = False


_OPEN = {
    "item": "Choose a piece of work.",
    "min_percent": "Say how many percent, from 0 to 100.",
    "min_share": "Say how many percent, from 0 to 100.",
    "min_active_weeks": "Say how many weeks.",
    "skill": "Choose a skill.",
    "min_level": "Choose a level.",
    "achievement": "Choose a badge.",
    "by": "Choose who approves.",
}
_WRONG = {
    "min_percent": "{shown} is not possible: write a number from 0 to 100.",
    "min_share": "{shown} is not possible: write a number from 0 to 100.",
    "min_active_weeks": "{shown} is not possible: write a whole number from 0 to 1000.",
    "min_level": "{shown} is not possible: choose a level from 1 to 5.",
    "with": "Choose one or more results.",
}
_ANYTHING_ELSE = "This cannot stand here: choose or write it anew."


def problems(draft: Draft, known: KnownNames, slug: str) -> tuple[Problem, ...]:
    """Every problem of the rule for the badge `slug`, in the order of the tree."""
    return tuple(
        Problem(path, key, words, is_open)
        for path, at in nodes(draft)
        for key, words, is_open in (
            _of_group(at, path) if isinstance(at, DraftGroup) else _of_clause(at, known, slug)
        )
    )


def _of_group(group: DraftGroup, path: Path) -> Iterator[tuple[str, str, bool]]:
    many = len(group.children)
    if not many:
        words = "This group is empty: add a condition to it, or remove it."
        yield EMPTY, words if path else "It has no condition yet: add one.", True
    elif group.kind == "at_least":
        number = group.number
        whole = isinstance(number, int) and not isinstance(number, bool)
        if number is None:
            yield NUMBER, f"Say how many, from 1 to {many}.", True
        elif not whole or not 1 <= float(str(number)) <= many:
            there = "is 1 condition" if many == 1 else f"are {many} conditions"
            words = f"{_shown(number)} is not possible: there {there} here, so write 1"
            yield NUMBER, f"{words}." if many == 1 else f"{words} to {many}.", False


def _of_clause(
    clause: DraftClause, known: KnownNames, slug: str
) -> Iterator[tuple[str, str, bool]]:
    for key, required in json_keys(LEAVES[clause.kind]).items():
        value = clause.values.get(key)
        if value is None:
            if required:
                yield key, _OPEN[key], True
        elif not fits(key, value):
            shown = _shown(value, 100 if key == "min_share" else 1)
            yield key, _WRONG.get(key, _ANYTHING_ELSE).format(shown=shown), False
        else:
            gone = _gone(key, str(value), clause.values, known, slug)
            if gone:
                yield key, gone, False


def _gone(
    key: str, value: str, values: Mapping[str, object], known: KnownNames, slug: str
) -> str | None:
    """What is said of a name that stands for nothing, or for what would lead in a circle."""
    match key:
        case "course" if value not in known.courses:
            return f"There is no course “{value}” in this programme: choose another."
        case "category" if value not in known.categories:
            return f"There is no work of the kind “{value}”: choose another."
        case "item":
            course = values.get("course")
            of = known.items_of(None if course is None else str(course))
            if not any(item.key == value for item in of):
                where = "" if course is None else " in this course"
                return f"There is no piece of work “{value}”{where}: choose another."
        case "by" if value not in APPROVING:
            return f"There is no approval by “{value}”: choose who approves awards."
        case "achievement":
            return _no_badge(value, known, slug)
    return None


def _no_badge(value: str, known: KnownNames, slug: str) -> str | None:
    if value == slug:
        return "A badge cannot ask for itself: choose another."
    if value not in known.badges:
        return f"There is no badge “{value}” any more: choose another."
    way = way_back(value, slug, known.needs)
    if way is None:
        return None
    names = [known.badges[each].name if each in known.badges else each for each in (slug, *way)]
    return (
        "Nobody could ever earn it, for these badges ask for one another: "
        f"{' → '.join(names)}. Choose another."
    )


def _shown(value: object, times: int = 1) -> str:
    """A value as its field shows it."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{round(value * times, 6):g}" if abs(value) < 10**6 else "So large a number"
    return f"“{value}”" if isinstance(value, str) else "That"
