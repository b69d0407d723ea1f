"""The fields of one condition: selects of what exists, numbers, and the problem below each.

The script rule.js tells of a change by the attributes around a control; see pages/rule_edits.py.
"""

from collections.abc import Iterable
from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from leap_dash.domain.criteria import COMPLETED, LEAVES, json_keys
from leap_dash.domain.criteria_draft import DraftClause, Path
from leap_dash.domain.criteria_parse import FINAL_RESULTS, MAX_WEEKS
from leap_dash.domain.criteria_problems import Problem
from leap_dash.domain.known_names import KnownNames
from leap_dash.domain.skills import LEVELS, skill_name
from leap_dash.figures.words import shortened
from leap_dash.pages import rule_words as words
from leap_dash.pages.rule_checked import Problems

MOST_OPTIONS = 500
CHOOSE = "Choose ..."
NUMBERS = {
    "min_percent": (100, False),
    "min_share": (100, False),
    "min_active_weeks": (MAX_WEEKS, True),
}
"""The most that may be written, and whether it is a whole number."""
Option = tuple[str, str]


def control_id(path: Path, key: str) -> str:
    """The id of a field's control."""
    return "-".join(("rule", *map(str, path), key.replace("_", "-")))


def problem_id(path: Path, key: str) -> str:
    """The id of what is said below it."""
    return f"{control_id(path, key)}-problem"


def fields(
    clause: DraftClause, path: Path, known: KnownNames, slug: str, problems: Problems
) -> list[Component]:
    """Every field of the condition, the course first, for the pieces of work hang on it."""
    keys = sorted(json_keys(LEAVES[clause.kind]), key=_order)
    return [
        field(path, key, _control(clause, path, key, known, slug), problems.get((path, key)))
        for key in keys
    ]


def field(path: Path, key: str, control: Component, problem: Problem | None) -> Component:
    """A control with its name and its problem; a change of it is told by the attributes."""
    told: dict[str, Any] = {"data-ld-path": words.place(path), "data-ld-key": key}
    label = (
        html.Span(words.FIELDS[key], className="form-label", id=f"{control_id(path, key)}-label")
        if key == "with"
        else dbc.Label(words.FIELDS[key], html_for=control_id(path, key))
    )
    return html.Div(
        [
            None if key == "on_time" else label,
            control,
            html.Div(
                problem.words if problem else "",
                id=problem_id(path, key),
                className=problem_kind(problem),
                role="status",
            ),
        ],
        className=f"ld-rule-field is-{key.replace('_', '-')}",
        **told,
    )


def problem_kind(problem: Problem | None) -> str:
    """What is merely open yet is said quietly."""
    return "ld-field-open" if problem is not None and problem.is_open else "ld-field-error"


def number(path: Path, key: str, value: object, *, most: int, whole: bool) -> Component:
    """A number that is written."""
    control: Component = dbc.Input(
        id=control_id(path, key),
        type="number",
        min=0,
        max=most,
        step=1 if whole else "any",
        value=words.shown(key, value),
        autocomplete="off",
    )
    return control


def _control(clause: DraftClause, path: Path, key: str, known: KnownNames, slug: str) -> Component:
    value = clause.values.get(key)
    if key in NUMBERS:
        most, whole = NUMBERS[key]
        return number(path, key, value, most=most, whole=whole)
    match key:
        case "on_time":
            return _box(path, key, ticked=value is True)
        case "with":
            return _results(path, value)
        case _:
            options = _options(clause, key, known, slug)
            return select(path, key, options, None if value is None else str(value))


def _box(path: Path, key: str, *, ticked: bool) -> Component:
    box: Component = dbc.Checkbox(id=control_id(path, key), value=ticked, label=words.FIELDS[key])
    return box


def select(path: Path, key: str, options: Iterable[Option], value: str | None) -> Component:
    """One of several; what is chosen and not there any more stands among them all the same."""
    listed = [{"value": each, "label": shortened(label, 90)} for each, label in options]
    if value is not None and all(each["value"] != value for each in listed):
        listed.append({"value": value, "label": f"{shortened(value, 60)} (not there)"})
    chosen: Component = dbc.Select(
        id=control_id(path, key), options=listed, value=value or words.NOTHING
    )
    return chosen


def _results(path: Path, value: object) -> Component:
    chosen: list[Any] = (
        list(COMPLETED) if value is None else value if isinstance(value, list) else []
    )
    boxes: Component = dbc.Checklist(
        id=control_id(path, "with"),
        options=[{"value": each, "label": each.capitalize()} for each in FINAL_RESULTS],
        value=chosen,
        inline=True,
    )
    named: dict[str, Any] = {"aria-labelledby": f"{control_id(path, 'with')}-label"}
    return html.Div(boxes, role="group", **named)


def _options(clause: DraftClause, key: str, known: KnownNames, slug: str) -> list[Option]:
    """What can be chosen; the first stands for nothing chosen."""
    first, offered = CHOOSE, list[Option]()
    match key:
        case "course":
            first = words.EVERY_COURSE.get(clause.kind, words.ALL_COURSES)
            offered = list(known.courses.items())
        case "category":
            first = words.ALL_WORK
            offered = [(each, each.capitalize()) for each in sorted(known.categories)]
        case "item":
            offered = _items(clause, known)
        case "skill":
            offered = [(each, skill_name(each)) for each in sorted(known.skills, key=skill_name)]
        case "min_level":
            offered = [(str(at), f"{at}, {name}") for at, name in LEVELS.items()]
        case "achievement":
            offered = [(each, badge.name) for each, badge in known.badges.items() if each != slug]
        case "by":
            offered = [(role.value, name) for role, name in words.APPROVERS.items()]
    return [(words.NOTHING, first), *offered]


def _items(clause: DraftClause, known: KnownNames) -> list[Option]:
    """The pieces of work of the chosen course; of all of them, each with its course."""
    course = clause.values.get("course")
    if course is not None:
        return _most([(item.key, item.name) for item in known.items_of(str(course))], clause)
    of: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for item in known.items:
        of.setdefault(item.key, []).append(known.courses.get(item.course, item.course))
        names.setdefault(item.key, item.name)
    return _most([(key, f"{names[key]}, {', '.join(of[key][:2])}") for key in of], clause)


def _most(items: list[Option], clause: DraftClause) -> list[Option]:
    """As many as a select can show; what is chosen is among them wherever it stands."""
    chosen = clause.values.get("item")
    return items[:MOST_OPTIONS] + [each for each in items[MOST_OPTIONS:] if each[0] == chosen]


def _order(key: str) -> int:
    order = ("course", "category", "item", "skill", "achievement", "by", "with")
    return order.index(key) if key in order else len(order) + (key == "on_time")
