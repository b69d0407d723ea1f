"""Fields of a form, each with its label above and, where it cannot be used, the reason below.

What may stand in a field is settled by the service that is given it.
"""

from base64 import b64decode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from leap_dash.domain.errors import BadFieldError
from leap_dash.domain.fields import refuse

_BASE64: Final = "base64,"


@dataclass(frozen=True, slots=True)
class Field:
    """One field; `control` has its `value`, `error` the words below it as `children`."""

    control: str

    @property
    def error(self) -> str:
        """What is wrong with it; empty where nothing is. Read out when it comes."""
        return f"{self.control}-error"

    def select(
        self, label: str, options: Iterable[tuple[str, str]], value: str | None = None
    ) -> Component:
        """One of several (value, words); the first to begin with, unless another is named."""
        listed = [{"value": each, "label": words} for each, words in options]
        chosen = listed[0]["value"] if value is None else value
        return self._labelled(label, dbc.Select(id=self.control, options=listed, value=chosen))

    def text(self, label: str, *, most: int, rows: int = 5) -> Component:
        """Some lines of text."""
        return self._labelled(
            label, dbc.Textarea(id=self.control, value="", maxlength=most, rows=rows)
        )

    def line(self, label: str, *, most: int, value: str = "", pause: bool = False) -> Component:
        """One line of text; with `pause` it is told when typing pauses."""
        waits: dict[str, int] = {"debounce": 400} if pause else {}
        return self._labelled(
            label, dbc.Input(id=self.control, type="text", value=value, maxlength=most, **waits)
        )

    def colour(self, label: str, value: str) -> Component:
        """A colour, as #rrggbb."""
        kind = "form-control-color"
        return self._labelled(
            label,
            # Told when the choice pauses: whoever looks for a colour passes many.
            dbc.Input(id=self.control, type="color", value=value, className=kind, debounce=300),
        )

    def file(self, label: str, words: str, *, most: int) -> Component:
        """A file, chosen by what looks like a button and says `words`, or dropped: `contents`.

        Of any kind, for what the browser leaves out, it leaves out without a word. One of over
        `most` bytes is refused before it is sent: see upload.js.
        """
        looks = html.Span(words, className="btn btn-outline-secondary")
        # The label opens the choice of files: with a click of its own, it would open twice.
        drop = dcc.Upload(looks, id=self.control, className="ld-upload", disable_click=True)
        limits: dict[str, Any] = {"data-ld-most": str(most), "data-ld-field": self.error}
        named = html.Label(
            [html.Span(label, className="form-label"), drop], className="d-block", **limits
        )
        return html.Div([named, self._wrong()], className="mb-3")

    def day(self, label: str) -> Component:
        """A day, written or chosen."""
        return self._labelled(label, dbc.Input(id=self.control, type="date", value=""))

    def _labelled(self, label: str, control: Component) -> Component:
        return html.Div(
            [
                dbc.Label(label, html_for=self.control),
                control,
                self._wrong(),
            ],
            className="mb-3",
        )

    def _wrong(self) -> Component:
        return html.Div("", id=self.error, className="ld-field-error", role="alert")


def read_contents(field: str, contents: object, most: int) -> bytes:
    """The file of at most `most` bytes that the browser sent for `Field.file`.

    Raises BadFieldError. Up to two bytes more come through: who reads the file counts them.
    """
    if not isinstance(contents, str) or _BASE64 not in contents[:200]:
        refuse(field, "is missing", "choose a file")
    encoded = contents.partition(_BASE64)[2]
    if len(encoded) > 4 * -(-most // 3):
        refuse(field, "is too large", f"at most {most:,} bytes are taken")
    try:
        return b64decode(encoded, validate=True)
    except ValueError:
        refuse(field, "did not arrive whole", "choose it again")


def words_beside(fields: Mapping[str, Field], error: BadFieldError | None = None) -> list[str]:
    """What stands at each field, by the names that errors have for them; nothing without one."""
    return [
        error.words[:1].upper() + error.words[1:] if error and error.field == name else ""
        for name in fields
    ]
