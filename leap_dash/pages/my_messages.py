"""Your e-mails: which kinds of e-mail on events the viewer gets, and where they go."""

from collections.abc import Sequence
from functools import partial

import dash_bootstrap_components as dbc
from dash import Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.domain.event_mails import SAID_OF
from leap_dash.figures.words import count, listed
from leap_dash.pages import parts, toasts
from leap_dash.pages.page import Page
from leap_dash.queries.mail_kinds import own_kinds
from leap_dash.records import OwnKinds
from leap_dash.services.event_outbox import tells
from leap_dash.services.mail_kinds import choose_kinds

NONE_YET = "No mail server is set up here so far: until there is one, nothing is sent."
KINDS, SAVE = "my-messages-kinds", "my-messages-save"


def register(app: Dash, ctx: Context) -> Page:
    """Put the page into the app; the menu under the viewer's name leads there."""
    app.callback(
        Output(KINDS, "value"),
        Input(SAVE, "n_clicks"),
        State(KINDS, "value"),
        running=[(Output(SAVE, "disabled"), True, False)],
        prevent_initial_call=True,
    )(partial(save, ctx))
    return Page(
        paths=("/app/my-messages",),
        title="Your e-mails",
        permissions=frozenset(Permission),
        layout=partial(layout, ctx),
    )


def layout(ctx: Context) -> Component:
    """A tick for each kind that may come to the viewer."""
    with ctx.reading() as (session, scope):
        own, sent = own_kinds(session, scope), tells(session, now=ctx.clock())
    if not own.wanted:
        nothing = parts.empty("No e-mails come to you from here: none tells of what you work at.")
        return html.Div([html.H1("Your e-mails"), nothing])
    return html.Div(
        [
            html.H1("Your e-mails"),
            parts.sentence(f"They go to {listed(own.addresses)}."),
            None if sent else html.P(NONE_YET, className="ld-note"),
            parts.panel("You are written to when", _form(own)),
        ]
    )


def save(ctx: Context, clicks: int | None, chosen: Sequence[object] | None) -> object:
    """Keep what is ticked. Raises BadInputError for what was never offered."""
    if not clicks:
        return no_update
    with ctx.writing() as (session, scope):
        choose_kinds(session, scope, chosen or (), now=ctx.clock())
        own = own_kinds(session, scope)
    on = [kind for kind, wanted in own.wanted.items() if wanted]
    toasts.show("Saved", f"You get {count(len(on), 'kind')} of e-mail of {len(own.wanted)}.")
    return on


def _form(own: OwnKinds) -> list[Component]:
    return [
        html.Fieldset(
            [
                html.Legend("Kinds of e-mail", className="visually-hidden"),
                dbc.Checklist(
                    id=KINDS,
                    options=[{"value": kind, "label": SAID_OF[kind]} for kind in own.wanted],
                    value=[kind for kind, wanted in own.wanted.items() if wanted],
                ),
            ]
        ),
        html.Button("Save", id=SAVE, type="button", className="btn btn-primary mt-3"),
        html.P(
            "Each e-mail has a link, too, that switches its kind off.",
            className="ld-note mt-3 mb-0",
        ),
    ]
