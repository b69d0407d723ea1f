"""How far the draft of a rule is: what is still open, and what can be done with it."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from leap_dash.domain.criteria_edit import node
from leap_dash.domain.criteria_problems import EMPTY, Problem
from leap_dash.figures.words import count
from leap_dash.pages import rule_words as words
from leap_dash.pages.rule_checked import Checked
from leap_dash.pages.rule_edits import UNDO, UNDO_BUTTON
from leap_dash.pages.rule_fields import control_id
from leap_dash.pages.rule_ids import DISCARD_WISH, PUBLISH_WISH
from leap_dash.pages.rule_tree import button_id
from leap_dash.records import RuleWorkspace


def state(looked: Checked) -> list[Component | None]:
    """Words and buttons."""
    work = looked.work
    if not work.is_draft:
        return [html.P(_unchanged(work)), None if work.is_published else _deeds([_discard(work)])]
    return [
        *_words(looked),
        _deeds(
            [
                _publish(looked),
                _undo() if work.undoable else None,
                _discard(work),
            ]
        ),
    ]


def _unchanged(work: RuleWorkspace) -> str:
    if not work.is_published:
        return (
            "Nobody sees this badge yet. Say what a learner must do for it, and publish it; what "
            "you write is kept as your draft."
        )
    return (
        f"This is version {work.version}, which is in force. Change anything, and it becomes your "
        "draft: only you see it until you publish it."
    )


def _deeds(buttons: list[Component | None]) -> Component:
    return html.Div(buttons, className="ld-rule-deeds")


def _words(looked: Checked) -> list[Component | None]:
    work, open_ = looked.work, looked.problems.values()
    if work.base_version != work.version:
        moved = (
            f"Meanwhile version {work.version} of this rule was published; your draft began from "
            f"version {work.base_version}, so it cannot be published any more. Copy your rule as "
            f"JSON, discard the draft, and make your changes to version {work.version}."
        )
        return [html.P(moved, className="ld-notice is-warn")]
    if work.is_published:
        stays = f"Your draft, kept as you write. Version {work.version} stays in force meanwhile."
    else:
        stays = "Your draft, kept as you write. Nobody sees this badge until you publish it."
    if open_:
        heading = f"{count(len(open_), 'thing')} to do before it can be published:"
        return [
            html.P(stays),
            html.P(heading),
            html.Ul([html.Li(_way_to(work, each)) for each in open_]),
        ]
    if not _changes(looked):
        return [html.P(f"Your draft says what version {work.version} says.")]
    return [html.P(stays), html.P("Nothing is open: it can be published.")]


def _way_to(work: RuleWorkspace, problem: Problem) -> Component:
    """A problem, which leads to its field."""
    where = words.heading(node(work.draft, problem.path), problem.path)
    target = (
        button_id(problem.path, "add")
        if problem.key == EMPTY
        else control_id(problem.path, problem.key)
    )
    leads: dict[str, Any] = {"data-ld-focus": target}
    return html.Button(
        f"{where}: {problem.words}", type="button", className="btn btn-link ld-rule-todo", **leads
    )


def _changes(looked: Checked) -> bool:
    return looked.publishable != looked.work.in_force


def _publish(looked: Checked) -> Component | None:
    work = looked.work
    if looked.problems or work.base_version != work.version or not _changes(looked):
        return None
    label, asks = f"Publish as version {work.newest + 1}", _asks(PUBLISH_WISH)
    return html.Button(label, type="button", className="btn btn-primary", **asks)


def _undo() -> Component:
    told: dict[str, Any] = {"data-ld-do": UNDO, "data-ld-path": ""}
    return html.Button(
        "Undo the last change",
        id=UNDO_BUTTON,
        type="button",
        className="btn btn-outline-secondary",
        **told,
    )


def _discard(work: RuleWorkspace) -> Component:
    label = "Discard the draft" if work.is_published else "Discard this badge"
    asks = _asks(DISCARD_WISH)
    return html.Button(label, type="button", className="btn btn-outline-secondary", **asks)


def _asks(wish: str) -> dict[str, Any]:
    return {"data-ld-ask": wish}
