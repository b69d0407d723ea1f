"""What the script rule.js tells of a form's change, read into an edit of the draft.

Like everything from a browser it is a claim: paths, kinds and fields are settled by the domain.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from leap_dash.domain import criteria_edit as edit
from leap_dash.domain.criteria_draft import Draft, Path
from leap_dash.domain.criteria_edit import Edited
from leap_dash.domain.errors import NotFoundError
from leap_dash.pages import rule_words as words
from leap_dash.pages.rule_fields import control_id
from leap_dash.pages.rule_tree import KIND, button_id

LONGEST_PATH = 100
UNDO = "undo"
FIELD = "field"
THRESHOLD = "threshold"
"""Sets the number of a condition from beside the form, in the rule's own unit."""
JSON = "json"
"""Puts another rule into the form, from the field with its JSON."""
UNDO_BUTTON = "rule-undo"
# A change of these changes what else can be filled in or chosen.
REDRAWN = frozenset({KIND, "course"})


@dataclass(frozen=True, slots=True)
class Told:
    """One change: the deed, the node, and of a field its key and what it holds now.

    Of what was done beside the form `value` is the number, or the text.
    `seen` is the shape of the draft that the page showed; `at` is when, and names the answer.
    """

    deed: str
    path: Path
    key: str
    value: object
    seen: str
    at: object

    @property
    def redraws(self) -> bool:
        """Whether the tree has to be drawn anew."""
        return self.deed != FIELD or self.key in REDRAWN


def read_told(data: Mapping[str, object]) -> Told:
    """The change. Raises NotFoundError for what is none."""
    path, seen, value = data.get("path"), data.get("seen"), data.get("value")
    key, at = str(data.get("key") or ""), data.get("at")
    if not isinstance(path, str) or not isinstance(seen, str) or len(path) > LONGEST_PATH:
        raise _unknown()
    if not isinstance(at, int | float):
        raise _unknown()
    return Told(str(data.get("do")), _path(path), key, words.meant(key, value), seen, at)


_DEEDS: Mapping[str, Callable[..., Edited]] = {
    "add": edit.add,
    "add-group": partial(edit.add, new=edit.NEW_GROUP),
    "wrap": edit.wrap,
    "up": partial(edit.move, by=-1),
    "down": partial(edit.move, by=1),
    "in": edit.move_in,
    "out": edit.move_out,
    "remove": edit.remove,
}


def edit_of(told: Told) -> Callable[[Draft], Edited]:
    """The change of the draft. Raises NotFoundError for a deed that there is not."""
    if told.deed == FIELD:
        if told.key == KIND:
            return partial(edit.change_kind, path=told.path, kind=str(told.value))
        return partial(edit.set_field, path=told.path, key=told.key, value=_whole(told))
    if told.deed not in _DEEDS:
        raise _unknown()
    return partial(_DEEDS[told.deed], path=told.path)


def focus_after(told: Told, path: Path) -> list[str]:
    """The ids of what the focus goes to, the first that is there."""
    kind = control_id(path, KIND)
    match told.deed:
        case "field":
            return [control_id(path, told.key)]
        case "up" | "down":
            other = "down" if told.deed == "up" else "up"
            return [button_id(path, told.deed), button_id(path, other), kind]
        case "remove":
            return [button_id(path, "add"), kind]
        case "undo":
            return [UNDO_BUTTON, control_id((), KIND)]
        case _:
            return [kind]


def said_of(told: Told, path: Path) -> str:
    """What is said to those who do not see the tree change; nothing where the focus says it."""
    here = words.place(path)
    match told.deed:
        case "add" | "add-group":
            return f"Added as {here}."
        case "up" | "down" | "in" | "out":
            return f"Moved: it is {here} now."
        case "wrap":
            return f"It stands in the new group {here} now." if path else "A group holds it now."
        case "remove":
            return "Removed."
        case "undo":
            return "The last change is undone."
        case _:
            return ""


def _whole(told: Told) -> object:
    """Levels come from a select, which knows texts only; an empty text is nothing."""
    if told.key == "min_level" and isinstance(told.value, str) and told.value.isdecimal():
        return int(told.value[:9])
    return told.value


def _path(text: str) -> Path:
    steps = text.split(".") if text else []
    if not all(step.isdecimal() and len(step) < 4 for step in steps):
        raise _unknown()
    return tuple(int(step) - 1 for step in steps)


def _unknown() -> NotFoundError:
    return NotFoundError("What was changed is not there any more: load the page again.")
