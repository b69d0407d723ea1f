"""The number beside an entry of the side bar: how many things wait there for the viewer."""

from dash import html, set_props

from leap_dash.figures.words import number
from leap_dash.pages.parts import Content

PLACES = ("ld-side", "ld-bottom")


def waiting_id(key: str, place: str) -> str:
    """The id of the number beside the entry with this key, in one of PLACES: `children`."""
    return f"waiting-{key}-{place}"


def waiting_words(many: int) -> list[Content]:
    """What stands there; nothing where nothing waits."""
    if not many:
        return []
    return [number(many), html.Span(" waiting for you", className="visually-hidden")]


def show_waiting(key: str, many: int) -> None:
    """Show another number; works inside a callback only."""
    for place in PLACES:
        set_props(waiting_id(key, place), {"children": waiting_words(many)})
