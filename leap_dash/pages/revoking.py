"""Revoking selected awards: the button that says how many, the question for a reason, the deed."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import dash_bootstrap_components as dbc
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.figures.words import count, shortened
from leap_dash.pages import selecting, toasts
from leap_dash.pages.dialogs import DialogIds, dialog, register_cancel
from leap_dash.pages.selecting import BOXES, selected
from leap_dash.queries.awards import award_rows
from leap_dash.records import AwardRow
from leap_dash.services.revocations import REASON_LENGTH, revoke

REVOKE, REVOKED, NAMES, REASON = "awards-revoke", "awards-revoked", "awards-names", "awards-reason"
DIALOG = DialogIds("awards-revoke")
NAMED = 5


def register(app: Dash, ctx: Context) -> None:
    """The button follows the boxes in the browser; the question and the deed are ours."""
    selecting.register(app, REVOKE)
    app.callback(
        Output(DIALOG.window, "is_open"),
        Output(DIALOG.title, "children"),
        Output(NAMES, "children"),
        Output(REASON, "value"),
        Output(DIALOG.confirm, "children"),
        Input(REVOKE, "n_clicks"),
        State(BOXES, "value"),
        State(BOXES, "id"),
        prevent_initial_call=True,
    )(partial(ask, ctx))
    app.callback(
        Output(DIALOG.window, "is_open", allow_duplicate=True),
        Output(REVOKED, "data"),
        Input(DIALOG.confirm, "n_clicks"),
        State(REASON, "value"),
        State(BOXES, "value"),
        State(BOXES, "id"),
        running=[(Output(DIALOG.confirm, "disabled"), True, False)],
        prevent_initial_call=True,
    )(partial(revoke_chosen, ctx))
    register_cancel(app, DIALOG)


def bar() -> Component:
    """The bar with the button, hidden until something is selected."""
    return selecting.bar(html.Button("", id=REVOKE, className="btn btn-outline-danger"))


def question() -> Component:
    """The dialog, closed; and what changes when something was revoked."""
    body = [
        html.Div(id=NAMES),
        dbc.Label("Reason, which everyone who checks the badge will read", html_for=REASON),
        dbc.Textarea(id=REASON, value="", maxlength=REASON_LENGTH, rows=3, required=True),
    ]
    return html.Div([dialog(DIALOG, body, dangerous=True), dcc.Store(id=REVOKED)])


def box(row: AwardRow) -> Component:
    """A box to select this award by."""
    return selecting.box(row.id, f"Select {row.achievement_name} of {row.learner_name}")


def ask(
    ctx: Context, clicks: int | None, chosen: Sequence[bool], boxes: Sequence[dict[str, str]]
) -> tuple[Any, ...]:
    """Open the dialog with the names of those selected."""
    if not clicks:
        return (no_update,) * 5
    ids = selected(chosen, boxes)
    with ctx.reading() as (session, scope):
        found = award_rows(session, scope, now=ctx.clock(), award_ids=ids, size=NAMED)
    words = f"Revoke {count(len(ids), 'badge')}"
    named = [
        html.Li(f"{shortened(row.learner_name, 80)}: {shortened(row.achievement_name, 80)}")
        for row in found.rows
    ]
    more = found.total - len(named)
    rest = [html.Li(f"and {more:,} more")] if more else []
    warning = "They stay on their public pages, marked as revoked. This cannot be taken back."
    return True, f"{words}?", [html.Ul([*named, *rest]), html.P(warning)], "", words


def revoke_chosen(
    ctx: Context,
    clicks: int | None,
    reason: str | None,
    chosen: Sequence[bool],
    boxes: Sequence[dict[str, str]],
) -> tuple[Any, Any]:
    """Revoke them all or, when one cannot be, none; then close the dialog and renew the list."""
    if not clicks:
        return no_update, no_update
    ids = selected(chosen, boxes)
    with ctx.writing() as (session, scope):
        fresh = revoke(session, scope, ids, reason=reason or "", now=ctx.clock())
    done = count(fresh, "badge was revoked", "badges were revoked")
    toasts.show("Revoked", f"{done}: whoever checks it reads why.")
    return False, clicks
