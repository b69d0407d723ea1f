"""Short messages in the corner: what was done, or what went wrong in a callback."""

from collections.abc import Callable
from typing import Any

from dash import html, set_props
from dash.development.base_component import Component

from leap_dash.domain.errors import LeapDashError

TOAST = "toast"


def toast_area() -> Component:
    """The one place where messages appear, and are read out when they do; empty at first."""
    return html.Div(id=TOAST, className="ld-toast", role="alert")


def show(
    heading: str,
    text: str,
    *,
    good: bool = True,
    action: Component | None = None,
    everywhere: bool = False,
) -> None:
    """Show a message until it is closed. Works inside a callback only.

    `action` stands before the button that closes it: "Undo". Unless it works `everywhere`, it
    belongs to the page: whoever goes to another one closes the message.
    """
    empties: dict[str, Any] = {"data-ld-empties": TOAST}
    here: dict[str, Any] = {"data-ld-here": ""}
    close = html.Button("Close", type="button", className="btn btn-sm btn-link", **empties)
    set_props(
        TOAST,
        {
            "children": [
                html.Strong(heading),
                html.P(text, className="mb-1"),
                html.Span(action, **({} if everywhere else here)) if action else None,
                close,
            ],
            "className": f"ld-toast {'is-good' if good else 'is-bad'}",
        },
    )


def show_error(error: Exception, *, log: Callable[[Exception], str]) -> None:
    """What Dash calls when a callback raises; the callback's outputs stay as they were.

    Our own errors say what to do. Any other is logged by `log`, which gives the reference to show.
    """
    if isinstance(error, LeapDashError):
        show("That did not work", str(error), good=False)
    else:
        show("Something went wrong here", unexpected(log(error)), good=False)


def unexpected(reference: str) -> str:
    """Words for an error that is ours to mend."""
    return (
        "This is our mistake, not yours. If it happens again, tell whoever runs this installation "
        f"the reference {reference}."
    )
