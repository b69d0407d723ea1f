"""A table of many cells, drawn by the browser from plain values.

A Dash component a cell costs the browser about a millisecond each, so that a page of 50 learners
and 14 items would take it seconds. Tables of usual size are `parts.table`.
"""

from typing import Any, Required, TypedDict

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component


class Cell(TypedDict, total=False):
    """A cell or heading: its text, and where given an address, a class and a note below.

    What stands at the address of a `file` is saved instead of opened.
    With `pick` it is a box that the text names, to select a row by, ticked where it is `picked`:
    see `acting`. A row without a box has an empty `pick`. `name` is what a file calls the column
    below a heading: see `download_links.list_links`.
    """

    text: Required[str]
    href: str
    kind: str
    note: str
    file: bool
    pick: str
    picked: bool
    name: str


class Table(TypedDict):
    """The values. The caption is the table's name; the first cell of each row, after
    a box, is its header."""

    caption: str
    kind: str
    columns: list[Cell]
    rows: list[list[Cell]]


def large_table(table_id: str, values_id: str) -> Component:
    """Where the table will stand. Hidden until a callback puts a Table into `values_id`.data.

    Above it people choose its columns; their browser keeps the choice (`assets/columns.js`).
    """
    region = html.Div(id=table_id, className="ld-scroll", role="region", tabIndex="0", hidden=True)
    of: dict[str, Any] = {"data-ld-columns-of": table_id, "aria-label": "Columns shown"}
    chooser = html.Details(
        [html.Summary("Columns"), html.Div(role="group", **of)],
        className="ld-toggle ld-choose-columns",
        hidden=True,
    )
    return html.Div([dcc.Store(id=values_id), chooser, region])


def connect(app: Dash, table_id: str, values_id: str) -> None:
    """Let the browser draw what is put there, by `assets/large_table.js`; None hides the table."""
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("leap", "large_table"),
        Output(table_id, "hidden"),
        Input(values_id, "data"),
        State(table_id, "id"),
    )
