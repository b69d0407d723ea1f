"""What can be done with a bulk award on its page: pause, resume, undo the whole with a reason."""

from collections.abc import Callable
from functools import partial
from typing import Any

import dash_bootstrap_components as dbc
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import AUTOMATIC, Permission, Scope
from leap_dash.domain.awards import BatchState
from leap_dash.figures.words import count, shortened
from leap_dash.pages import toasts
from leap_dash.pages.claims import claimed_id
from leap_dash.pages.dialogs import DialogIds, dialog, register_cancel
from leap_dash.queries.batches import batch
from leap_dash.records import BatchRow
from leap_dash.services.batch_control import UNDOABLE, call_off, pause, resume, undo
from leap_dash.services.standing import REASON_LENGTH

BATCH = "batch-id"
PAUSE, RESUME, UNDO, REASON = "batch-pause", "batch-resume", "batch-undo", "batch-undo-reason"
CALL_OFF = "batch-call-off"
ASKED = "batch-undo-asked"
CHANGED = "batch-changed"
"""The store that changes when something was done: `data`."""
DIALOG = DialogIds("batch-undo")
HIDDEN = tuple(Output(each, "hidden") for each in (PAUSE, RESUME, CALL_OFF, UNDO))
"""What `hidden` fills."""


def register(app: Dash, ctx: Context) -> None:
    """The deeds, and the question before the one that cannot be taken back."""
    for button, service in ((PAUSE, pause), (RESUME, resume), (CALL_OFF, call_off)):
        app.callback(
            Output(CHANGED, "data", allow_duplicate=True),
            Input(button, "n_clicks"),
            State(BATCH, "data"),
            prevent_initial_call=True,
        )(partial(change, ctx, service))
    app.callback(
        Output(DIALOG.window, "is_open"),
        Output(DIALOG.title, "children"),
        Output(ASKED, "children"),
        Output(REASON, "value"),
        Output(DIALOG.confirm, "children"),
        Input(UNDO, "n_clicks"),
        State(BATCH, "data"),
        prevent_initial_call=True,
    )(partial(ask, ctx))
    app.callback(
        Output(DIALOG.window, "is_open", allow_duplicate=True),
        Output(CHANGED, "data", allow_duplicate=True),
        Input(DIALOG.confirm, "n_clicks"),
        State(REASON, "value"),
        State(BATCH, "data"),
        running=[(Output(DIALOG.confirm, "disabled"), True, False)],
        prevent_initial_call=True,
    )(partial(take_back, ctx))
    register_cancel(app, DIALOG)


def buttons() -> Component:
    """All of them, hidden until `hidden` says which can be pressed."""
    kinds = (
        (PAUSE, "Pause", "outline-secondary"),
        (RESUME, "Resume", "primary"),
        (CALL_OFF, "Call it off", "outline-danger"),
        (UNDO, "Undo this bulk award", "outline-danger"),
    )
    return html.Div(
        [
            html.Button(
                words, id=each, type="button", className=f"btn btn-{kind} me-2", hidden=True
            )
            for each, words, kind in kinds
        ],
        className="mb-4",
    )


def question() -> Component:
    """The dialog, closed; and what changes when something was done."""
    body = [
        html.Div(id=ASKED),
        dbc.Label("Reason, which everyone who checks one of the badges will read", html_for=REASON),
        dbc.Textarea(id=REASON, value="", maxlength=REASON_LENGTH, rows=3, required=True),
    ]
    return html.Div([dialog(DIALOG, body, dangerous=True), dcc.Store(id=CHANGED)])


def hidden(scope: Scope, row: BatchRow) -> tuple[bool, bool, bool, bool]:
    """Whether Pause, Resume, Call off and Undo are hidden from this viewer."""
    may_award = scope.may(Permission.AWARD, row.org_id)
    may_revoke = scope.may(Permission.REVOKE, row.org_id)
    can_resume = row.state in (BatchState.PAUSED, BatchState.STOPPED)
    return (
        not (may_award and row.state is BatchState.RUNNING),
        not (may_award and can_resume),
        not (may_award and row.state is BatchState.SCHEDULED),
        not (may_revoke and row.state in UNDOABLE and row.total),
    )


def change(ctx: Context, service: Callable[..., None], clicks: int | None, batch_id: str) -> object:
    """Pause it, resume it or call it off."""
    if not clicks:
        return no_update
    with ctx.writing() as (session, scope):
        service(session, scope, claimed_id(batch_id), now=ctx.clock())
    ctx.jobs.wake()
    return f"{service.__name__} {clicks}"


def ask(ctx: Context, clicks: int | None, batch_id: str) -> tuple[Any, ...]:
    """Open the dialog with what would be undone."""
    if not clicks:
        return (no_update,) * 5
    with ctx.reading() as (session, scope):
        row = batch(session, scope, claimed_id(batch_id))
        scope.require(Permission.REVOKE, row.org_id)
    badges = count(row.issued, "badge")
    known = row.issued and row.state is not BatchState.RUNNING
    title = f"Undo the bulk award of “{shortened(row.achievement_name, 80)}”?"
    return True, title, _question(row), "", f"Revoke {badges}" if known else "Undo it"


def take_back(
    ctx: Context, clicks: int | None, reason: str | None, batch_id: str
) -> tuple[Any, Any]:
    """Have the whole of it taken back; the page follows the worker."""
    if not clicks:
        return no_update, no_update
    with ctx.writing() as (session, scope):
        undo(session, scope, claimed_id(batch_id), reason=reason or "", now=ctx.clock())
    ctx.jobs.wake()
    toasts.show("Being undone", "The badges are revoked one by one; this page shows how far it is.")
    return False, f"undo {clicks}"


def _question(row: BatchRow) -> list[Component]:
    goes_on = row.state is BatchState.RUNNING
    unsigned = row.total - row.issued - len(row.failed)
    told = []
    if row.issued or goes_on:
        many = "Every badge issued until then" if goes_on else count(row.issued, "badge")
        told.append(
            f"{many} will be revoked for good: what was given stays on its public page, marked as "
            "revoked, with your reason. Whoever had it can be awarded it again."
        )
    if unsigned > 0:
        rest = "What is not signed by then" if goes_on else count(unsigned, "badge") + " not signed"
        told.append(f"{rest} will not be issued.")
        if row.requested_by == AUTOMATIC.actor:
            told.append(
                "These are automatic badges: switch them off or change the rule first, or the next "
                "import awards what was not signed."
            )
    return [html.P(each) for each in told]
