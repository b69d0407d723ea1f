"""The rule of a badge as a form: conditions in groups, with the sentence that it makes beside it.

Each change is kept at once in a draft of the viewer's own; publishing it is `rule_publishing`.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update, set_props
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.domain.criteria import LEAVES, json_keys
from leap_dash.domain.criteria_draft import DraftClause, Path
from leap_dash.domain.criteria_edit import NUMBER, node, set_threshold
from leap_dash.domain.errors import ConflictError
from leap_dash.domain.narrative import draft_narrative
from leap_dash.pages import parts, rule_json, rule_publishing
from leap_dash.pages.claims import claimed_id
from leap_dash.pages.page import Page
from leap_dash.pages.rule_answer import ANSWER, NOTHING, answer, as_text, draft_data
from leap_dash.pages.rule_checked import Checked, checked
from leap_dash.pages.rule_edits import (
    JSON,
    THRESHOLD,
    UNDO,
    Told,
    edit_of,
    focus_after,
    read_told,
    said_of,
)
from leap_dash.pages.rule_fields import problem_id, problem_kind
from leap_dash.pages.rule_ids import (
    BADGE,
    DRAFT,
    EDIT,
    FOCUS,
    PREVIEW,
    SAID,
    SENTENCE,
    STATE,
    TREE,
    TURN,
)
from leap_dash.pages.rule_state import state
from leap_dash.pages.rule_tree import tree
from leap_dash.queries.rule_drafts import rule_workspace
from leap_dash.services.rule_drafts import change_draft, undo_change

FIGURE_BEHIND = (
    "The figure shows another rule than the form does, so nothing was changed. Fill in what is "
    "still open in the form, or load the page again if nothing is; then drag the line once more."
)


def register(app: Dash, ctx: Context) -> Page:
    """Put the page into the app."""
    app.callback(
        *ANSWER,
        Output(TURN, "data"),
        Input(EDIT, "data"),
        State(BADGE, "data"),
        running=[(Output(TURN, "data"), "asked", "ended")],
        prevent_initial_call=True,
    )(partial(edit, ctx))
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("leap", "next_in_rule"),
        Output(TURN, "data", allow_duplicate=True),
        Input(TURN, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("leap", "focus_in_rule"),
        Output(FOCUS, "data", allow_duplicate=True),
        Input(FOCUS, "data"),
        prevent_initial_call=True,
    )
    rule_publishing.register(app, ctx)
    return Page(
        paths=("/app/badges/<uuid:achievement_id>/rule",),
        title="Rule",
        permissions=frozenset({Permission.DEFINE}),
        layout=partial(layout, ctx),
    )


def layout(ctx: Context, *, achievement_id: UUID) -> Component:
    """The form on one side; what it says, and how far it is, on the other."""
    with ctx.reading() as (session, scope):
        work = rule_workspace(session, scope, achievement_id)
    looked = checked(work)
    badge = f"/app/badges/{work.badge_id}" if work.is_published else None
    return html.Div(
        [
            dcc.Store(id=BADGE, data=str(work.badge_id)),
            dcc.Store(id=DRAFT, data=draft_data(looked)),
            dcc.Store(id=EDIT),
            dcc.Store(id=TURN),
            dcc.Store(id=FOCUS),
            parts.breadcrumb(("Badges", "/app/badges"), (work.badge_name, badge), ("Rule", None)),
            html.H1(f"The rule of “{work.badge_name}”"),
            html.Div(id=SAID, role="status", className="visually-hidden"),
            html.Div([_form(looked), _beside(looked)], className="ld-rule-page"),
            rule_publishing.questions(),
        ]
    )


def edit(ctx: Context, data: Mapping[str, object] | None, badge: str) -> tuple[Any, ...]:
    """Change the draft as told, in the form or beside it, and answer that it was."""
    if not data:
        return (*NOTHING, no_update)
    told = read_told(data)
    beside = {THRESHOLD: set_one, JSON: rule_json.use}
    answered = beside.get(told.deed, change)(ctx, told, claimed_id(badge))
    return (*answered, {"at": told.at, "redraws": answered[0] is not no_update})


def change(ctx: Context, told: Told, badge_id: UUID) -> tuple[Any, ...]:
    """What was done in the form; draws anew what it has touched."""
    path, now = told.path, ctx.clock()
    with ctx.writing() as (session, scope):
        if told.deed == UNDO:
            undo_change(session, scope, badge_id, now=now)
        else:
            deed = edit_of(told)
            path = change_draft(session, scope, badge_id, deed, seen=told.seen, now=now).path
        work = rule_workspace(session, scope, badge_id)
    looked = checked(work)
    if not told.redraws:
        _tell_problems(looked, path)
    return answer(
        looked,
        drawn=told.at,
        redraw=told.redraws,
        focus=focus_after(told, path),
        said=said_of(told, path),
    )


def set_one(ctx: Context, told: Told, badge_id: UUID) -> tuple[Any, ...]:
    """Set the threshold of one condition, as the figure beside the form has it.

    The figure shows the rule as it last was complete, where paths may lead elsewhere.
    """
    deed = partial(set_threshold, path=told.path, value=told.value)
    with ctx.writing() as (session, scope):
        try:
            change_draft(session, scope, badge_id, deed, seen=told.seen, now=ctx.clock())
        except ConflictError:
            raise ConflictError(FIGURE_BEHIND) from None
        work = rule_workspace(session, scope, badge_id)
    return answer(checked(work), drawn=told.at)


def _tell_problems(looked: Checked, path: Path) -> None:
    """Say at each field of the node what is wrong with it, or nothing any more."""
    at = node(looked.work.draft, path)
    keys = json_keys(LEAVES[at.kind]) if isinstance(at, DraftClause) else [NUMBER]
    for key in keys:
        problem = looked.problems.get((path, key))
        said = {"children": problem.words if problem else "", "className": problem_kind(problem)}
        set_props(problem_id(path, key), said)


def _form(looked: Checked) -> Component:
    return html.Section(
        [
            html.H2("What a learner must do", className="visually-hidden"),
            html.Div(tree(looked), id=TREE),
            rule_json.box(as_text(looked)),
        ]
    )


def _beside(looked: Checked) -> Component:
    work = looked.work
    words = draft_narrative(work.draft, work.known.names)
    return html.Div(
        [
            parts.panel("What it says", html.P(words, id=SENTENCE)),
            parts.panel("Draft and publishing", html.Div(state(looked), id=STATE)),
            html.Div(id=PREVIEW),
        ],
        className="ld-rule-beside",
    )
