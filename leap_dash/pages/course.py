"""One course of one cohort: item by item, outcome by outcome, and beside other cohorts."""

from functools import partial
from typing import Any
from urllib.parse import unquote, urlencode
from uuid import UUID

from dash import Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.figures import course_cohorts, course_items
from leap_dash.figures.course_cohorts import PASSED, UP_TO_DATE
from leap_dash.figures.tokens import Theme
from leap_dash.figures.words import day, shortened
from leap_dash.pages import course_words as words
from leap_dash.pages import parts
from leap_dash.pages.claims import claimed_id
from leap_dash.pages.page import Page
from leap_dash.queries.courses import course_head, course_page
from leap_dash.records import CourseHead, Standing

COHORT, CODE = "course-cohort", "course-code"
OUTCOMES = "course-outcomes"
ITEMS = parts.FigureIds("course-items")
RATES = {"course-up-to-date": UP_TO_DATE, "course-passed": PASSED}


def register(app: Dash, ctx: Context) -> Page:
    """Put the page into the app."""
    figures = (ITEMS, *(parts.FigureIds(panel) for panel in RATES))
    app.callback(
        Output(OUTCOMES, "children"),
        *(output for ids in figures for output in _outputs(ids)),
        Input("theme", "data"),
        State(COHORT, "data"),
        State(CODE, "data"),
    )(partial(show, ctx))
    return Page(
        paths=("/app/cohorts/<uuid:cohort_id>/courses/<path:code>",),
        title="Course",
        permissions=frozenset({Permission.SEE_LEARNERS}),
        layout=partial(layout, ctx),
    )


def layout(ctx: Context, cohort_id: UUID, code: str) -> Component:
    """What the course is and how it stands; `show` fills the rest."""
    with ctx.reading() as (session, scope):
        # As browsers write it in an address.
        head = course_head(session, scope, cohort_id, unquote(code), now=ctx.clock())
    cohort = f"/app/cohorts/{head.cohort_id}"
    name = words.name(head)
    return html.Div(
        [
            dcc.Store(id=COHORT, data=str(head.cohort_id)),
            dcc.Store(id=CODE, data=head.code),
            parts.breadcrumb(("Cohorts", "/app/cohorts"), (head.cohort_name, cohort), (name, None)),
            html.H1(f"{name}, {head.cohort_name}"),
            html.P(_place_and_time(head), className="ld-note"),
            parts.sentence(words.answer(head)),
            _ways_to_learners(head, cohort),
            words.cards(head),
            parts.figure_panel(ITEMS, note=words.legend()),
            html.Div(id=OUTCOMES),
            html.H2("The same course in other cohorts", className="mb-3"),
            html.Div(
                [
                    html.Div(parts.figure_panel(parts.FigureIds(panel)), className="ld-half")
                    for panel in RATES
                ],
                className="ld-grid",
            ),
            html.P(words.ALIKE, className="ld-note"),
        ]
    )


def show(ctx: Context, theme: Theme | None, cohort: str, code: str) -> list[Any]:
    """The outcomes; then items and both rates, each as sentence, figure and table."""
    with ctx.reading() as (session, scope):
        found = course_page(session, scope, claimed_id(cohort), code, now=ctx.clock())
    look = theme or "light"
    items = course_items.bars(found, look)
    shown: list[Any] = [
        words.outcomes(found),
        course_items.sentence(found),
        items,
        {"height": items["layout"]["height"]},
        words.item_table(found),
    ]
    for measure in RATES.values():
        figure = course_cohorts.lines(found.cohorts, measure, look)
        shown += [
            course_cohorts.sentence(found.cohorts, measure),
            figure,
            {"height": figure["layout"]["height"]},
            words.cohort_table(found, measure),
        ]
    return shown


def _place_and_time(head: CourseHead) -> str:
    when = f"from {day(head.starts_on)}"
    if head.ends_on:
        when = f"{day(head.starts_on)} to {day(head.ends_on)}"
    state = f"as of {day(head.as_of)}" if head.running else "ended"
    return f"{head.org_name} · {shortened(head.programme_name, 80)} · {when} · {state}"


def _ways_to_learners(head: CourseHead, cohort: str) -> Component:
    everyone = urlencode({"course": head.code})
    pressing = urlencode({"course": head.code, "status": Standing.NEEDS_ATTENTION.value})
    return html.P(
        [
            dcc.Link("Learners of this course", href=f"{cohort}#{everyone}"),
            " · ",
            dcc.Link("Those who need attention", href=f"{cohort}#{pressing}"),
            " · ",
            dcc.Link("Who is one step from a badge", href=f"{cohort}/badges"),
        ]
    )


def _outputs(ids: parts.FigureIds) -> tuple[Output, ...]:
    return (
        Output(ids.sentence, "children"),
        Output(ids.graph, "figure"),
        Output(ids.graph, "style"),
        Output(ids.table, "children"),
    )
