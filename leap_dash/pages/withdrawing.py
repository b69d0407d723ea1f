"""Withdrawing an endorsement of one's own organisation: the button, the reason, the deed."""

from functools import partial
from typing import Any

import dash_bootstrap_components as dbc
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.domain.errors import ConflictError
from leap_dash.figures.words import shortened
from leap_dash.pages import toasts
from leap_dash.pages.claims import claimed_id, claimed_target
from leap_dash.pages.dialogs import DialogIds, dialog, register_cancel
from leap_dash.pages.endorsing import TARGET
from leap_dash.queries.endorsements import endorsements_of
from leap_dash.queries.network import network_target
from leap_dash.services.endorsements import withdraw
from leap_dash.services.standing import REASON_LENGTH

WITHDRAW, WITHDRAWN = "withdraw", "withdraw-done"
WHICH, REASON = "withdraw-which", "withdraw-reason"
DIALOG = DialogIds("withdraw")


def register(app: Dash, ctx: Context) -> None:
    """The question, and the deed."""
    app.callback(
        Output(DIALOG.window, "is_open"),
        Output(DIALOG.title, "children"),
        Output(WHICH, "options"),
        Output(WHICH, "value"),
        Output(REASON, "value"),
        Output(DIALOG.confirm, "children"),
        Input(WITHDRAW, "n_clicks"),
        State(TARGET, "data"),
        prevent_initial_call=True,
    )(partial(ask, ctx))
    app.callback(
        Output(DIALOG.window, "is_open", allow_duplicate=True),
        Output(WITHDRAWN, "data"),
        Input(DIALOG.confirm, "n_clicks"),
        State(WHICH, "value"),
        State(REASON, "value"),
        running=[(Output(DIALOG.confirm, "disabled"), True, False)],
        prevent_initial_call=True,
    )(partial(withdraw_it, ctx))
    register_cancel(app, DIALOG)


def button() -> Component:
    """For whoever has endorsed it."""
    return html.Button("Withdraw your endorsement", id=WITHDRAW, className="btn btn-outline-danger")


def question() -> Component:
    """The dialog, closed; and what changes when something was withdrawn."""
    body = [
        html.Div(
            [dbc.Label("The endorsement by", html_for=WHICH), dbc.Select(id=WHICH)],
            className="mb-3",
        ),
        dbc.Label("Reason, which everyone who looks at it will read", html_for=REASON),
        dbc.Textarea(id=REASON, value="", maxlength=REASON_LENGTH, rows=3, required=True),
        html.P(
            "It stays on its public page, marked as withdrawn. This cannot be taken back, but you "
            "can endorse again.",
            className="ld-note mt-2",
        ),
    ]
    return html.Div([dialog(DIALOG, body, dangerous=True), dcc.Store(id=WITHDRAWN)])


def ask(ctx: Context, clicks: int | None, claim: str) -> tuple[Any, ...]:
    """Open the dialog with the viewer's own endorsements. Raises ConflictError without one."""
    if not clicks:
        return (no_update,) * 6
    target = claimed_target(claim)
    with ctx.reading() as (session, scope):
        found = network_target(session, scope, target)
        rows = endorsements_of(session, target)
        ours = [row for row in rows if scope.may(Permission.ENDORSE, row.endorser_id)]
    if not ours:
        raise ConflictError(f"Your organisation does not endorse “{found.name}” any more.")
    options = [{"value": str(row.id), "label": row.endorser_name} for row in ours]
    title = f"Withdraw the endorsement of “{shortened(found.name, 80)}”?"
    return True, title, options, options[0]["value"], "", "Withdraw the endorsement"


def withdraw_it(
    ctx: Context, clicks: int | None, which: str | None, reason: str | None
) -> tuple[Any, Any]:
    """Take it back; then close the dialog and renew the page."""
    if not clicks:
        return no_update, no_update
    with ctx.writing() as (session, scope):
        withdraw(session, scope, claimed_id(which), reason=reason or "", now=ctx.clock())
    toasts.show("Withdrawn", "Whoever looks at the endorsement reads why.")
    return False, which
