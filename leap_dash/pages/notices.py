"""Pages that stand in for one that cannot be shown."""

from dash import html
from dash.development.base_component import Component

from leap_dash.domain.errors import ForbiddenError, LeapDashError, NotFoundError
from leap_dash.pages.parts import aria


def not_found(
    text: str = "Nothing stands at this address, or it is not yours to see.",
) -> Component:
    """For an address or an id that there is nothing behind."""
    return _notice("Not found", "signpost-split", text)


def notice_of(error: LeapDashError) -> Component:
    """The page for an error that a layout raised."""
    if isinstance(error, NotFoundError):
        return not_found(str(error))
    if isinstance(error, ForbiddenError):
        return _notice("Not for your role", "lock", str(error))
    return _notice("This page cannot be shown", "exclamation-circle", str(error))


def broken(text: str) -> Component:
    """For a layout that failed in a way nobody foresaw; the text holds the reference."""
    return _notice("This page cannot be shown", "tools", text)


def _notice(heading: str, icon: str, text: str) -> Component:
    return html.Section(
        [
            html.I(className=f"bi bi-{icon} fs-1", **aria(hidden="true")),
            html.H1(heading),
            html.P(text),
            # A plain link: `/app/` may lead on to where the viewer's day starts.
            html.P(html.A("Go to your first page", href="/app/", className="btn btn-primary")),
        ],
        className="ld-empty",
    )
