"""One badge: what it takes, who qualifies, who is one step away, who has it."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import ceil
from typing import Any
from uuid import UUID

import dash_bootstrap_components as dbc
from dash import Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.domain.awards import AwardState
from leap_dash.domain.endorsements import Target, TargetKind
from leap_dash.figures.words import count, number
from leap_dash.pages import achievement_lists as lists
from leap_dash.pages import awarding, controls, download_links, parts
from leap_dash.pages.achievement_lists import Showing
from leap_dash.pages.badge_parts import badge_image, level
from leap_dash.pages.claims import ALL, chosen_id, claimed_id
from leap_dash.pages.endorsement_parts import said_of_it
from leap_dash.pages.filters import hash_filters
from leap_dash.pages.page import Page
from leap_dash.queries.awards import achievement, award_rows, cohort_choices
from leap_dash.queries.eligibility import evaluate_achievement
from leap_dash.queries.endorsements import endorsements_of
from leap_dash.records import AchievementSummary, Choice, EligibilityReport, Qualifying
from leap_dash.services.moderation import must_wait

ANSWER, LIST = "badge-answer", "badge-list"
SHOWING, PAGE = "badge-showing", "badge-page"
CONTROLS = {"cohort": awarding.COHORT, "show": SHOWING, "page": PAGE}


def register(app: Dash, ctx: Context) -> Page:
    """Put the page into the app."""
    filters = hash_filters(app, "badge", CONTROLS)
    app.callback(
        Output(ANSWER, "children"),
        Output(SHOWING, "options"),
        Output(LIST, "children"),
        Output(awarding.PLACE, "children"),
        *(Input(control, "value") for control in CONTROLS.values()),
        State(awarding.BADGE, "data"),
    )(partial(show, ctx))
    awarding.register(app, ctx)
    return Page(
        paths=("/app/badges/<uuid:achievement_id>",),
        title="Badge",
        permissions=frozenset({Permission.SEE_LEARNERS}),
        layout=partial(layout, ctx, filters),
    )


def layout(ctx: Context, filters: Callable[[], Component], *, achievement_id: UUID) -> Component:
    """What the badge is, and the controls; the rest is filled by `show`."""
    with ctx.reading() as (session, scope):
        badge = achievement(session, scope, achievement_id, now=ctx.clock())
        cohorts = cohort_choices(
            session, scope, org_id=badge.org_id, programme_id=badge.programme_id
        )
        endorsed = endorsements_of(session, Target(TargetKind.BADGE, badge.id))
        may_define = scope.may(Permission.DEFINE, badge.org_id)
    return html.Div(
        [
            filters(),
            dcc.Store(id=awarding.BADGE, data=str(badge.id)),
            parts.breadcrumb(("Badges", "/app/badges"), (badge.name, None)),
            html.H1(badge.name),
            parts.sentence("", id=ANSWER),
            _about(badge, may_define=may_define),
            html.Div(_controls(cohorts), className="ld-filters"),
            html.Div(id=LIST),
            parts.panel("Who endorses it", said_of_it(endorsed)) if endorsed else None,
            awarding.confirmation(),
        ]
    )


def show(
    ctx: Context, cohort: str | None, showing: str | None, page: int | None, badge: str
) -> tuple[Any, ...]:
    """The answer, the counts beside the choices, the chosen list with its pages, the button."""
    badge_id, cohort_id, now = claimed_id(badge), chosen_id(cohort), ctx.clock()
    which = Showing(showing) if showing in set(Showing) else Showing.QUALIFY
    wanted = controls.page_to_show(page, CONTROLS)
    with ctx.reading() as (session, scope):
        judge = partial(
            evaluate_achievement,
            session,
            scope,
            badge_id,
            as_of=now,
            cohort=cohort_id,
            presumed=True,
        )
        report, shown, pages = _judged(judge, which, wanted)
        about = achievement(session, scope, badge_id, now=now)
        cohorts = cohort_choices(
            session, scope, org_id=about.org_id, programme_id=about.programme_id
        )
        held = award_rows(
            session,
            scope,
            now=now,
            achievement_id=badge_id,
            cohort_id=cohort_id,
            state=AwardState.ISSUED,
            page=wanted,
            size=controls.ROWS,
        )
        may_award = scope.may(Permission.AWARD, report.org_id)
        waits = must_wait(session, scope, badge_id)
    names = {each.id: each.label for each in cohorts}
    match which:
        case Showing.QUALIFY:
            listed = lists.qualify(report, names)
        case Showing.ONE_STEP:
            listed = lists.one_step(report, names)
        case Showing.HOLD:
            listed, shown, pages = lists.hold(held), held.page, held.pages
    kept = {"cohort": cohort, "show": None if which is Showing.QUALIFY else which}
    return (
        sentence(report, held.total),
        _options(report, held.total),
        [
            listed,
            controls.pager("learners", kept, shown, pages),
            _downloads(badge_id, kept)
            if (held if which is Showing.HOLD else report).rows
            else None,
        ],
        awarding.ways(badge_id, cohort_id, report.new, waits=waits) if may_award else None,
    )


def _downloads(badge_id: UUID, kept: Mapping[str, str | None]) -> Component:
    path = f"/app/badges/{badge_id}/learners"
    return download_links.bar(*download_links.list_links("These learners", path, kept))


def sentence(report: EligibilityReport, held: int) -> str:
    """Who qualifies, who nearly does, who has it."""
    if not report.evaluated:
        return "Nobody is enrolled in a cohort of this programme yet."
    nearly = f"{count(report.one_step, 'is', 'are')} one step away"
    have = f"{count(held, 'has it', 'have it')}"
    if report.new == 1:
        return f"1 learner qualifies and does not have it yet; {nearly}; {have}."
    if report.new:
        who = f"{number(report.new)} learners qualify and do not have it yet"
        return f"{who}; {nearly}; {have}."
    if held:
        return f"Everyone who qualifies has it: {count(held, 'learner')}; {nearly}."
    return f"Nobody of {number(report.evaluated)} qualifies yet; {nearly}."


def _judged(
    judge: Callable[..., EligibilityReport], which: Showing, page: int
) -> tuple[EligibilityReport, int, int]:
    """The rows of that page, or of the last where it is past the end; its number; how many."""
    qualifying = Qualifying.ONE_STEP if which is Showing.ONE_STEP else Qualifying.NEW
    size = 0 if which is Showing.HOLD else controls.ROWS
    report = judge(showing=qualifying, limit=size, offset=size * (page - 1))
    total = report.one_step if which is Showing.ONE_STEP else report.new
    pages = max(1, ceil(total / controls.ROWS))
    if page > pages:
        report = judge(showing=qualifying, limit=size, offset=size * (pages - 1))
    return report, min(page, pages), pages


def _ways_to_change(badge: AchievementSummary) -> list[parts.Content]:
    address = f"/app/badges/{badge.id}"
    return [
        " · ",
        dcc.Link("Edit the rule", href=f"{address}/rule"),
        " · ",
        dcc.Link("Design the picture", href=f"{address}/design"),
        " · ",
        dcc.Link("How long it is good", href=f"{address}/validity"),
    ]


def _about(badge: AchievementSummary, *, may_define: bool) -> Component:
    rule = f"version {badge.rule_version} of the rule"
    return html.Div(
        [
            badge_image(badge.id, 128, version=badge.image_version),
            html.P(badge.description),
            html.P(badge.narrative),
            html.P(
                [
                    *level(badge.level),
                    f"{badge.programme_name} · ",
                    dcc.Link(rule, href=f"/app/badges/{badge.id}/versions"),
                    " · ",
                    html.A("public page", href=f"/achievements/{badge.id}"),
                    *(_ways_to_change(badge) if may_define else []),
                ],
                className="ld-note",
            ),
        ],
        className="ld-badge-card is-large",
    )


def _controls(cohorts: Sequence[Choice]) -> list[Component]:
    offered = [(ALL, "All cohorts"), *((str(each.id), each.label) for each in cohorts)]
    return [
        controls.choice(awarding.COHORT, "Cohort", offered),
        html.Fieldset(
            [
                html.Legend("Show", className="form-label"),
                dbc.RadioItems(id=SHOWING, value=Showing.QUALIFY.value, options=[], inline=True),
            ]
        ),
        controls.page_holder(PAGE),
        html.Div(id=awarding.PLACE, className="ms-auto"),
    ]


def _options(report: EligibilityReport, held: int) -> list[dict[str, str]]:
    return [
        {"value": which.value, "label": f"{label} ({number(total)})"}
        for which, label, total in (
            (Showing.QUALIFY, "Qualify now", report.new),
            (Showing.ONE_STEP, "One step away", report.one_step),
            (Showing.HOLD, "Have it", held),
        )
    ]
