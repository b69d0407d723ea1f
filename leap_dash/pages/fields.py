"""Fields of a form, each with its label above and, where it cannot be used, the reason below.

What may stand in a field is settled by the service that is given it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from leap_dash.domain.errors import BadFieldError


@dataclass(frozen=True, slots=True)
class Field:
    """One field; `control` has its `value`, `error` the words below it as `children`."""

    control: str

    @property
    def error(self) -> str:
        """What is wrong with it; empty where nothing is. Read out when it comes."""
        return f"{self.control}-error"

    def select(self, label: str, options: Iterable[tuple[str, str]]) -> Component:
        """One of several (value, words), the first to begin with."""
        listed = [{"value": value, "label": words} for value, words in options]
        return self._labelled(
            label, dbc.Select(id=self.control, options=listed, value=listed[0]["value"])
        )

    def text(self, label: str, *, most: int, rows: int = 5) -> Component:
        """Some lines of text."""
        return self._labelled(
            label, dbc.Textarea(id=self.control, value="", maxlength=most, rows=rows)
        )

    def line(self, label: str, *, most: int) -> Component:
        """One line of text."""
        return self._labelled(
            label, dbc.Input(id=self.control, type="text", value="", maxlength=most)
        )

    def day(self, label: str) -> Component:
        """A day, written or chosen."""
        return self._labelled(label, dbc.Input(id=self.control, type="date", value=""))

    def _labelled(self, label: str, control: Component) -> Component:
        return html.Div(
            [
                dbc.Label(label, html_for=self.control),
                control,
                html.Div("", id=self.error, className="ld-field-error", role="alert"),
            ],
            className="mb-3",
        )


def words_beside(fields: Mapping[str, Field], error: BadFieldError | None = None) -> list[str]:
    """What stands at each field, by the names that errors have for them; nothing without one."""
    return [
        error.words[:1].upper() + error.words[1:] if error and error.field == name else ""
        for name in fields
    ]
