"""Filters that live in the address: reload, Back and a pasted link all show the same view.

    CONTROLS = {"course": "cohort-course", "status": "cohort-status"}

    def register(app, ctx):
        filters = hash_filters(app, "cohort", CONTROLS)
        ...
        return Page(..., layout=partial(layout, ctx, filters))

`layout` puts `filters()` anywhere into the page. Each control is a component with a `value`; what
the layout gives it is its default, which the address leaves out:
`/app/cohorts/...#course=AAA&status=behind&status=late`. Callbacks take the controls' values as
inputs as ever; when the page opens they run once, with the values of the address.

The work is done in the browser by one circular callback, `leap.hash_filters` in
`assets/hash_filters.js`.
"""

import secrets
from collections.abc import Callable, Mapping
from functools import partial

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component


def hash_filters(app: Dash, page_id: str, controls: Mapping[str, str]) -> Callable[[], Component]:
    """Tie the values of controls (name in the address -> component id) to the address's #hash.

    Returns what makes the hidden components that each visit of the page needs.
    """
    address, view = f"{page_id}-hash", f"{page_id}-hash-view"
    values = list(controls.values())
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("leap", "hash_filters"),
        Output(address, "hash"),
        *(Output(component_id, "value") for component_id in values),
        Input(address, "hash"),
        *(Input(component_id, "value") for component_id in values),
        State(view, "data"),
    )
    return partial(_components, address, view, tuple(controls))


def _components(address: str, view: str, names: tuple[str, ...]) -> Component:
    # The visit tells a page that has just opened from the one that is about to go.
    data = {"names": list(names), "visit": secrets.token_hex(4)}
    return html.Div(
        [dcc.Location(id=address, refresh=False), dcc.Store(id=view, data=data)], hidden=True
    )
