"""The tree of a rule as nested groups of fields, with a button for each way to change its shape."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from leap_dash.domain.criteria_draft import Draft, DraftClause, DraftGroup, Path
from leap_dash.domain.criteria_edit import NUMBER, neighbour_group
from leap_dash.domain.criteria_problems import EMPTY
from leap_dash.pages import parts
from leap_dash.pages import rule_words as words
from leap_dash.pages.rule_checked import Checked
from leap_dash.pages.rule_fields import (
    control_id,
    field,
    fields,
    number,
    problem_kind,
    select,
)

KIND = "kind"
"""The key of the select that says what a condition or a group is, as if it were a field."""


def tree(looked: Checked, drawn: object = 0) -> Component:
    """The whole rule; `drawn` tells the script that this is the answer to what it asked for."""
    work = looked.work
    marks: dict[str, Any] = {"data-ld-drawn": str(drawn), "data-ld-shape": work.shape}
    return html.Div(_Tree(looked).node(work.draft, ()), className="ld-rule", **marks)


def button_id(path: Path, deed: str) -> str:
    """The id of the button that does that to the node."""
    return "-".join(("rule-do", *map(str, path), deed))


class _Tree:
    """What every node needs: the draft around it, what exists, and all problems."""

    def __init__(self, looked: Checked) -> None:
        self._work, self._found = looked.work, looked.problems

    def node(self, at: Draft, path: Path, siblings: int = 1) -> Component:
        """The node with all in it; `siblings` are the children of its group, itself one of them."""
        buttons = self._buttons(path, siblings) if path else []
        if isinstance(at, DraftClause):
            return self._clause(at, path, buttons)
        return self._group(at, path, buttons)

    def _clause(self, clause: DraftClause, path: Path, buttons: list[Component]) -> Component:
        return html.Fieldset(
            [
                *_head(clause, path, buttons),
                html.Div(
                    [
                        _kind_field(path, "What it takes", words.KINDS, clause.kind),
                        *fields(clause, path, self._work.known, self._work.slug, self._found),
                    ],
                    className="ld-rule-fields",
                ),
                None if path else html.Div(_adding(path), className="ld-rule-adding"),
            ],
            className="ld-rule-clause",
        )

    def _group(self, group: DraftGroup, path: Path, buttons: list[Component]) -> Component:
        kinds = _kind_field(path, "A learner must meet", words.GROUPS, group.kind)
        asked = [kinds]
        if group.kind == "at_least":
            many = max(1, len(group.children))
            control = number(path, NUMBER, group.number, most=many, whole=True)
            asked.append(field(path, NUMBER, control, self._found.get((path, NUMBER))))
        empty = self._found.get((path, EMPTY))
        children = [
            html.Li(self.node(child, (*path, position), len(group.children)))
            for position, child in enumerate(group.children)
        ]
        return html.Fieldset(
            [
                *_head(group, path, buttons),
                html.Div(asked, className="ld-rule-fields"),
                html.Ol(children, className="ld-rule-children") if children else None,
                html.P(empty.words, className=problem_kind(empty)) if empty else None,
                html.Div(_adding(path), className="ld-rule-adding"),
            ],
            className="ld-rule-group",
        )

    def _buttons(self, path: Path, siblings: int) -> list[Component]:
        """What can be done to the node where it stands."""
        beside = neighbour_group(self._work.draft, path)
        offered = [
            ("up", "arrow-up", "Move up", path[-1] > 0),
            ("down", "arrow-down", "Move down", path[-1] < siblings - 1),
            ("in", "box-arrow-in-right", _into(beside), beside is not None),
            ("out", "box-arrow-left", "Move out of its group", len(path) > 1),
            ("wrap", "collection", "Put into a new group", True),
            ("remove", "trash", "Remove", True),
        ]
        return [
            _icon_button(path, deed, icon, label)
            for deed, icon, label, possible in offered
            if possible
        ]


def _into(beside: Path | None) -> str:
    return "" if beside is None else f"Move into group {words.place(beside)}"


def _head(at: Draft, path: Path, buttons: list[Component]) -> list[Component]:
    """The legend, which names all fields below it, and the buttons."""
    return [
        html.Legend(words.heading(at, path)),
        html.Div(buttons, className="ld-rule-buttons"),
    ]


def _kind_field(path: Path, label: str, kinds: dict[str, str], chosen: str) -> Component:
    told: dict[str, Any] = {"data-ld-path": words.place(path), "data-ld-key": KIND}
    control = select(path, KIND, kinds.items(), chosen)
    return html.Div(
        [html.Label(label, htmlFor=control_id(path, KIND), className="form-label"), control],
        className="ld-rule-field is-kind",
        **told,
    )


def _adding(path: Path) -> list[Component]:
    where = f" to group {words.place(path)}" if path else ""
    return [
        _word_button(path, "add", "plus-lg", "Add a condition", where),
        _word_button(path, "add-group", "collection", "Add a group", where),
    ]


def _word_button(path: Path, deed: str, icon: str, label: str, about: str) -> Component:
    return html.Button(
        [_icon(icon), f" {label}", html.Span(about, className="visually-hidden")],
        id=button_id(path, deed),
        type="button",
        className="btn btn-sm btn-outline-secondary",
        **_told(path, deed),
    )


def _icon_button(path: Path, deed: str, icon: str, label: str) -> Component:
    return html.Button(
        [_icon(icon), html.Span(f"{label}: {words.place(path)}", className="visually-hidden")],
        id=button_id(path, deed),
        type="button",
        title=label,
        className="btn btn-sm btn-link",
        **_told(path, deed),
    )


def _icon(name: str) -> Component:
    return html.I(className=f"bi bi-{name}", **parts.aria(hidden="true"))


def _told(path: Path, deed: str) -> dict[str, Any]:
    return {"data-ld-path": words.place(path), "data-ld-do": deed}
