"""One cohort, learner by learner: who is behind, and where. The list of cohorts is `cohorts`."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

import dash_bootstrap_components as dbc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, set_props
from dash import ctx as callback
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.figures.heatmap import heatmap, least_width
from leap_dash.figures.tokens import Theme
from leap_dash.figures.words import day
from leap_dash.pages import cohort_words as words
from leap_dash.pages import cohorts, parts
from leap_dash.pages.claims import claimed_id
from leap_dash.pages.cohort_filter import ALL, CONTROLS, ORDERS, STANDINGS, read_filter
from leap_dash.pages.controls import choice
from leap_dash.pages.filters import hash_filters
from leap_dash.pages.page import Nav, Page
from leap_dash.queries.cohort_learners import cohort_page
from leap_dash.queries.cohorts import cohort_head
from leap_dash.records import CohortHead, Order, Standing

PAGE_SIZE = 50
COHORT, ANSWER, CARDS, COUNT, IGNORED = (
    "cohort-id",
    "cohort-answer",
    "cohort-cards",
    "cohort-count",
    "cohort-ignored",
)
LIST, NOBODY, PAGER = "cohort-list", "cohort-nobody", "cohort-pager"
HEATMAP = parts.FigureIds("cohort-heatmap")


def register(app: Dash, ctx: Context) -> Page:
    """Put the list of cohorts and the page of each into the app."""
    filters = hash_filters(app, "cohort", CONTROLS)
    app.callback(
        Output(ANSWER, "children"),
        Output(CARDS, "children"),
        Output(COUNT, "children"),
        Output(IGNORED, "children"),
        Output(HEATMAP.sentence, "children"),
        Output(HEATMAP.graph, "figure"),
        Output(HEATMAP.graph, "style"),
        Output(HEATMAP.table, "children"),
        Output(LIST, "hidden"),
        Output(NOBODY, "hidden"),
        Output(PAGER, "children"),
        State(COHORT, "data"),
        Input("theme", "data"),
        *(Input(control, "value") for control in CONTROLS.values()),
    )(partial(show, ctx))
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("leap", "open_learner"),
        Output("location", "href", allow_duplicate=True),
        Input(HEATMAP.graph, "clickData"),
        State(HEATMAP.graph, "figure"),
        prevent_initial_call=True,
    )
    return Page(
        paths=("/app/cohorts", "/app/cohorts/<uuid:cohort_id>"),
        title="Cohorts",
        permissions=frozenset({Permission.SEE_LEARNERS}),
        layout=partial(layout, ctx, filters),
        nav=Nav("Cohorts", "people"),
    )


def layout(
    ctx: Context, filters: Callable[[], Component], cohort_id: UUID | None = None
) -> Component:
    """The list of cohorts, or one of them with its filters; `show` fills the rest."""
    if cohort_id is None:
        return cohorts.layout(ctx)
    with ctx.reading() as (session, scope):
        head = cohort_head(session, scope, cohort_id, now=ctx.clock())
    return html.Div(
        [
            filters(),
            dcc.Store(id=COHORT, data=str(head.id)),
            parts.breadcrumb(("Cohorts", "/app/cohorts"), (head.name, None)),
            html.H1(head.name),
            html.P(_place_and_time(head), className="ld-note"),
            parts.sentence("", id=ANSWER),
            _filters(head),
            html.P(id=IGNORED, className="ld-note", role="status"),
            html.Div(id=CARDS),
            html.Div(
                [parts.figure_panel(HEATMAP, note=words.legend()), html.Div(id=PAGER)], id=LIST
            ),
            html.Div(words.nobody(), id=NOBODY, hidden=True),
        ]
    )


def show(ctx: Context, cohort_id: str, theme: Theme | None, *values: object) -> list[Any]:
    """What the filters ask for: answer, cards, counts, heatmap with its table, pages."""
    given = dict(zip(CONTROLS, values, strict=True))
    with ctx.reading() as (session, scope):
        head = cohort_head(session, scope, claimed_id(cohort_id), now=ctx.clock())
        chosen, ignored = read_filter(head, given)
        if chosen.page > 1 and _another_filter_changed():
            chosen = replace(chosen, page=1)
            set_props(CONTROLS["page"], {"value": 1})
        found = cohort_page(session, scope, head, chosen, size=PAGE_SIZE)
    figure = heatmap(found, theme or "light")
    size = {"height": figure.layout.height, "minWidth": least_width(found)}
    return [
        words.answer(head, found),
        words.cards(head, found),
        words.how_many(found),
        words.left_out(ignored, chosen, found),
        words.heading(chosen, found),
        figure,
        size if found.items else {"display": "none"},
        words.table(head, found),
        not found.rows,
        bool(found.rows),
        words.pager(chosen, found),
    ]


def _another_filter_changed() -> bool:
    """Whether the viewer has just changed something other than the page: its number means nothing
    in the new list."""
    changed = set(callback.triggered_prop_ids.values())
    return bool(changed) and changed <= set(CONTROLS.values()) - {CONTROLS["page"]}


def _place_and_time(head: CohortHead) -> str:
    when = f"{day(head.starts_on)} to {day(head.ends_on)}"
    state = f"as of {day(head.today)}" if head.running else "ended"
    return f"{head.org_name} · {head.programme_name} · {when} · {state}"


def _filters(head: CohortHead) -> Component:
    courses = {ALL: "All courses"} | {
        course.code: course.name if course.name == course.code else f"{course.code} {course.name}"
        for course in head.courses
    }
    categories = {ALL: "All categories"} | {each: each.capitalize() for each in head.categories}
    return html.Div(
        [
            choice(CONTROLS["course"], "Course", courses.items(), ALL),
            choice(CONTROLS["category"], "Category", categories.items(), ALL),
            choice(CONTROLS["status"], "Status", STANDINGS.items(), Standing.ENROLLED),
            choice(CONTROLS["sort"], "Sort", ORDERS.items(), Order.MISSING),
            html.Div(
                [
                    dbc.Label("Name or key", html_for=CONTROLS["search"]),
                    dbc.Input(
                        id=CONTROLS["search"], type="search", value="", debounce=400, maxlength=100
                    ),
                ]
            ),
            # The pages are links; this holds the number that the address gives.
            html.Div(dbc.Input(id=CONTROLS["page"], type="number", value=1), hidden=True),
            html.P([html.Span(id=COUNT, role="status"), " · ", words.reset()], className="ld-note"),
        ],
        className="ld-filters",
        role="search",
        **parts.aria(label="Filters"),
    )
