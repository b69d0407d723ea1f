"""Controls that filter a list, with labels. Their values stand in the address: see `filters`."""

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

import dash_bootstrap_components as dbc
from dash import ctx as callback
from dash import html, set_props
from dash.development.base_component import Component

from leap_dash.figures.words import number
from leap_dash.pages import parts
from leap_dash.pages.claims import ALL

ROWS = 50
"""Rows of a list on one page."""


def choice(
    control_id: str, label: str, options: Iterable[tuple[str, str]], value: str = ALL
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
            dbc.Input(id=control_id, type="search", value="", debounce=400, maxlength=100),
        ]
    )


def page_holder(control_id: str) -> Component:
    """Holds the number of the page that the address gives; people turn pages by `pager`."""
    return html.Div(dbc.Input(id=control_id, type="number", value=1), hidden=True)


def page_to_show(page: object, controls: Mapping[str, str]) -> int:
    """The page asked for, or the first where the viewer has just changed another of the controls.

    `controls`: name in the address -> component id, with the page's own under "page".
    """
    if not isinstance(page, int) or page <= 1:
        return 1
    changed = set(callback.triggered_prop_ids.values())
    if changed and changed <= set(controls.values()) - {controls["page"]}:
        set_props(controls["page"], {"value": 1})
        return 1
    return page


def pager(
    what: str, filters: Mapping[str, str | None], page: int, pages: int, **several: Sequence[str]
) -> Component | None:
    """Links to the pages before and after, which keep the filters; nothing for a single page.

    `several` are the filters that have more than one value.
    """
    if pages == 1:
        return None

    def link(label: str, to: int) -> Component:
        if not 1 <= to <= pages:
            return html.Span(label, className="ld-note")
        kept = {name: value for name, value in filters.items() if value not in (None, "", ALL)}
        given = {**several, **kept, **({"page": str(to)} if to > 1 else {})}
        address = "#" + urlencode(given, doseq=True)
        return html.A(label, href=address, className="btn btn-outline-secondary btn-sm")

    return html.Nav(
        [
            link("Previous", page - 1),
            html.Span(f"Page {number(page)} of {number(pages)}"),
            link("Next", page + 1),
        ],
        className="ld-pager",
        **parts.aria(label=f"Pages of {what}"),
    )
