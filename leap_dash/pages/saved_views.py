"""The menu of saved views: keep the page and filters in sight under a name, and come back to them.

A view is an address. Whoever is sent the link sees there what they themselves may see.
"""

import json
from functools import partial
from typing import Any

import dash_bootstrap_components as dbc
from dash import ClientsideFunction, Dash, Input, NoUpdate, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.errors import BadInputError
from leap_dash.pages.claims import claimed_id
from leap_dash.pages.parts import aria
from leap_dash.pages.routing import Routes
from leap_dash.queries.saved_views import saved_views
from leap_dash.services.saved_views import NAME_LENGTH, forget_view, save_view

LIST, NAME, SAVE, COPY, WANTED = (
    "saved-views-list",
    "saved-views-name",
    "saved-views-save",
    "saved-views-copy",
    "saved-views-wanted",
)


def register(app: Dash, ctx: Context, routes: Routes) -> None:
    """Connect the menu. The list is asked for when the menu is opened, and after a change.

    One callback answers both, so that a list read before a change never replaces the one after it.
    """
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("leap", "wanted_view"),
        Output(WANTED, "data"),
        Input(SAVE, "n_clicks"),
        Input(NAME, "n_submit"),
        State(NAME, "value"),
        prevent_initial_call=True,
    )
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("leap", "copy_link"),
        Output(COPY, "children"),
        Input(COPY, "n_clicks"),
        prevent_initial_call=True,
    )
    app.callback(
        Output(LIST, "children"),
        Output(NAME, "value"),
        Input(WANTED, "data"),
        prevent_initial_call=True,
    )(partial(answer, ctx, routes))


def menu() -> Component:
    """The menu, still closed."""
    form = html.Div(
        [
            dbc.Label("Save this page and its filters as", html_for=NAME),
            dbc.Input(id=NAME, value="", maxlength=NAME_LENGTH, placeholder="Monday round"),
            html.Div(
                [
                    dbc.Button("Save view", id=SAVE, size="sm"),
                    dbc.Button("Copy link", id=COPY, size="sm", color="secondary", outline=True),
                ],
                className="ld-saved-buttons",
            ),
        ]
    )
    summary = html.Summary(
        [
            html.I(className="bi bi-bookmark", **aria(hidden="true")),
            html.Span("Saved views", className="visually-hidden"),
        ],
        title="Saved views",
        **_asks(deed="list"),
    )
    body = html.Div(
        [html.Div(id=LIST, **aria(live="polite")), form, dcc.Store(id=WANTED)],
        className="dropdown-menu show end-0 p-3 ld-saved",
    )
    return html.Details([summary, body], className="dropdown ld-menu")


def answer(ctx: Context, routes: Routes, wanted: object) -> tuple[Component, str | NoUpdate]:
    """List the views, keep one, forget one, or keep one again: what the browser asks for.

    Raises BadInputError for a page that is none, and what the services raise.
    """
    asked = {str(k): str(v) for k, v in wanted.items()} if isinstance(wanted, dict) else {}
    if asked.get("deed") == "list":
        return _list(ctx), no_update
    if asked.get("deed") == "forget":
        with ctx.writing() as (session, scope):
            gone = forget_view(session, scope, claimed_id(asked.get("id")))
        return _list(ctx, gone), no_update
    name, address = asked.get("name", ""), asked.get("address", "")
    if routes.match(address.partition("#")[0]) is None:
        raise BadInputError("This page cannot be saved: open one from the side bar first.")
    with ctx.writing() as (session, scope):
        save_view(session, scope, name=name, address=address, now=ctx.clock())
    return _list(ctx), ""


def _list(ctx: Context, gone: tuple[str, str] | None = None) -> Component:
    with ctx.reading() as (session, scope):
        views = saved_views(session, scope)
    rows = [
        html.Li(
            [
                dcc.Link(view.name, href=view.address),
                html.Button(
                    html.I(className="bi bi-x-lg", **aria(hidden="true")),
                    type="button",
                    className="btn btn-link btn-sm",
                    title=f"Forget {view.name}",
                    **aria(label=f"Forget {view.name}"),
                    **_asks(deed="forget", id=str(view.id)),
                ),
            ]
        )
        for view in views
    ]
    return html.Div(
        [
            html.Ul(rows) if rows else html.P("No saved views yet.", className="ld-note"),
            None if gone is None else _undo(*gone),
        ]
    )


def _asks(**wanted: str) -> dict[str, Any]:
    """What the button asks for when it is pressed: see `assets/saved_views.js`."""
    return {"data-ld-view": json.dumps(wanted)}


def _undo(name: str, address: str) -> Component:
    return html.P(
        [
            f"Forgot “{name}”. ",
            html.Button(
                "Undo",
                type="button",
                className="btn btn-link btn-sm",
                **_asks(deed="save", name=name, address=address),
            ),
        ],
        className="ld-note",
    )
