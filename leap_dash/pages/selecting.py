"""Selecting awards in their list: a box for each, one for all of the page, a bar that counts them.

Boxes and bar move in the browser alone, by `assets/selecting.js`; the deeds are in `standing`.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import dash_bootstrap_components as dbc
from dash import ALL, ClientsideFunction, Dash, Input, Output, html
from dash.development.base_component import Component

from leap_dash.pages.claims import claimed_id

BOX, EVERY = "award-chosen", "award-every"
BAR, CLEAR, COUNT, SPOKEN = "awards-bar", "awards-clear", "awards-count", "awards-selected"
BOXES = {"type": BOX, "award": ALL}
# There is one, or none where nothing can be selected.
EVERY_BOX = {"type": EVERY, "of": ALL}


def register(app: Dash, action: str) -> None:
    """Let the boxes move each other and the bar; `action` is the id of the button that counts."""
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("leap", "select_awards"),
        Output(BOXES, "value"),
        Output(EVERY_BOX, "value"),
        Output(BAR, "hidden"),
        Output(COUNT, "children"),
        Output(SPOKEN, "children"),
        Output(action, "children"),
        Input(BOXES, "value"),
        Input(EVERY_BOX, "value"),
        Input(CLEAR, "n_clicks"),
    )


def box(award_id: UUID, words: str) -> Component:
    """A box to select this award by."""
    return _box({"type": BOX, "award": str(award_id)}, words)


def every_box() -> Component:
    """The box over the column of boxes."""
    return _box({"type": EVERY, "of": "page"}, "Select all on this page")


def bar(*actions: Component) -> Component:
    """What can be done with those selected, in sight at the foot while there are any."""
    clear = html.Button("Clear", id=CLEAR, type="button", className="btn btn-link")
    return html.Div(
        [
            html.Div(
                [html.Strong("", id=COUNT), html.Span([clear, *actions], className="ms-auto")],
                id=BAR,
                className="ld-bar",
                hidden=True,
            ),
            html.Span("", id=SPOKEN, className="visually-hidden", role="status"),
        ],
        className="ld-bar-place",
    )


def selected(values: Sequence[bool], boxes: Sequence[dict[str, str]]) -> list[UUID]:
    """The awards whose boxes are ticked. Raises NotFoundError for a box that names none."""
    return [claimed_id(box["award"]) for is_, box in zip(values, boxes, strict=True) if is_]


def _box(box_id: dict[str, Any], words: str) -> Component:
    tick: Component = dbc.Checkbox(
        id=box_id,
        value=False,
        label=html.Span(words, className="visually-hidden"),
        class_name="mb-0",
    )
    return tick
