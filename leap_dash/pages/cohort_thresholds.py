"""A dialog in which an instructor sets from when on a learner of the cohort needs attention."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import dash_bootstrap_components as dbc
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.domain.attention_thresholds import DEFAULTS, LIMITS, as_values, checked, problems
from leap_dash.pages import toasts
from leap_dash.pages.claims import claimed_id
from leap_dash.pages.dialogs import DialogIds, dialog, register_cancel
from leap_dash.queries.cohorts import cohort_head
from leap_dash.services.thresholds import set_thresholds

DIALOG = DialogIds("cohort-thresholds")
OPEN, USUAL, CHANGED = "cohort-thresholds-open", "cohort-thresholds-usual", "cohort-thresholds-set"
FIELDS: Mapping[str, str] = {name: f"cohort-threshold-{name.replace('_', '-')}" for name in LIMITS}


def register(app: Dash, ctx: Context, cohort_id: str) -> None:
    """Open with what is set, put the usual numbers in, and set; `cohort_id` names the store."""
    fields = [Output(field, "value") for field in FIELDS.values()]
    app.callback(
        Output(DIALOG.window, "is_open"),
        Output(DIALOG.title, "children"),
        Output(DIALOG.confirm, "children"),
        *fields,
        Input(OPEN, "n_clicks"),
        State(cohort_id, "data"),
        prevent_initial_call=True,
    )(partial(ask, ctx))
    app.callback(
        *(Output(field, "value", allow_duplicate=True) for field in FIELDS.values()),
        Input(USUAL, "n_clicks"),
        prevent_initial_call=True,
    )(usual)
    app.callback(
        Output(DIALOG.window, "is_open", allow_duplicate=True),
        Output(CHANGED, "data"),
        *(Output(field, "invalid") for field in FIELDS.values()),
        *(Output(_problem_of(field), "children") for field in FIELDS.values()),
        Input(DIALOG.confirm, "n_clicks"),
        State(cohort_id, "data"),
        *(State(field, "value") for field in FIELDS.values()),
        running=[(Output(DIALOG.confirm, "disabled"), True, False)],
        prevent_initial_call=True,
    )(partial(save, ctx))
    register_cancel(app, DIALOG)


def button(*, allowed: bool) -> Component | None:
    """What opens the dialog, for who may set thresholds."""
    if not allowed:
        return None
    return html.Button(
        "Change the thresholds",
        id=OPEN,
        type="button",
        className="btn btn-outline-secondary btn-sm",
    )


def form() -> Component:
    """The dialog, closed; and what changes when thresholds were set."""
    fields = [_field(name, field) for name, field in FIELDS.items()]
    usual_numbers = html.Button(
        "Put the usual numbers in", id=USUAL, type="button", className="btn btn-link p-0"
    )
    return html.Div([dialog(DIALOG, [*fields, usual_numbers]), dcc.Store(id=CHANGED)])


def ask(ctx: Context, clicks: int | None, cohort_id: str) -> tuple[Any, ...]:
    """Open the dialog with the thresholds of the cohort."""
    if not clicks:
        return (no_update,) * (3 + len(FIELDS))
    with ctx.reading() as (session, scope):
        head = cohort_head(session, scope, claimed_id(cohort_id), now=ctx.clock())
    values = as_values(head.thresholds)
    title = f"When does a learner of {head.name} need attention?"
    return True, title, "Set", *(values[name] for name in FIELDS)


def usual(clicks: int | None) -> tuple[Any, ...]:
    """The usual numbers, not yet set."""
    values = as_values(DEFAULTS)
    return tuple(values[name] if clicks else no_update for name in FIELDS)


def save(ctx: Context, clicks: int | None, cohort_id: str, *values: object) -> tuple[Any, ...]:
    """Set them and close; or say at each field what is wrong, and set nothing."""
    if not clicks:
        return (no_update,) * (2 + 2 * len(FIELDS))
    given = dict(zip(FIELDS, values, strict=True))
    wrong = problems(given)
    said = (*(name in wrong for name in FIELDS), *(wrong.get(name, "") for name in FIELDS))
    if wrong:
        return (no_update, no_update, *said)
    with ctx.writing() as (session, scope):
        set_thresholds(session, scope, claimed_id(cohort_id), checked(given), now=ctx.clock())
    toasts.show("Thresholds set", "They hold for this cohort, on whichever day it is looked at.")
    return (False, clicks, *said)


def may_set(ctx: Context) -> bool:
    """Whether the viewer may anywhere; the service asks for the org of the cohort."""
    return ctx.viewer().may(Permission.SET_THRESHOLDS)


def _field(name: str, field: str) -> Component:
    limits = LIMITS[name]
    return html.Div(
        [
            dbc.Label(limits.label, html_for=field),
            dbc.Input(
                id=field,
                type="number",
                min=limits.least,
                max=limits.most,
                step=1 if limits.whole else "any",
                required=True,
            ),
            dbc.FormFeedback("", id=_problem_of(field), type="invalid"),
        ],
        className="mb-3",
    )


def _problem_of(field: str) -> str:
    return f"{field}-problem"
