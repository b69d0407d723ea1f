"""One course of a cohort: is this week normal, which assessment is hard, when do they leave."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.figures.tokens import Theme
from leap_dash.pages import cohort_as_of, cohort_behind, parts
from leap_dash.pages import cohort_patterns_words as words
from leap_dash.pages.claims import claimed_id
from leap_dash.pages.cohort_views import View, views
from leap_dash.pages.course_choice import chosen_course, course_control
from leap_dash.pages.filters import hash_filters
from leap_dash.pages.page import Page
from leap_dash.queries.cohort_weeks import weekly
from leap_dash.queries.cohorts import cohort_head
from leap_dash.queries.course_runs import course_runs
from leap_dash.queries.item_marks import item_marks
from leap_dash.queries.leaving import leaving
from leap_dash.records import CohortHead, CourseRun

COHORT, COURSE, AS_OF, STEPS, IGNORED = (
    "patterns-cohort",
    "patterns-course",
    "patterns-as-of",
    "patterns-as-of-steps",
    "patterns-ignored",
)
WEEKS, ITEMS, LEAVING = (
    parts.FigureIds("patterns-weeks"),
    parts.FigureIds("patterns-items"),
    parts.FigureIds("patterns-leaving"),
)
QUESTIONS: Mapping[parts.FigureIds, str] = {
    WEEKS: "Is this week normal?",
    ITEMS: "Which assessment is hard?",
    LEAVING: "When do they leave?",
}
CONTROLS = {"course": COURSE, "as_of": AS_OF, "behind": cohort_behind.HOLDER}


def register(app: Dash, ctx: Context) -> Page:
    """Put the page into the app; each figure is filled by itself, as soon as it is there."""
    filters = hash_filters(app, "patterns", CONTROLS)
    asked = (State(COHORT, "data"), Input(COURSE, "value"), Input(AS_OF, "value"))
    for ids in QUESTIONS:
        app.callback(*_outputs(ids), Input("theme", "data"), *asked)(partial(show, ctx, ids))
    app.callback(Output(IGNORED, "children"), Output(STEPS, "children"), *asked)(
        partial(show_asked, ctx)
    )
    cohort_behind.register(app, ctx, tuple(QUESTIONS), cohort=COHORT, course=COURSE, as_of=AS_OF)
    return Page(
        paths=("/app/cohorts/<uuid:cohort_id>/patterns",),
        title="Patterns",
        permissions=frozenset({Permission.SEE_LEARNERS}),
        layout=partial(layout, ctx, filters),
    )


def layout(ctx: Context, filters: Callable[[], Component], cohort_id: UUID) -> Component:
    """The page with the courses to choose from; `show` fills the figures."""
    with ctx.reading() as (session, scope):
        head = cohort_head(session, scope, cohort_id, now=ctx.clock())
        runs = course_runs(session, scope, head.id, as_of=head.known_on)
    top = [
        parts.breadcrumb(
            ("Cohorts", "/app/cohorts"), (head.name, f"/app/cohorts/{head.id}"), ("Patterns", None)
        ),
        html.H1(f"{head.name}: patterns"),
        html.P(f"{head.org_name} · {head.programme_name}", className="ld-note"),
        views(head.id, View.PATTERNS),
    ]
    if not runs:
        return html.Div([*top, nothing()])
    return html.Div(
        [
            filters(),
            dcc.Store(id=COHORT, data=str(head.id)),
            *top,
            html.Div(
                [course_control(COURSE, runs), cohort_as_of.control(head, AS_OF)],
                className="ld-filters",
                role="search",
                **parts.aria(label="Filters"),
            ),
            html.P(id=IGNORED, className="ld-note", role="status"),
            _panel(WEEKS),
            html.Div(
                [html.Div(_panel(ids), className="ld-half") for ids in (ITEMS, LEAVING)],
                className="ld-grid",
            ),
            cohort_behind.dialog(),
        ]
    )


def show(
    ctx: Context,
    ids: parts.FigureIds,
    theme: Theme | None,
    cohort_id: str,
    course: str | None,
    as_of: str | None,
) -> list[Any]:
    """One of the figures: heading, figure, its height, whether it is hidden, note and table."""
    with ctx.reading() as (session, scope):
        head = cohort_head(session, scope, claimed_id(cohort_id), now=ctx.clock())
        head, _ = cohort_as_of.looked_at(head, as_of, AS_OF)
        day = head.known_on
        run, _ = chosen_course(course_runs(session, scope, head.id, as_of=day), course)
        address = _address(head, run)
        drawn = theme or "light"
        if ids == WEEKS:
            shown = words.weeks(weekly(session, scope, run, as_of=day), address, drawn)
        elif ids == ITEMS:
            marks = item_marks(session, scope, run, as_of=day)
            shown = words.items(run, marks, address, drawn)
        else:
            shown = words.leavers(leaving(session, scope, run), address, drawn)
    return [
        [html.Span([QUESTIONS[ids], " "], className="ld-question"), shown.sentence],
        no_update if shown.figure is None else shown.figure,
        {} if shown.figure is None else {"height": shown.figure["layout"]["height"]},
        shown.figure is None,
        shown.note,
        shown.table,
    ]


def show_asked(ctx: Context, cohort_id: str, course: str | None, as_of: str | None) -> list[Any]:
    """What of the address could not be used, and the steps to other days."""
    with ctx.reading() as (session, scope):
        head = cohort_head(session, scope, claimed_id(cohort_id), now=ctx.clock())
        head, no_day = cohort_as_of.looked_at(head, as_of, AS_OF)
        runs = course_runs(session, scope, head.id, as_of=head.known_on)
    run, no_course = chosen_course(runs, course)
    return [
        " ".join(filter(None, (no_course, no_day))),
        cohort_as_of.steps(head, {"course": run.course_code}),
    ]


def nothing() -> Component:
    """Instead of figures where the cohort has no course yet."""
    return parts.empty(
        "This cohort has no courses yet. As soon as marks of one are imported, its weeks, its "
        "assessments and who left it are shown here."
    )


def _panel(ids: parts.FigureIds) -> Component:
    return parts.figure_panel(
        ids, heading=QUESTIONS[ids], note=html.P(id=_note(ids), className="ld-note")
    )


def _note(ids: parts.FigureIds) -> str:
    return f"{ids.panel}-note"


def _outputs(ids: parts.FigureIds) -> tuple[Output, ...]:
    return (
        Output(ids.sentence, "children"),
        Output(ids.graph, "figure"),
        Output(ids.graph, "style"),
        Output(ids.figure, "hidden"),
        Output(_note(ids), "children"),
        Output(ids.table, "children"),
    )


def _address(head: CohortHead, run: CourseRun) -> Mapping[str, str | None]:
    """What an address has to say to lead to the same view."""
    return {"course": run.course_code, **cohort_as_of.in_address(head)}
