"""The same rule as JSON, both ways, for those who would rather write it."""

from functools import partial
from typing import Any

import dash_bootstrap_components as dbc
from dash import Dash, Input, State, html
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.criteria_text import MOST_SIGNS, read
from leap_dash.domain.errors import BadInputError
from leap_dash.pages import parts
from leap_dash.pages.claims import claimed_id
from leap_dash.pages.rule_answer import ANSWER, BADGE, ERROR, NOTHING, TEXT, answer
from leap_dash.pages.rule_checked import checked
from leap_dash.queries.rule_drafts import rule_workspace
from leap_dash.services.rule_drafts import replace_draft

USE = "rule-json-use"


def register(app: Dash, ctx: Context) -> None:
    """Let what was written there become the draft."""
    app.callback(
        *ANSWER,
        Input(USE, "n_clicks"),
        State(TEXT, "value"),
        State(BADGE, "data"),
        prevent_initial_call=True,
    )(partial(use, ctx))


def box(text: str) -> Component:
    """The text, folded away."""
    return parts.toggle(
        "The rule as JSON",
        html.Div(
            [
                dbc.Label("Copy it, or write another and use that", html_for=TEXT),
                dbc.Textarea(
                    id=TEXT, value=text, rows=12, maxlength=MOST_SIGNS, className="ld-rule-json"
                ),
                html.Div("", id=ERROR, className="ld-field-error", role="alert"),
                html.Button(
                    "Use this JSON",
                    id=USE,
                    type="button",
                    className="btn btn-outline-secondary btn-sm mt-2",
                ),
            ]
        ),
    )


def use(ctx: Context, clicks: int | None, text: str | None, badge: str) -> tuple[Any, ...]:
    """Put it into the draft; or say where it is wrong and what would be right, and keep it."""
    if not clicks:
        return NOTHING
    badge_id = claimed_id(badge)
    try:
        with ctx.writing() as (session, scope):
            replace_draft(session, scope, badge_id, read(text or ""), now=ctx.clock())
            work = rule_workspace(session, scope, badge_id)
    except BadInputError as error:
        return (*NOTHING[:-1], str(error))
    return answer(checked(work), said="The form shows the rule from the JSON now.")
