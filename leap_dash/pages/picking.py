"""Buttons that stand many times on a page, once for each thing: which of them was pressed.

The browser alone writes into a store what the pressed button is about; callbacks read the store.
"""

from collections.abc import Mapping

from dash import ALL, ClientsideFunction, Dash, Input, Output, dcc, html
from dash.development.base_component import Component

from leap_dash.domain.errors import NotFoundError

Picked = Mapping[str, object] | None
"""What the store holds: `of` is what was given to `button`; none before the first press."""


def register(app: Dash, kind: str) -> None:
    """Let the buttons of that kind fill the store of that kind."""
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("leap", "pick"),
        Output(store_id(kind), "data"),
        Input({"type": kind, "of": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )


def store_id(kind: str) -> str:
    """The id of the store: `data`."""
    return f"{kind}-picked"


def store(kind: str) -> Component:
    """The store; once on a page."""
    return dcc.Store(id=store_id(kind))


def button(kind: str, of: str, label: str, about: str, *, style: str = "link") -> Component:
    """A small button; `about` is what it concerns, for those who hear the page."""
    return html.Button(
        [label, html.Span(f" {about}", className="visually-hidden")],
        id={"type": kind, "of": of},
        type="button",
        className=f"btn btn-sm btn-{style}",
    )


def picked(data: Picked) -> str:
    """What the pressed button is about. Raises NotFoundError for what is no such thing."""
    of = data.get("of") if isinstance(data, Mapping) else None
    if not isinstance(of, str):
        raise NotFoundError("What was pressed is not there any more: load the page again.")
    return of
