"""How the dashboard looks in this browser: colours and density; and the list of shortcuts.

All of it happens in the browser and is kept there: `theme.js`, `density.js`, `shortcuts.js`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component

from leap_dash.pages.page import Page
from leap_dash.pages.parts import aria

COLOURS: Mapping[str, str] = {"system": "System", "light": "Light", "dark": "Dark"}
DENSITIES: Mapping[str, str] = {"comfortable": "Comfortable", "compact": "Compact"}
SHORTCUTS: Mapping[str, str] = {
    "/": "Search in this list",
    "n": "Next page of this list",
    "p": "Previous page of this list",
    "t": "Dark or light",
    "d": "Comfortable or compact",
    "?": "Show these shortcuts",
}


def display_menu() -> Component:
    """Opens to the choices."""
    menu = html.Div(
        [
            _choices("Colours", "theme-choice", COLOURS),
            _choices("Density", "density-choice", DENSITIES),
            html.Button(
                "Keyboard shortcuts",
                type="button",
                className="btn btn-outline-secondary w-100",
                **_data("shortcuts", "show"),
            ),
        ],
        className="dropdown-menu show end-0 p-3",
    )
    summary = html.Summary(
        [html.I(className="bi bi-sliders", **aria(hidden="true")), _only_read("Display")],
        title="Display",
    )
    return html.Details([summary, menu], className="dropdown ld-menu")


def display_said() -> Component:
    """Says new colours or density to a screen reader."""
    return html.Span(className="visually-hidden", role="status", **_data("display-said", ""))


def shortcuts_dialog(pages: Iterable[Page]) -> Component:
    """What the keyboard does beside typing; `pages` are those of the viewer's side bar."""
    places = {f"g {page.nav.key}": page.nav.label for page in pages if page.nav}
    return html.Dialog(
        [
            html.H2("Keyboard shortcuts"),
            html.Dl(
                [
                    part
                    for keys, meaning in {**places, **SHORTCUTS}.items()
                    for part in (html.Dt([html.Kbd(key) for key in keys.split()]), html.Dd(meaning))
                ]
            ),
            html.Div(
                [
                    html.Button(
                        "Turn shortcuts off",
                        type="button",
                        className="btn btn-outline-secondary",
                        **_data("shortcuts", "switch"),
                    ),
                    html.Button(
                        "Close",
                        type="button",
                        className="btn btn-primary",
                        **_data("shortcuts", "close"),
                    ),
                ],
                className="ld-dialog-foot",
            ),
        ],
        id="shortcuts",
        className="ld-dialog",
        **aria(label="Keyboard shortcuts"),
    )


def _choices(label: str, name: str, choices: Mapping[str, str]) -> Component:
    buttons = [
        html.Button(
            words,
            type="button",
            className="btn btn-outline-secondary btn-sm",
            **_data(name, value),
        )
        for value, words in choices.items()
    ]
    return html.Div(
        [html.Div(label, className="ld-note"), html.Div(buttons, className="btn-group w-100")],
        className="mb-3",
        role="group",
        **aria(label=label),
    )


def _only_read(words: str) -> Component:
    return html.Span(words, className="visually-hidden")


def _data(name: str, value: str) -> dict[str, Any]:
    return {f"data-ld-{name}": value}
