"""Review and award: what would happen for each learner, before anything happens.

Whom a tick means stands in a store of the browser, kept over the pages of the list by
`assets/award_review.js`: everyone who newly qualifies but some, or nobody but some.
"""

from collections.abc import Callable, Sequence
from functools import partial
from math import ceil
from typing import Any
from uuid import UUID

import dash_bootstrap_components as dbc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.domain.narrative import narrative
from leap_dash.domain.review import Ticked
from leap_dash.domain.validity import RENEWABLE_DAYS
from leap_dash.pages import award_confirm, award_review_list, controls, large_table, parts
from leap_dash.pages import award_review_words as said
from leap_dash.pages.award_review_asked import asked_review
from leap_dash.pages.award_review_ids import (
    ANSWER,
    AWARD,
    BADGE,
    CHANGED,
    COHORTS,
    CONTROLS,
    COUNTED,
    PAGE,
    PAGES,
    RENEWING,
    SHOWING,
    SPOKEN,
    TABLE,
    TICKED,
    VALUES,
)
from leap_dash.pages.awarding import verb
from leap_dash.pages.filters import hash_filters
from leap_dash.pages.page import Page
from leap_dash.queries.award_lists import listed_learners
from leap_dash.queries.awards import achievement, cohort_choices
from leap_dash.queries.eligibility_lookup import ask
from leap_dash.queries.review import count_recipients, current_review, reviewed
from leap_dash.records import Choice, Qualifying
from leap_dash.services.moderation import must_wait


def register(app: Dash, ctx: Context) -> tuple[Page, Page]:
    """Put the page into the app, once for awarding a badge and once for renewing it."""
    filters = hash_filters(app, "review", CONTROLS)
    large_table.connect(app, TABLE, VALUES)
    app.callback(
        Output(ANSWER, "children"),
        Output(SHOWING, "options"),
        Output(VALUES, "data"),
        Output(PAGES, "children"),
        Output(COUNTED, "data"),
        Output(award_review_list.FOUND, "children"),
        *(Input(control, "value") for control in CONTROLS.values()),
        Input(CHANGED, "data"),
        State(TICKED, "data"),
        State(BADGE, "data"),
        State(RENEWING, "data"),
    )(partial(show, ctx))
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("leap", "award_review"),
        Output(AWARD, "children"),
        Output(AWARD, "disabled"),
        Input(COUNTED, "data"),
    )
    award_review_list.register(app, ctx)
    award_confirm.register(app, ctx)
    awarding, renewing = (
        Page(
            paths=(f"/app/badges/<uuid:achievement_id>/{path}",),
            title=title,
            permissions=frozenset({Permission.AWARD}),
            layout=partial(layout, ctx, filters, renewing=path == "renew"),
        )
        for path, title in (("award", "Review and award"), ("renew", "Review and renew"))
    )
    return awarding, renewing


def layout(
    ctx: Context,
    filters: Callable[[], Component],
    *,
    achievement_id: UUID,
    renewing: bool = False,
) -> Component:
    """The controls and an empty table; `show` fills it. Raises ForbiddenError."""
    with ctx.reading() as (session, scope):
        badge = achievement(session, scope, achievement_id, now=ctx.clock())
        scope.require(Permission.AWARD, badge.org_id)
        cohorts = cohort_choices(
            session, scope, org_id=badge.org_id, programme_id=badge.programme_id
        )
        deed = verb(waits=must_wait(session, scope, badge.id), renewing=renewing)
        rule = badge.narrative
        if renewing:
            asked = ask(session, scope, badge.id, ctx.clock(), renewing=True)
            window = f"It can be renewed from {RENEWABLE_DAYS} days before it lapses."
            rule = f"{narrative(asked.question.rule, asked.names)} {window}"
    review = f"Review and {deed.lower()}"
    return html.Div(
        [
            filters(),
            dcc.Store(id=BADGE, data=str(badge.id)),
            dcc.Store(id=RENEWING, data=renewing),
            dcc.Store(id=TICKED, data={"every": True, "ids": []}),
            dcc.Store(id=CHANGED),
            dcc.Store(id=COUNTED),
            parts.breadcrumb(
                ("Badges", "/app/badges"),
                (badge.name, f"/app/badges/{badge.id}"),
                (review, None),
            ),
            html.H1(f"{review} “{badge.name}”"),
            parts.sentence("", id=ANSWER),
            html.P(rule, className="ld-note"),
            html.Div(_controls(cohorts), className="ld-filters"),
            award_review_list.chooser(),
            html.Div(id=award_review_list.FOUND),
            large_table.large_table(TABLE, VALUES),
            html.Div(id=PAGES),
            _bar(deed),
            html.Span("", id=SPOKEN, className="visually-hidden", role="status"),
            award_confirm.question(),
        ]
    )


def show(
    ctx: Context,
    cohorts: object,
    listed: object,
    showing: str | None,
    page: int | None,
    _changed: object,
    ticked: object,
    badge: str,
    renewing: object = None,
) -> tuple[Any, ...]:
    """The answer, the counts beside the choices, one page of the table, and how many are ticked."""
    asked = asked_review(badge, cohorts, listed, ticked, renewing)
    which = said.chosen(showing)
    wanted, now = controls.page_to_show(page, CONTROLS), ctx.clock()
    with ctx.reading() as (session, scope):
        review = current_review(session, scope, asked)
        judge = reviewed(session, scope, review, now=now)
        shown = partial(judge, showing=which, limit=controls.ROWS)
        report = shown(offset=controls.ROWS * (wanted - 1))
        scope.require(Permission.AWARD, report.org_id)
        pages = max(1, ceil(report.shown / controls.ROWS))
        if wanted > pages:
            report = shown(offset=controls.ROWS * (pages - 1))
        awards = count_recipients(review, judge, report)
        from_file = listed_learners(session, scope, review)
    kept = {
        "list": str(review.list_id) if review.list_id else None,
        "show": None if which is Qualifying.EVERYONE else which.value,
    }
    return (
        said.sentence(report, awards, renewing=review.renewing),
        said.options(report, renewing=review.renewing),
        said.table(report, review.ticked, renewing=review.renewing),
        controls.pager(
            "learners", kept, min(wanted, pages), pages, cohort=[*map(str, review.cohort_ids)]
        ),
        _counted(review.ticked, awards.total),
        award_review_list.found(from_file),
    )


def _counted(ticked: Ticked, awards: int) -> dict[str, object]:
    return {"every": ticked.every, "ids": sorted(map(str, ticked.ids)), "awards": awards}


def _controls(cohorts: Sequence[Choice]) -> list[Component]:
    offered = [{"value": str(each.id), "label": each.label} for each in cohorts]
    return [
        html.Fieldset(
            [
                html.Legend("Cohorts, all where none is ticked", className="form-label"),
                dbc.Checklist(id=COHORTS, options=offered, value=[], inline=True),
            ]
        ),
        html.Fieldset(
            [
                html.Legend("Show", className="form-label"),
                dbc.RadioItems(
                    id=SHOWING, value=Qualifying.EVERYONE.value, options=[], inline=True
                ),
            ]
        ),
        controls.page_holder(PAGE),
    ]


def _bar(deed: str) -> Component:
    named: dict[str, Any] = {"data-verb": deed}  # award_review.js writes the number behind it
    return html.Div(
        html.Div(
            [
                _all_or_none("Take everyone out", "false"),
                _all_or_none("Put everyone back", "true"),
                html.Span(
                    html.Button(
                        deed, id=AWARD, className="btn btn-primary", disabled=True, **named
                    ),
                    className="ms-auto",
                ),
            ],
            className="ld-bar",
        ),
        className="ld-bar-place",
    )


def _all_or_none(words: str, every: str) -> Component:
    marked: dict[str, Any] = {"data-ld-every": every}
    return html.Button(words, type="button", className="btn btn-link", **marked)
