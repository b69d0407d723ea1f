"""What a page tells the shell about itself. Knows nothing of what a page shows."""

from collections.abc import Callable
from dataclasses import dataclass

from dash.development.base_component import Component

from leap_dash.domain.access import Permission


@dataclass(frozen=True, slots=True)
class Nav:
    """An entry of the side bar: its word, and the name of a Bootstrap icon without `bi-`.

    `key` is the letter that opens it after g; no other entry has the same. `waiting` says how many
    things wait there for the viewer, who reads it beside the word.
    """

    label: str
    icon: str
    key: str
    waiting: Callable[[], int] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page, returned by a page module's `register(app, ctx)`.

    `paths` are its addresses in Werkzeug's notation, the one without a parameter first:
    `("/app/cohorts", "/app/cohorts/<uuid:cohort_id>")`. `layout` is called for each visit with the
    values of the parameters in the address as keywords (`layout()`, `layout(cohort_id=UUID)`) and
    returns what stands in the main region, its first heading an `html.H1`, which also becomes the
    title of the window. It may raise NotFoundError or ForbiddenError: the shell shows a page that
    says so.

    `permissions`: whoever holds any of them sees the page and its entry in the side bar. This
    spares a click that leads nowhere; what may be seen is settled by the scope in each query.
    """

    paths: tuple[str, ...]
    title: str
    permissions: frozenset[Permission]
    layout: Callable[..., Component]
    nav: Nav | None = None
