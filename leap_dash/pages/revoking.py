"""Revoking chosen awards: the boxes, the button that says how many, the question for a reason."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import dash_bootstrap_components as dbc
from dash import ALL, Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.figures.words import count
from leap_dash.pages import toasts
from leap_dash.pages.claims import claimed_id
from leap_dash.pages.dialogs import DialogIds, dialog, register_cancel
from leap_dash.queries.awards import award_rows
from leap_dash.records import AwardRow
from leap_dash.services.revocations import REASON_LENGTH, revoke

CHOSEN = "award-chosen"
REVOKE, REVOKED, NAMES, REASON = "awards-revoke", "awards-revoked", "awards-names", "awards-reason"
DIALOG = DialogIds("awards-revoke")
NAMED = 5
BOXES = {"type": CHOSEN, "award": ALL}


def register(app: Dash, ctx: Context) -> None:
    """The button follows the boxes in the browser; the question and the deed are ours."""
    app.clientside_callback(  # type: ignore[no-untyped-call]
        """function (chosen) {
            const many = chosen.filter(Boolean).length;
            return [many === 1 ? "Revoke 1 badge" : `Revoke ${many} badges`, many === 0];
        }""",
        Output(REVOKE, "children"),
        Output(REVOKE, "hidden"),
        Input(BOXES, "value"),
    )
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


def button() -> Component:
    """The button, hidden until something is chosen."""
    return html.Button("", id=REVOKE, hidden=True, className="btn btn-outline-danger")


def question() -> Component:
    """The dialog, closed; and what changes when something was revoked."""
    body = [
        html.Div(id=NAMES),
        dbc.Label("Reason, which everyone who checks the badge will read", html_for=REASON),
        dbc.Textarea(id=REASON, value="", maxlength=REASON_LENGTH, rows=3, required=True),
    ]
    return html.Div([dialog(DIALOG, body, dangerous=True), dcc.Store(id=REVOKED)])


def box(row: AwardRow) -> Component:
    """A box to choose this award by."""
    words = f"Choose {row.achievement_name} of {row.learner_name}"
    tick: Component = dbc.Checkbox(
        id={"type": CHOSEN, "award": str(row.id)},
        value=False,
        label=html.Span(words, className="visually-hidden"),
        class_name="mb-0",
    )
    return tick


def ask(
    ctx: Context, clicks: int | None, chosen: Sequence[bool], boxes: Sequence[dict[str, str]]
) -> tuple[Any, ...]:
    """Open the dialog with the names of those chosen."""
    if not clicks:
        return (no_update,) * 5
    ids = _chosen(chosen, boxes)
    with ctx.reading() as (session, scope):
        found = award_rows(session, scope, now=ctx.clock(), award_ids=ids, size=NAMED)
    words = f"Revoke {count(len(ids), 'badge')}"
    named = [html.Li(f"{row.learner_name}: {row.achievement_name}") for row in found.rows]
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
    ids = _chosen(chosen, boxes)
    with ctx.writing() as (session, scope):
        fresh = revoke(session, scope, ids, reason=reason or "", now=ctx.clock())
    done = count(fresh, "badge was revoked", "badges were revoked")
    toasts.show("Revoked", f"{done}: whoever checks it reads why.")
    return False, clicks


def _chosen(chosen: Sequence[bool], boxes: Sequence[dict[str, str]]) -> list[Any]:
    return [
        claimed_id(box["award"]) for is_chosen, box in zip(chosen, boxes, strict=True) if is_chosen
    ]
