"""Partners: one programme across the providers of a network, completion and badges side by side."""

from collections.abc import Callable
from functools import partial
from typing import Any

from dash import Dash, Input, Output, html
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.domain.disclosure import LEAST_PEOPLE
from leap_dash.figures.partners import (
    BADGES,
    COMPLETION,
    heading,
    rates,
    sentence,
    table_rows,
)
from leap_dash.figures.tokens import Theme
from leap_dash.pages import controls, parts
from leap_dash.pages.claims import claimed_id
from leap_dash.pages.filters import hash_filters
from leap_dash.pages.page import Nav, Page
from leap_dash.queries.partners import compare, programmes

PROGRAMME = "partners-programme"
ANSWER = "partners-answer"
PANELS = {"partners-completion": COMPLETION, "partners-badges": BADGES}
COLUMNS = (
    parts.Column("Provider"),
    parts.Column("Country"),
    parts.Column("Learners", numeric=True),
    parts.Column("Rate", numeric=True),
    parts.Column("95 % interval", numeric=True),
)
RULES = (
    "Counted are learners whose courses of this programme have ended and have their final results. "
    "Completed means that they passed, or passed with distinction, each of those courses; of "
    "several attempts the best counts. Whoever withdrew before the start is left out. The badge "
    "rate is the share of the same learners with at least one badge of the programme that was not "
    f"revoked. Nothing is said about fewer than {LEAST_PEOPLE} learners, and what all or none of a "
    "group did is shown as a bound. Lines are 95 % Wilson intervals: where two do not overlap, "
    "chance alone hardly explains the difference."
)


def register(app: Dash, ctx: Context) -> Page:
    """Put the page into the app."""
    filters = hash_filters(app, "partners", {"programme": PROGRAMME})
    app.callback(
        Output(ANSWER, "children"),
        *(output for panel in PANELS for output in _outputs(parts.FigureIds(panel))),
        Input(PROGRAMME, "value"),
        Input("theme", "data"),
    )(partial(show, ctx))
    return Page(
        paths=("/app/partners",),
        title="Partners",
        permissions=frozenset({Permission.COMPARE}),
        layout=partial(layout, ctx, filters),
        nav=Nav("Partners", "diagram-3", "p"),
    )


def layout(ctx: Context, filters: Callable[[], Component]) -> Component:
    """The page with the programmes to choose from; the rest is filled by `show`."""
    with ctx.reading() as (session, scope):
        offered = programmes(session, scope)
    if not offered:
        return html.Div(
            [
                html.H1("Partners"),
                parts.empty(
                    "No organisation of your network runs a programme yet. As soon as one has a "
                    "cohort, its programme appears here."
                ),
            ]
        )
    return html.Div(
        [
            filters(),
            html.H1("Partners"),
            parts.sentence("", id=ANSWER),
            html.Div(
                controls.choice(
                    PROGRAMME,
                    "Programme",
                    [(str(each.id), each.label) for each in offered],
                    str(offered[0].id),
                ),
                className="ld-filters",
            ),
            html.Div(
                [
                    html.Div(parts.figure_panel(parts.FigureIds(panel)), className="ld-half")
                    for panel in PANELS
                ],
                className="ld-grid",
            ),
            html.P(RULES, className="ld-note"),
        ]
    )


def show(ctx: Context, programme: str | None, theme: Theme | None) -> list[Any]:
    """The answer in words, then each measure as heading, figure and table."""
    chosen = claimed_id(programme)
    with ctx.reading() as (session, scope):
        comparison = compare(session, scope, chosen, today=ctx.clock().date())
    shown: list[Any] = [" ".join(sentence(comparison, measure) for measure in PANELS.values())]
    for measure in PANELS.values():
        title = heading(comparison, measure)
        figure = rates(comparison, measure, theme=theme or "light")
        shown += [
            title,
            figure,
            {"height": figure["layout"]["height"]},
            parts.table(title, COLUMNS, table_rows(comparison, measure)),
        ]
    return shown


def _outputs(ids: parts.FigureIds) -> tuple[Output, ...]:
    return (
        Output(ids.sentence, "children"),
        Output(ids.graph, "figure"),
        Output(ids.graph, "style"),
        Output(ids.table, "children"),
    )
