"""Partners: one programme across the providers of a network, completion and badges side by side."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import dash_bootstrap_components as dbc
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
from leap_dash.pages import parts
from leap_dash.pages.claims import claimed_id
from leap_dash.pages.filters import hash_filters
from leap_dash.pages.page import Nav, Page
from leap_dash.queries.partners import compare, programmes
from leap_dash.records import Choice

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
    "group did is shown as a bound. Lines are 95 % Wilson intervals."
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
        nav=Nav("Partners", "diagram-3"),
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
            _choice(offered),
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


def show(ctx: Context, programme: str | None, theme: Theme) -> list[Any]:
    """The answer in words, then each measure as heading, figure and table."""
    chosen = claimed_id(programme)
    with ctx.reading() as (session, scope):
        comparison = compare(session, scope, chosen, today=ctx.clock().date())
    shown: list[Any] = [" ".join(sentence(comparison, measure) for measure in PANELS.values())]
    for measure in PANELS.values():
        title = heading(comparison, measure)
        shown += [
            title,
            rates(comparison, measure, theme=theme),
            parts.table(title, COLUMNS, table_rows(comparison, measure)),
        ]
    return shown


def _choice(offered: Sequence[Choice]) -> Component:
    return html.Div(
        [
            dbc.Label("Programme", html_for=PROGRAMME),
            dbc.Select(
                id=PROGRAMME,
                options=[{"label": each.label, "value": str(each.id)} for each in offered],
                value=str(offered[0].id),
            ),
        ],
        className="ld-filters",
    )


def _outputs(ids: parts.FigureIds) -> tuple[Output, ...]:
    return (
        Output(ids.sentence, "children"),
        Output(ids.graph, "figure"),
        Output(ids.table, "children"),
    )
