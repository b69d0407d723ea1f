"""One cohort, learner by learner: who is behind, and where. The list of cohorts is `cohorts`."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.figures.cohort_answer import answer
from leap_dash.figures.heatmap import heatmap, height, least_width
from leap_dash.figures.tokens import Theme
from leap_dash.figures.words import day, shortened
from leap_dash.pages import (
    acting,
    acting_bar,
    cohort_as_of,
    cohort_ranking,
    cohort_thresholds,
    cohorts,
    download_links,
    large_table,
    parts,
)
from leap_dash.pages import cohort_words as words
from leap_dash.pages.acting_sources import cohort_source
from leap_dash.pages.claims import ALL, claimed_id
from leap_dash.pages.cohort_filter import (
    CONTROLS,
    HEATMAP,
    ORDERS,
    STANDINGS,
    in_address,
    read_filter,
)
from leap_dash.pages.cohort_views import View, views
from leap_dash.pages.controls import ROWS, choice, page_holder, pager, search
from leap_dash.pages.filters import hash_filters
from leap_dash.pages.page import Nav, Page
from leap_dash.queries.cohort_learners import cohort_page
from leap_dash.queries.cohorts import cohort_head
from leap_dash.records import CohortHead, LearnerFilter, Order, Standing

COHORT, ANSWER, CARDS, COUNT, IGNORED = (
    "cohort-id",
    "cohort-answer",
    "cohort-cards",
    "cohort-count",
    "cohort-ignored",
)
DOWNLOADS = "cohort-downloads"
SOURCE = "cohort-source"
LIST, NOBODY, PAGER, RULES = "cohort-list", "cohort-nobody", "cohort-pager", "cohort-rules"


def register(app: Dash, ctx: Context) -> Page:
    """Put the list of cohorts and the page of each into the app."""
    filters = hash_filters(app, "cohort", CONTROLS)
    cohort_thresholds.register(app, ctx, COHORT)
    app.callback(
        Output(ANSWER, "children"),
        Output(CARDS, "children"),
        Output(COUNT, "children"),
        Output(cohort_as_of.STEPS, "children"),
        Output(IGNORED, "children"),
        Output(HEATMAP.sentence, "children"),
        Output(HEATMAP.graph, "figure"),
        Output(HEATMAP.graph, "style"),
        Output(HEATMAP.figure, "hidden"),
        Output(HEATMAP.values, "data"),
        Output(LIST, "hidden"),
        Output(NOBODY, "hidden"),
        Output(PAGER, "children"),
        Output(DOWNLOADS, "children"),
        Output(RULES, "children"),
        Output(SOURCE, "data"),
        *cohort_ranking.OUTPUTS,
        State(COHORT, "data"),
        Input("theme", "data"),
        Input(cohort_thresholds.CHANGED, "data"),
        *(Input(control, "value") for control in CONTROLS.values()),
    )(partial(show, ctx))
    acting.register_list(app, SOURCE)
    large_table.connect(app, HEATMAP.table, HEATMAP.values)
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
        nav=Nav("Cohorts", "people", "c"),
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
            views(head.id, View.LEARNERS),
            parts.sentence("", id=ANSWER),
            _filters(head),
            html.Div(id=DOWNLOADS),
            html.P(id=IGNORED, className="ld-note", role="status"),
            cohort_ranking.place(),
            html.Div(id=CARDS),
            html.Div(
                [
                    parts.figure_panel(HEATMAP, note=_legend(ctx), on_demand=True),
                    html.Div(id=PAGER),
                    acting_bar.bar(scope, SOURCE, *download_links.selected()),
                ],
                id=LIST,
            ),
            html.Div(words.nobody(), id=NOBODY, hidden=True),
            cohort_thresholds.form(),
            acting_bar.questions(),
        ]
    )


def show(
    ctx: Context, cohort_id: str, theme: Theme | None, _changed: object, *values: object
) -> list[Any]:
    """What the filters ask for: answer, cards, counts, heatmap with its table, pages, ranking."""
    given = dict(zip(CONTROLS, values, strict=True))
    asked = bool(given["table"])
    with ctx.reading() as (session, scope):
        head = cohort_head(session, scope, claimed_id(cohort_id), now=ctx.clock())
        head, no_day = cohort_as_of.looked_at(head, given["as_of"])
        chosen, ignored = read_filter(head, given)
        found = cohort_page(session, scope, head, chosen, size=ROWS)
    if not head.final and not head.is_kept:
        ctx.jobs.keep_day(head.id, head.as_of)
    as_table = asked or not found.items
    address = {**in_address(chosen), "table": "true" if asked else None}
    return [
        answer(head, found),
        words.cards(found),
        words.how_many(found),
        cohort_as_of.steps(head, address),
        " ".join(filter(None, (words.left_out(ignored, chosen, found), no_day))),
        words.heading(chosen, found),
        no_update if as_table else heatmap(found, theme or "light"),
        {"height": height(found), "minWidth": least_width(found)},
        as_table,
        words.table(head, found) if as_table else None,
        not found.rows,
        bool(found.rows),
        pager("learners", {**address, **cohort_as_of.in_address(head)}, found.page, found.pages),
        _downloads(head, chosen) if found.rows else None,
        words.rules_in_words(head, found.ranking),
        cohort_source(head, chosen, found.shown),
        *cohort_ranking.said(found.ranking),
    ]


def _legend(ctx: Context) -> Component:
    return words.legend(RULES, cohort_thresholds.button(allowed=cohort_thresholds.may_set(ctx)))


def _place_and_time(head: CohortHead) -> str:
    when = f"from {day(head.starts_on)}"
    if head.ends_on:
        when = f"{day(head.starts_on)} to {day(head.ends_on)}"
    state = "running" if head.running else "ended"
    return f"{head.org_name} · {head.programme_name} · {when} · {state}"


def _downloads(head: CohortHead, chosen: LearnerFilter) -> Component:
    """What is shown, all of its pages, as a file; and the cohort or course on paper."""
    address, on_day = f"/app/cohorts/{head.id}", cohort_as_of.in_address(head)
    shown = {**in_address(chosen), **on_day}
    return download_links.bar(
        *download_links.list_links("These learners", f"{address}/learners", shown, HEATMAP.table),
        download_links.link(
            "Report (PDF)",
            f"{address}/report.pdf",
            {"course": chosen.course, **on_day},
            "Report as PDF",
        ),
    )


def _filters(head: CohortHead) -> Component:
    courses = {ALL: "All courses"} | {
        course.code: course.name
        if course.name == course.code
        else shortened(f"{course.code} {course.name}", 28)
        for course in head.courses
    }
    categories = {ALL: "All categories"} | {each: each.capitalize() for each in head.categories}
    return html.Div(
        [
            choice(CONTROLS["course"], "Course", courses.items()),
            choice(CONTROLS["category"], "Category", categories.items()),
            choice(CONTROLS["status"], "Status", STANDINGS.items(), Standing.ENROLLED),
            choice(CONTROLS["sort"], "Sort", ORDERS.items(), Order.SCORE),
            search(CONTROLS["search"], "Name or key"),
            cohort_as_of.control(head),
            page_holder(CONTROLS["page"]),
            html.P([html.Span(id=COUNT, role="status"), " · ", words.reset()], className="ld-note"),
        ],
        className="ld-filters",
        role="search",
        **parts.aria(label="Filters"),
    )
