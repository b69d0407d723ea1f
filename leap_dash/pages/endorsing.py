"""Endorsing a badge or an issuer: the button, the question who signs and what it says, the deed."""

from functools import partial
from typing import Any

import dash_bootstrap_components as dbc
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.endorsements import Target
from leap_dash.domain.errors import ConflictError
from leap_dash.figures.words import shortened
from leap_dash.pages import toasts
from leap_dash.pages.claims import claimed_id, claimed_target
from leap_dash.pages.dialogs import DialogIds, dialog, register_cancel
from leap_dash.queries.network import network_target, possible_endorsers
from leap_dash.services.endorsements import COMMENT_LENGTH, endorse
from leap_dash.services.issuing import Publisher

TARGET, ENDORSE, ENDORSED = "endorse-target", "endorse", "endorse-done"
WHO, COMMENT = "endorse-who", "endorse-comment"
DIALOG = DialogIds("endorse")


def register(app: Dash, ctx: Context) -> None:
    """The question, and the deed."""
    app.callback(
        Output(DIALOG.window, "is_open"),
        Output(DIALOG.title, "children"),
        Output(WHO, "options"),
        Output(WHO, "value"),
        Output(COMMENT, "value"),
        Output(DIALOG.confirm, "children"),
        Input(ENDORSE, "n_clicks"),
        State(TARGET, "data"),
        prevent_initial_call=True,
    )(partial(ask, ctx))
    app.callback(
        Output(DIALOG.window, "is_open", allow_duplicate=True),
        Output(ENDORSED, "data"),
        Input(DIALOG.confirm, "n_clicks"),
        State(TARGET, "data"),
        State(WHO, "value"),
        State(COMMENT, "value"),
        running=[(Output(DIALOG.confirm, "disabled"), True, False)],
        prevent_initial_call=True,
    )(partial(endorse_it, ctx))
    register_cancel(app, DIALOG)


def button(target: Target) -> Component:
    """The next step, where the viewer may take it."""
    return html.Button(f"Endorse this {target.kind}", id=ENDORSE, className="btn btn-primary")


def question() -> Component:
    """The dialog, closed; and what changes when something was endorsed."""
    body = [
        html.Div([dbc.Label("Who signs", html_for=WHO), dbc.Select(id=WHO)], className="mb-3"),
        dbc.Label("What it says, for everyone to read", html_for=COMMENT),
        dbc.Textarea(id=COMMENT, value="", maxlength=COMMENT_LENGTH, rows=5, required=True),
        html.P(
            "It is signed and gets a public page of its own. It can be withdrawn later, but it "
            "cannot be changed.",
            className="ld-note mt-2",
        ),
    ]
    return html.Div([dialog(DIALOG, body), dcc.Store(id=ENDORSED)])


def ask(ctx: Context, clicks: int | None, claim: str) -> tuple[Any, ...]:
    """Open the dialog with the organisations that may sign. Raises ConflictError without one."""
    if not clicks:
        return (no_update,) * 6
    target = claimed_target(claim)
    with ctx.reading() as (session, scope):
        found = network_target(session, scope, target)
        endorsers = possible_endorsers(session, scope, target)
    if not endorsers:
        raise ConflictError(f"Your organisation endorses “{found.name}” already.")
    options = [{"value": str(each.id), "label": each.label} for each in endorsers]
    title = f"Endorse “{shortened(found.name, 80)}”?"
    return True, title, options, options[0]["value"], "", "Sign the endorsement"


def endorse_it(
    ctx: Context, clicks: int | None, claim: str, who: str | None, comment: str | None
) -> tuple[Any, Any]:
    """Sign and store it; then close the dialog and renew the page."""
    if not clicks:
        return no_update, no_update
    with ctx.writing() as (session, scope):
        made = endorse(
            session,
            scope,
            endorser_id=claimed_id(who),
            target=claimed_target(claim),
            comment=comment or "",
            publisher=Publisher(ctx.keys, ctx.base_url),
            now=ctx.clock(),
        )
    toasts.show("Endorsed", "It is signed, and anyone who looks at the public page can check it.")
    return False, str(made)
