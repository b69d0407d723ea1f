"""Controls that filter a list, with labels. Their values stand in the address: see `filters`."""

from collections.abc import Iterable, Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import Output, html
from dash.development.base_component import Component

from leap_dash.figures.words import number

ROWS = 50
"""Rows of a list on one page."""


def choice(
    control_id: str, label: str, options: Iterable[tuple[str, str]], value: str = ""
) -> Component:
    """One of several (value, words), shown folded."""
    return html.Div(
        [
            dbc.Label(label, html_for=control_id),
            dbc.Select(
                id=control_id,
                options=[{"value": each, "label": words} for each, words in options],
                value=value,
            ),
        ]
    )


def search(control_id: str, label: str) -> Component:
    """Part of a text, asked for when typing pauses."""
    return html.Div(
        [
            dbc.Label(label, html_for=control_id),
            dbc.Input(id=control_id, type="search", value="", debounce=0.4, maxLength=100),
        ]
    )


def page_number(control_id: str) -> Component:
    """Which page of a list, from 1; hidden while there is but one. Filled by `page_outputs`."""
    return html.Div(
        [
            dbc.Label("Page", html_for=control_id, id=f"{control_id}-label"),
            dbc.Input(id=control_id, type="number", value=1, min=1, step=1, debounce=0.4),
        ],
        id=f"{control_id}-field",
        hidden=True,
    )


def page_outputs(control_id: str) -> tuple[Output, ...]:
    """Outputs for what `page_values` gives."""
    return (
        Output(f"{control_id}-label", "children"),
        Output(control_id, "max"),
        Output(f"{control_id}-field", "hidden"),
    )


def page_values(page: int, pages: int) -> Sequence[Any]:
    """The label, the last page, and whether there is only one."""
    return f"Page ({number(page)} of {number(pages)})", pages, pages == 1
