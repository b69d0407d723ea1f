"""The ways to look at one cohort, as a small navigation under its title."""

from enum import StrEnum
from uuid import UUID

from dash import dcc, html
from dash.development.base_component import Component

from leap_dash.pages import parts


class View(StrEnum):
    """A way to look at a cohort: the end of its address."""

    LEARNERS = ""
    PATTERNS = "/patterns"
    BADGES = "/badges"
    PATHWAY = "/pathway"


LABELS = {
    View.LEARNERS: "Learners",
    View.PATTERNS: "Patterns",
    View.BADGES: "Badges",
    View.PATHWAY: "Pathway",
}


def views(cohort_id: UUID, current: View) -> Component:
    """Links to the views of the cohort; the one that is shown is no link."""
    return html.Nav(
        html.Ul(
            [
                html.Li(
                    html.Span(label, **parts.aria(current="page"))
                    if view is current
                    else dcc.Link(label, href=f"/app/cohorts/{cohort_id}{view.value}")
                )
                for view, label in LABELS.items()
            ]
        ),
        className="ld-views",
        **parts.aria(label="Views of this cohort"),
    )
