"""A cohort and one badge: who is one step from it, and which clause of its rule stops most.

Awarding it is done on the badge's own page, `achievement`; here only those still enrolled count.
"""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, set_props
from dash import ctx as callback
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.figures.clauses import bars, read_behind, sentence
from leap_dash.figures.tokens import Theme
from leap_dash.pages import cohort_badge_words as words
from leap_dash.pages import controls, parts
from leap_dash.pages.claims import claimed_id
from leap_dash.pages.cohort_views import View, views
from leap_dash.pages.filters import hash_filters
from leap_dash.pages.page import Page
from leap_dash.queries.awards import achievement_choices
from leap_dash.queries.cohorts import cohort_head
from leap_dash.queries.eligibility import evaluate_achievement
from leap_dash.queries.eligibility_bottlenecks import clause_bottlenecks
from leap_dash.records import Choice, CohortHead, EligibilityReport, Qualifying, StoppedBy

COHORT, ANSWER, LIST = "cohort-badges-id", "cohort-badges-answer", "cohort-badges-list"
BADGE, WHO, PAGE = "cohort-badges-badge", "cohort-badges-who", "cohort-badges-page"
CONTROLS = {"badge": BADGE, "who": WHO, "page": PAGE}
CLAUSES = parts.FigureIds("cohort-badges-clauses")


def register(app: Dash, ctx: Context) -> Page:
    """Put the page into the app."""
    filters = hash_filters(app, "cohort-badges", CONTROLS)
    app.callback(
        Output(CLAUSES.sentence, "children"),
        Output(CLAUSES.graph, "figure"),
        Output(CLAUSES.graph, "style"),
        Output(CLAUSES.table, "children"),
        Output(WHO, "options"),
        State(COHORT, "data"),
        Input("theme", "data"),
        Input(BADGE, "value"),
    )(partial(draw, ctx))
    app.callback(
        Output(ANSWER, "children"),
        Output(LIST, "children"),
        State(COHORT, "data"),
        *(Input(control, "value") for control in CONTROLS.values()),
    )(partial(show, ctx))
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("leap", "show_behind"),
        Output(WHO, "value", allow_duplicate=True),
        Input(CLAUSES.graph, "clickData"),
        State(LIST, "id"),
        prevent_initial_call=True,
    )
    return Page(
        paths=("/app/cohorts/<uuid:cohort_id>/badges",),
        title="Badges of a cohort",
        permissions=frozenset({Permission.SEE_LEARNERS}),
        layout=partial(layout, ctx, filters),
    )


def layout(ctx: Context, filters: Callable[[], Component], *, cohort_id: UUID) -> Component:
    """The page with the badges to choose from; `draw` and `show` fill the rest."""
    with ctx.reading() as (session, scope):
        head = cohort_head(session, scope, cohort_id, now=ctx.clock())
        offered = achievement_choices(session, scope, cohort_id=cohort_id)
    if not offered:
        return html.Div([*_top(head), words.no_badge(head)])
    return html.Div(
        [
            filters(),
            dcc.Store(id=COHORT, data=str(head.id)),
            *_top(head),
            parts.sentence("", id=ANSWER),
            _controls(offered),
            html.Div(
                [
                    html.Div(id=LIST, className="ld-half", role="status"),
                    html.Div(
                        parts.figure_panel(
                            CLAUSES, note=html.P(words.READING, className="ld-note")
                        ),
                        className="ld-half",
                    ),
                ],
                className="ld-grid",
            ),
        ]
    )


def draw(ctx: Context, cohort: str, theme: Theme | None, badge: str | None) -> tuple[Any, ...]:
    """The bars of the badge's clauses with their sentence and table; whom the list can show."""
    with ctx.reading() as (session, scope):
        clauses = clause_bottlenecks(
            session,
            scope,
            claimed_id(badge),
            as_of=ctx.clock(),
            cohort=claimed_id(cohort),
            enrolled=True,
        )
    figure = bars(clauses, theme or "light")
    return (
        sentence(clauses),
        figure,
        {"height": figure["layout"]["height"]},
        words.clause_table(clauses, badge),
        words.options(clauses),
    )


def show(
    ctx: Context, cohort: str, badge: str | None, who: str | None, page: int | None
) -> tuple[str, list[Any]]:
    """How the cohort stands, and a page of the learners asked for."""
    changed = set(callback.triggered_prop_ids.values())
    if BADGE in changed and WHO not in changed and page == 1 and who != words.ONE_STEP:
        # Another badge has other clauses. The page follows when this has changed: two changes at
        # once would undo each other in the address.
        set_props(WHO, {"value": words.ONE_STEP})
        who, wanted = words.ONE_STEP, 1
    else:
        wanted = controls.page_to_show(page, CONTROLS)
    which = read_behind(who or "") or Qualifying.ONE_STEP
    with ctx.reading() as (session, scope):
        judge = partial(
            evaluate_achievement,
            session,
            scope,
            claimed_id(badge),
            as_of=ctx.clock(),
            cohort=claimed_id(cohort),
            enrolled=True,
            showing=which,
            limit=controls.ROWS,
        )
        report, shown, pages = _page(judge, wanted)
    kept = {"badge": badge, "who": who if isinstance(which, StoppedBy) else None}
    pager = controls.pager("learners", kept, shown, pages)
    return words.answer(report), [words.learners(report, which), pager]


def _page(
    judge: Callable[..., EligibilityReport], wanted: int
) -> tuple[EligibilityReport, int, int]:
    """That page, or the last where it is past the end; its number; how many there are."""
    report = judge(offset=controls.ROWS * (wanted - 1))
    pages = max(1, -(-report.shown // controls.ROWS))
    if wanted > pages:
        report = judge(offset=controls.ROWS * (pages - 1))
    return report, min(wanted, pages), pages


def _top(head: CohortHead) -> list[Component]:
    here = f"/app/cohorts/{head.id}"
    return [
        parts.breadcrumb(("Cohorts", "/app/cohorts"), (head.name, here), ("Badges", None)),
        html.H1(f"{head.name}: badges"),
        html.P(f"{head.org_name} · {head.programme_name}", className="ld-note"),
        views(head.id, View.BADGES),
    ]


def _controls(offered: tuple[Choice, ...]) -> Component:
    badges = [(str(each.id), each.label) for each in offered]
    return html.Div(
        [
            controls.choice(BADGE, "Badge", badges, badges[0][0]),
            controls.choice(WHO, "Learners", [(words.ONE_STEP, "One step away")], words.ONE_STEP),
            controls.page_holder(PAGE),
        ],
        className="ld-filters",
        role="search",
        **parts.aria(label="Filters"),
    )
