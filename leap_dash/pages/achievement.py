"""One badge: what it takes, who qualifies, who is one step away, who has it."""

from collections.abc import Callable, Iterator, Sequence
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
from leap_dash.domain.criteria_evaluate import conclude
from leap_dash.domain.narrative import clause_text
from leap_dash.figures.words import NOTHING, count, day, number
from leap_dash.pages import awarding, controls, parts
from leap_dash.pages.claims import chosen_id, claimed_id
from leap_dash.pages.filters import hash_filters
from leap_dash.pages.page import Page
from leap_dash.queries.awards import achievement, award_rows, cohort_choices
from leap_dash.queries.eligibility import evaluate_achievement
from leap_dash.records import (
    AchievementSummary,
    AwardsPage,
    Choice,
    EligibilityReport,
    Qualifying,
)

ANSWER, LIST = "badge-answer", "badge-list"
SHOWING, PAGE = "badge-showing", "badge-page"
NEW, ONE_STEP, HOLDERS = "qualify", "one-step", "have"
LEARNER, COHORT = parts.Column("Learner"), parts.Column("Cohort")


def register(app: Dash, ctx: Context) -> Page:
    """Put the page into the app."""
    filters = hash_filters(
        app, "badge", {"cohort": awarding.COHORT, "showing": SHOWING, "page": PAGE}
    )
    app.callback(
        Output(ANSWER, "children"),
        Output(SHOWING, "options"),
        Output(LIST, "children"),
        *controls.page_outputs(PAGE),
        Output(awarding.PLACE, "children"),
        Input(awarding.COHORT, "value"),
        Input(SHOWING, "value"),
        Input(PAGE, "value"),
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
    return html.Div(
        [
            filters(),
            dcc.Store(id=awarding.BADGE, data=str(badge.id)),
            parts.breadcrumb(("Badges", "/app/badges"), (badge.name, None)),
            html.H1(badge.name),
            parts.sentence("", id=ANSWER),
            _about(badge),
            html.Div(_controls(cohorts), className="ld-filters"),
            html.Div(id=LIST),
            awarding.confirmation(),
        ]
    )


def show(
    ctx: Context, cohort: str | None, showing: str, page: int | None, badge: str
) -> tuple[Any, ...]:
    """The answer, the counts beside the choices, the chosen list, its paging, and the button."""
    badge_id, cohort_id, now = claimed_id(badge), chosen_id(cohort), ctx.clock()
    with ctx.reading() as (session, scope):
        report, at = _judged(
            partial(evaluate_achievement, session, scope, badge_id, as_of=now, cohort=cohort_id),
            showing,
            page or 1,
        )
        held = award_rows(
            session,
            scope,
            now=now,
            achievement_id=badge_id,
            cohort_id=cohort_id,
            state=AwardState.ISSUED,
            page=page or 1,
            size=controls.ROWS,
        )
        may_award = scope.may(Permission.AWARD, report.org_id)
    if showing == HOLDERS:
        at = (held.page, held.pages)
    return (
        sentence(report, held.total),
        _options(report, held.total),
        _list(report, held, showing),
        *controls.page_values(*at),
        awarding.button(report.new) if may_award else None,
    )


def sentence(report: EligibilityReport, held: int) -> str:
    """Who qualifies, who nearly does, who has it."""
    nearly = f"{count(report.one_step, 'is', 'are')} one step away"
    have = f"{count(held, 'has', 'have')} it"
    if not report.evaluated:
        return "Nobody is enrolled in a cohort of this programme yet."
    if report.new:
        who = f"{count(report.new, 'learner')} {'qualifies' if report.new == 1 else 'qualify'}"
        return f"{who} and {'has' if report.new == 1 else 'have'} it not yet; {nearly}; {have}."
    if held:
        return f"Everyone who qualifies has it: {count(held, 'learner')}; {nearly}."
    return f"Nobody of {number(report.evaluated)} qualifies yet; {nearly}."


def _judged(
    evaluate: Callable[..., EligibilityReport], showing: str, page: int
) -> tuple[EligibilityReport, tuple[int, int]]:
    """The rows of that page or, past the end, of the last; with (its number, how many pages)."""
    which = Qualifying.ONE_STEP if showing == ONE_STEP else Qualifying.NEW
    size = 0 if showing == HOLDERS else controls.ROWS
    report = evaluate(showing=which, limit=size, offset=controls.ROWS * (page - 1))
    total = report.one_step if which is Qualifying.ONE_STEP else report.new
    pages = max(1, ceil(total / controls.ROWS))
    if page > pages:
        report = evaluate(showing=which, limit=size, offset=controls.ROWS * (pages - 1))
    return report, (min(page, pages), pages)


def _about(badge: AchievementSummary) -> Component:
    facts = [badge.programme_name, f"version {badge.rule_version} of the rule"]
    if badge.level:
        facts.insert(0, badge.level.capitalize())
    return html.Div(
        [
            html.Img(src=f"/achievements/{badge.id}.png", alt="", width=72, height=72),
            html.P(badge.narrative),
            html.P(badge.description),
            html.P(
                [
                    f"{' · '.join(facts)} · ",
                    html.A("public page", href=f"/achievements/{badge.id}"),
                ],
                className="ld-note",
            ),
        ],
        className="ld-badge-card mb-4",
    )


def _controls(cohorts: Sequence[Choice]) -> list[Component]:
    return [
        controls.choice(
            awarding.COHORT,
            "Cohort",
            [("", "All cohorts"), *((str(each.id), each.label) for each in cohorts)],
        ),
        html.Fieldset(
            [
                html.Legend("Show", className="form-label"),
                dbc.RadioItems(id=SHOWING, value=NEW, options=[], inline=True),
            ]
        ),
        controls.page_number(PAGE),
        html.Div(id=awarding.PLACE, className="ms-auto"),
    ]


def _options(report: EligibilityReport, held: int) -> list[dict[str, str]]:
    return [
        {"value": value, "label": f"{label} ({number(total)})"}
        for value, label, total in (
            (NEW, "Qualify now", report.new),
            (ONE_STEP, "One step away", report.one_step),
            (HOLDERS, "Have it", held),
        )
    ]


def _list(report: EligibilityReport, held: AwardsPage, showing: str) -> Component:
    match showing:
        case "have":
            return _table(
                "Learners who have the badge",
                [LEARNER, COHORT, parts.Column("Awarded on"), parts.Column("Badge")],
                _holders(held),
                "Nobody has this badge yet.",
            )
        case "one-step":
            columns = [parts.Column(each) for each in ("Missing", "Has", "Needs")]
            return _table(
                "Learners who lack one clause of the rule",
                [LEARNER, COHORT, *columns],
                _one_step(report),
                "Nobody is one step away.",
            )
    return _table(
        "Learners who qualify and have the badge not yet",
        [LEARNER, COHORT, parts.Column("What they reached")],
        _new(report),
        "Nobody qualifies who does not have it.",
    )


def _table(
    caption: str,
    columns: Sequence[parts.Column],
    rows: Iterator[Sequence[parts.Content]],
    nobody: str,
) -> Component:
    listed = list(rows)
    return parts.panel(
        caption, parts.table(caption, columns, listed) if listed else parts.empty(nobody)
    )


def _new(report: EligibilityReport) -> Iterator[Sequence[parts.Content]]:
    for row in report.rows:
        reached = (
            f"{text.clause}: {text.have}"
            for outcome in conclude(report.rule, row.measures).clauses
            if outcome.met
            for text in [clause_text(outcome, report.names)]
        )
        yield _learner(row.learner_id, row.learner_name), row.cohort, "; ".join(reached)


def _one_step(report: EligibilityReport) -> Iterator[Sequence[parts.Content]]:
    for row in report.rows:
        (outcome,) = conclude(report.rule, row.measures).missing
        text = clause_text(outcome, report.names)
        yield (
            _learner(row.learner_id, row.learner_name),
            row.cohort,
            text.clause,
            text.have,
            text.need,
        )


def _holders(held: AwardsPage) -> Iterator[Sequence[parts.Content]]:
    for row in held.rows:
        yield (
            _learner(row.learner_id, row.learner_name),
            row.cohort_name or NOTHING,
            day(row.issued_at.date() if row.issued_at else None),
            html.A("Open badge", href=f"/badges/{row.id}"),
        )


def _learner(learner_id: UUID, name: str) -> Component:
    return dcc.Link(name, href=f"/app/learners/{learner_id}")
