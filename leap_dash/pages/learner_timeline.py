"""The figure of a learner's weeks on their page."""

from functools import partial
from typing import Any

from dash import Dash, Input, Output, State, html
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.results import State as ItemState
from leap_dash.figures.timeline import (
    LEAST_WIDTH,
    height,
    sentence,
    table_rows,
)
from leap_dash.figures.timeline import timeline as figure
from leap_dash.figures.tokens import Theme
from leap_dash.pages import parts
from leap_dash.pages.claims import claimed_id
from leap_dash.pages.learner_parts import LEARNER
from leap_dash.queries.learners import learner_detail
from leap_dash.queries.timeline import timeline

TIMELINE = parts.FigureIds("timeline")
COLUMNS = (
    parts.Column("Week from", short=True),
    parts.Column("Active days"),
    parts.Column("Handed in"),
    parts.Column("Due"),
)


def register(app: Dash, ctx: Context) -> None:
    """Draw it when the page opens, and anew in other colours."""
    app.callback(
        Output(TIMELINE.sentence, "children"),
        Output(TIMELINE.figure, "hidden"),
        Output(TIMELINE.graph, "figure"),
        Output(TIMELINE.graph, "style"),
        Output(TIMELINE.table, "children"),
        Input("theme", "data"),
        State(LEARNER, "data"),
    )(partial(draw, ctx))


def panel() -> Component:
    """The frame of it, filled by `draw`."""
    return parts.figure_panel(TIMELINE, note=legend())


def legend() -> Component:
    """What the signs mean."""
    labels = html.P([parts.state_label(state) for state in ItemState], className="ld-legend")
    reading = (
        "A sign stands on the day on which the item came in; what is missing or not due yet, on "
        "its due day. A stroke is a due day; a bar, the active days of a week, in the course with "
        "the most of them."
    )
    return html.Div([labels, html.P(reading)], className="ld-note")


def draw(ctx: Context, theme: Theme | None, learner: str) -> tuple[Any, ...]:
    """Sentence, figure and table."""
    with ctx.reading() as (session, scope):
        detail = learner_detail(session, scope, claimed_id(learner), now=ctx.clock())
        found = timeline(session, scope, detail)
    if found is None:
        return sentence(None), True, parts.NOT_YET, {}, None
    return (
        sentence(found),
        False,
        figure(found, theme or "light"),
        {"height": height(found), "minWidth": LEAST_WIDTH},
        parts.table("Week by week", COLUMNS, table_rows(found)),
    )
