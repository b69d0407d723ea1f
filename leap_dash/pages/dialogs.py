"""A question before a deed that cannot be undone: what will happen, and a button that says it."""

from dataclasses import dataclass

import dash_bootstrap_components as dbc
from dash import Dash, Input, Output
from dash.development.base_component import Component

from leap_dash.pages.parts import Content


@dataclass(frozen=True, slots=True)
class DialogIds:
    """The ids of a dialog's parts; callbacks fill the title, the body and the confirming button."""

    name: str

    @property
    def window(self) -> str:
        """The dbc.Modal: `is_open`."""
        return f"{self.name}-dialog"

    @property
    def title(self) -> str:
        """The question: `children`."""
        return f"{self.name}-dialog-title"

    @property
    def body(self) -> str:
        """What will happen: `children`."""
        return f"{self.name}-dialog-body"

    @property
    def confirm(self) -> str:
        """The button that does it: `children`, `n_clicks`, `disabled`."""
        return f"{self.name}-dialog-confirm"

    @property
    def cancel(self) -> str:
        """The button that does nothing: `n_clicks`."""
        return f"{self.name}-dialog-cancel"


def dialog(ids: DialogIds, body: Content = None, *, dangerous: bool = False) -> Component:
    """The dialog, closed."""
    closed: Component = dbc.Modal(
        [
            dbc.ModalHeader(dbc.ModalTitle("", id=ids.title, tag="h2")),
            dbc.ModalBody(body, id=ids.body),
            dbc.ModalFooter(
                [
                    dbc.Button("Cancel", id=ids.cancel, color="secondary", outline=True),
                    dbc.Button("", id=ids.confirm, color="danger" if dangerous else "primary"),
                ]
            ),
        ],
        id=ids.window,
        labelledby=ids.title,
        is_open=False,
        centered=True,
        scrollable=True,
    )
    return closed


def register_cancel(app: Dash, ids: DialogIds) -> None:
    """Let Cancel close the dialog, in the browser alone."""
    app.clientside_callback(  # type: ignore[no-untyped-call]
        "function () { return false; }",
        Output(ids.window, "is_open", allow_duplicate=True),
        Input(ids.cancel, "n_clicks"),
        prevent_initial_call=True,
    )
