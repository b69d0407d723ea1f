"""Taking selected awards back: revoke, suspend, reinstate. Buttons, a question each, the deed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import dash_bootstrap_components as dbc
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.awards import AwardAction
from leap_dash.figures.words import count, shortened
from leap_dash.pages import selecting, toasts
from leap_dash.pages.dialogs import DialogIds, dialog, register_cancel
from leap_dash.pages.selecting import BOXES, selected
from leap_dash.queries.awards import award_rows
from leap_dash.records import AwardRow
from leap_dash.services.standing import REASON_LENGTH, reinstate, revoke, suspend

CHANGED = "awards-changed"
NAMED = 5


@dataclass(frozen=True, slots=True)
class Deed:
    """What can be done to selected awards: its words, and the service, where it wants a reason."""

    action: AwardAction
    verb: str
    done: str
    told: str  # in the toast, after how many
    warn_one: str
    warn_many: str
    service: Callable[..., int]
    wants_reason: bool = True
    dangerous: bool = False

    @property
    def dialog(self) -> DialogIds:
        """The question."""
        return DialogIds(f"awards-{self.action.value}")

    @property
    def button(self) -> str:
        """What opens the question: `n_clicks`, `children`."""
        return f"awards-{self.action.value}"

    @property
    def names(self) -> str:
        """Whom it is about: `children`."""
        return f"awards-{self.action.value}-names"

    @property
    def reason(self) -> str:
        """Why: `value`."""
        return f"awards-{self.action.value}-reason"


REVOKE = Deed(
    AwardAction.REVOKE,
    "Revoke",
    "revoked",
    "whoever checks it reads why.",
    "It stays on its public page, marked as revoked. This cannot be taken back.",
    "They stay on their public pages, marked as revoked. This cannot be taken back.",
    revoke,
    dangerous=True,
)
SUSPEND = Deed(
    AwardAction.SUSPEND,
    "Suspend",
    "suspended",
    "it does not count until you reinstate it.",
    "Whoever checks it reads that it is suspended, and why, until you reinstate it.",
    "Whoever checks them reads that they are suspended, and why, until you reinstate them.",
    suspend,
)
REINSTATE = Deed(
    AwardAction.REINSTATE,
    "Reinstate",
    "reinstated",
    "it counts again.",
    "It counts again at once. If it is not suspended, it stays as it is.",
    "They count again at once. Those that are not suspended stay as they are.",
    reinstate,
    wants_reason=False,
)
DEEDS = (REINSTATE, SUSPEND, REVOKE)


def register(app: Dash, ctx: Context) -> None:
    """The bar follows the boxes in the browser; the questions and the deeds are ours."""
    selecting.register(app, REVOKE.button)
    for deed in DEEDS:
        app.callback(
            Output(deed.dialog.window, "is_open"),
            Output(deed.dialog.title, "children"),
            Output(deed.names, "children"),
            Output(deed.reason, "value"),
            Output(deed.dialog.confirm, "children"),
            Input(deed.button, "n_clicks"),
            State(BOXES, "value"),
            State(BOXES, "id"),
            prevent_initial_call=True,
        )(partial(ask, ctx, deed))
        app.callback(
            Output(deed.dialog.window, "is_open", allow_duplicate=True),
            Output(CHANGED, "data", allow_duplicate=True),
            Input(deed.dialog.confirm, "n_clicks"),
            State(deed.reason, "value"),
            State(BOXES, "value"),
            State(BOXES, "id"),
            running=[(Output(deed.dialog.confirm, "disabled"), True, False)],
            prevent_initial_call=True,
        )(partial(do, ctx, deed))
        register_cancel(app, deed.dialog)


def bar() -> Component:
    """The bar with the buttons, hidden until something is selected."""
    return selecting.bar(
        *(
            html.Button(
                deed.verb,
                id=deed.button,
                type="button",
                className=f"btn btn-outline-{'danger' if deed.dangerous else 'secondary'}",
            )
            for deed in DEEDS
        )
    )


def questions() -> Component:
    """The dialogs, closed; and what changes when something was done."""
    return html.Div([*(_question(deed) for deed in DEEDS), dcc.Store(id=CHANGED)])


def box(row: AwardRow) -> Component:
    """A box to select this award by."""
    return selecting.box(row.id, f"Select {row.achievement_name} of {row.learner_name}")


def ask(
    ctx: Context,
    deed: Deed,
    clicks: int | None,
    chosen: Sequence[bool],
    boxes: Sequence[dict[str, str]],
) -> tuple[Any, ...]:
    """Open the dialog with the names of those selected."""
    if not clicks:
        return (no_update,) * 5
    ids = selected(chosen, boxes)
    with ctx.reading() as (session, scope):
        found = award_rows(session, scope, now=ctx.clock(), award_ids=ids, size=NAMED)
    words = f"{deed.verb} {count(len(ids), 'badge')}"
    named = [
        html.Li(f"{shortened(row.learner_name, 80)}: {shortened(row.achievement_name, 80)}")
        for row in found.rows
    ]
    more = found.total - len(named)
    rest = [html.Li(f"and {more:,} more")] if more else []
    warning = deed.warn_one if len(ids) == 1 else deed.warn_many
    return True, f"{words}?", [html.Ul([*named, *rest]), html.P(warning)], "", words


def do(
    ctx: Context,
    deed: Deed,
    clicks: int | None,
    reason: str | None,
    chosen: Sequence[bool],
    boxes: Sequence[dict[str, str]],
) -> tuple[Any, Any]:
    """Do it to them all or, when one cannot be, to none; close the dialog and renew the list."""
    if not clicks:
        return no_update, no_update
    ids = selected(chosen, boxes)
    why = {"reason": reason or ""} if deed.wants_reason else {}
    with ctx.writing() as (session, scope):
        fresh = deed.service(session, scope, ids, **why, now=ctx.clock())
    if fresh:
        done = count(fresh, f"badge was {deed.done}", f"badges were {deed.done}")
        toasts.show(deed.done.capitalize(), f"{done}: {deed.told}")
    else:
        toasts.show("Nothing changed", f"None of them had to be {deed.done}.")
    # Two deeds may have as many clicks; only a new value renews the list.
    return False, f"{deed.action.value} {clicks}"


def _question(deed: Deed) -> Component:
    label = "Reason, which everyone who checks the badge will read"
    asked = [
        dbc.Label(label, html_for=deed.reason),
        dbc.Textarea(id=deed.reason, value="", maxlength=REASON_LENGTH, rows=3, required=True),
    ]
    body = [html.Div(id=deed.names), html.Div(asked, hidden=not deed.wants_reason)]
    return dialog(deed.dialog, body, dangerous=deed.dangerous)
