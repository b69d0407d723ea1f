"""Buttons that give what a page shows as a file: links with the page's filters in them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from leap_dash.exports.table import Form
from leap_dash.pages import parts
from leap_dash.pages.claims import ALL

WORDS: Mapping[Form, str] = {Form.CSV: "CSV", Form.XLSX: "Excel"}


def list_links(
    what: str, path: str, filters: Mapping[str, str | None], table_id: str | None = None
) -> list[Component]:
    """One for each form: `path` without an ending, and what of the filters is not as ever.

    Where the list stands in a `large_table`, the columns hidden there are left out of its files.
    """
    return [
        link(
            words,
            f"{path}.{form}",
            filters,
            f"{what} as {words}",
            {"data-ld-file": form.value, "data-ld-file-of": table_id} if table_id else None,
        )
        for form, words in WORDS.items()
    ]


def selected() -> list[Component]:
    """Buttons for the bar of selected learners: the files of `list_links`, of them alone.

    What they do is in `assets/files.js`.
    """
    return [
        html.Button(
            words,
            type="button",
            className="btn btn-outline-secondary",
            **parts.aria(label=f"The selected as {words}"),
            **_of_selected(form),
        )
        for form, words in WORDS.items()
    ]


def link(
    words: str,
    path: str,
    filters: Mapping[str, str | None],
    name: str,
    of_list: Mapping[str, Any] | None = None,
) -> Component:
    """A link that looks like a button; `name` says it to who cannot see what stands beside it."""
    kept = {key: value for key, value in filters.items() if value not in (None, "", ALL)}
    return html.A(
        words,
        href=f"{path}?{urlencode(kept)}" if kept else path,
        className="btn btn-outline-secondary btn-sm",
        download="",
        **parts.aria(label=name),
        **(of_list or {}),
    )


def bar(*links: Component) -> Component:
    """The buttons in a row, with the word that says what they do."""
    return html.Div([html.Span("Download", className="ld-note"), *links], className="ld-downloads")


def _of_selected(form: Form) -> dict[str, Any]:
    return {"data-ld-file-selected": form.value}
