"""Awards: every badge given, to find one or take it back; and the latest bulk awards."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from dash import Dash, Input, Output, dcc, html
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.domain.awards import WITHDRAWN, AwardState
from leap_dash.figures.words import NOTHING, count, day, number, shortened
from leap_dash.pages import (
    automatic,
    batch,
    controls,
    download_links,
    lapsing,
    parts,
    selecting,
    standing,
)
from leap_dash.pages.badge_parts import STATES, state_tag
from leap_dash.pages.claims import ALL, chosen_id
from leap_dash.pages.filters import hash_filters
from leap_dash.pages.page import Nav, Page
from leap_dash.queries.awards import achievement_choices, award_rows, cohort_choices
from leap_dash.queries.batches import batches
from leap_dash.records import AwardRow, AwardsPage, BatchRow, Choice

ANSWER, LIST = "awards-answer", "awards-list"
BADGE, COHORT, STATE, SEARCH, PAGE = (
    "awards-badge",
    "awards-cohort",
    "awards-state",
    "awards-search",
    "awards-page",
)
LONGEST_NAME = 80  # letters; the whole of it stands on the page to which it leads
CONTROLS = {"badge": BADGE, "cohort": COHORT, "state": STATE, "search": SEARCH, "page": PAGE}


def register(app: Dash, ctx: Context) -> tuple[Page, ...]:
    """The list, the page of one bulk award, and that of what lapses."""
    filters = hash_filters(app, "awards", CONTROLS)
    app.callback(
        Output(ANSWER, "children"),
        Output(LIST, "children"),
        *(Input(control, "value") for control in CONTROLS.values()),
        Input(standing.CHANGED, "data"),
    )(partial(show, ctx))
    standing.register(app, ctx)
    automatic.register(app, ctx)
    awards = Page(
        paths=("/app/awards",),
        title="Awards",
        permissions=frozenset({Permission.SEE_LEARNERS}),
        layout=partial(layout, ctx, filters),
        nav=Nav("Awards", "patch-check", "a"),
    )
    return awards, batch.register(app, ctx), lapsing.register(app, ctx)


def layout(ctx: Context, filters: Callable[[], Component]) -> Component:
    """The filters and the latest bulk awards; the list is filled by `show`."""
    with ctx.reading() as (session, scope):
        badges = achievement_choices(session, scope)
        cohorts = cohort_choices(session, scope)
        bulk = batches(session, scope)
    return html.Div(
        [
            filters(),
            html.H1("Awards"),
            parts.sentence("", id=ANSWER),
            html.P(dcc.Link("What lapses in the coming months", href=lapsing.ADDRESS)),
            html.Div(
                [
                    controls.search(SEARCH, "Learner"),
                    controls.choice(BADGE, "Badge", [(ALL, "All badges"), *_pairs(badges)]),
                    controls.choice(COHORT, "Cohort", [(ALL, "All cohorts"), *_pairs(cohorts)]),
                    controls.choice(
                        STATE,
                        "State",
                        [
                            (ALL, "Any state"),
                            *((s, words.capitalize()) for s, (words, _) in STATES.items()),
                        ],
                    ),
                    controls.page_holder(PAGE),
                ],
                className="ld-filters",
            ),
            html.Div([html.Div(id=LIST), standing.bar()]),
            _bulk(bulk),
            automatic.panel(ctx),
            standing.questions(),
        ]
    )


def show(
    ctx: Context,
    badge: str | None,
    cohort: str | None,
    state: str | None,
    search: str | None,
    page: int | None,
    _changed: str | None,
) -> tuple[Any, ...]:
    """How many awards fit, the list of them, with its pages."""
    with ctx.reading() as (session, scope):
        found = award_rows(
            session,
            scope,
            now=ctx.clock(),
            achievement_id=chosen_id(badge),
            cohort_id=chosen_id(cohort),
            state=_state(state),
            search=search or "",
            page=controls.page_to_show(page, CONTROLS),
            size=controls.ROWS,
        )
        may_revoke = scope.may(Permission.REVOKE)
    kept = {"badge": badge, "cohort": cohort, "state": state, "search": search}
    narrowed = any(value not in (None, "", ALL) for value in kept.values())
    listed = _list(found, may_revoke=may_revoke, narrowed=narrowed)
    return (
        sentence(found, narrowed=narrowed),
        [
            listed,
            controls.pager("awards", kept, found.page, found.pages),
            _downloads(kept) if found.rows else None,
        ],
    )


def _downloads(kept: Mapping[str, str | None]) -> Component:
    return download_links.bar(*download_links.list_links("These awards", "/app/awards", kept))


def sentence(found: AwardsPage, *, narrowed: bool) -> str:
    """How many there are, or fit the filters."""
    if narrowed:
        return f"{count(found.total, 'award fits', 'awards fit')} these filters, newest first."
    if not found.total:
        return "No badge has been awarded yet."
    return f"{count(found.total, 'award')} so far, newest first."


def _state(text: str | None) -> AwardState | None:
    """The state that the filter names; what is none is left out."""
    return AwardState(text) if text in set(AwardState) else None


def _pairs(choices: Sequence[Choice]) -> list[tuple[str, str]]:
    return [(str(each.id), each.label) for each in choices]


def _list(found: AwardsPage, *, may_revoke: bool, narrowed: bool) -> Component:
    if not found.rows:
        return parts.empty(
            "No award fits these filters."
            if narrowed
            else "A badge's own page says who qualifies for it and awards it to all of them.",
            html.A("Show all awards", href="#")
            if narrowed
            else dcc.Link("Choose a badge to award", href="/app/badges"),
        )
    columns = [
        parts.Column("Learner"),
        parts.Column("Badge"),
        parts.Column("Cohort"),
        parts.Column("State"),
        parts.Column("Issued on", short=True),
        parts.Column("Proof", short=True),
        parts.Column("Reasons", short=True),
    ]
    if may_revoke:
        columns.insert(0, parts.Column(selecting.every_box(), picks=True))
    rows = (_row(row, may_revoke=may_revoke) for row in found.rows)
    return parts.panel("Badges given", parts.table("Badges given", columns, rows))


def _row(row: AwardRow, *, may_revoke: bool) -> list[parts.Content]:
    state: list[parts.Content] = [state_tag(row.state)]
    if row.state in WITHDRAWN and row.status_reason:
        state += [" ", html.Span(row.status_reason, className="ld-note")]
    learner, badge = (
        shortened(name, LONGEST_NAME) for name in (row.learner_name, row.achievement_name)
    )
    shown = [
        dcc.Link(learner, href=f"/app/learners/{row.learner_id}"),
        dcc.Link(badge, href=f"/app/badges/{row.achievement_id}"),
        row.cohort_name or NOTHING,
        html.Div(state),
        day(row.issued_at.date() if row.issued_at else None),
        html.A("Open badge", href=f"/badges/{row.id}") if row.issued_at else NOTHING,
        dcc.Link("Why", href=f"/app/why/{row.id}"),
    ]
    if may_revoke:
        in_hand = (AwardState.ISSUED, AwardState.SUSPENDED)
        shown.insert(0, standing.box(row) if row.state in in_hand else None)
    return shown


def _bulk(bulk: Sequence[BatchRow]) -> Component | None:
    if not bulk:
        return None
    columns = [
        parts.Column("Badge"),
        parts.Column("Cohort"),
        parts.Column("Started", short=True),
        parts.Column("By"),
        parts.Column("Issued", numeric=True),
        parts.Column("State", short=True),
    ]
    rows = (
        (
            dcc.Link(shortened(row.achievement_name, LONGEST_NAME), href=f"/app/awards/{row.id}"),
            row.cohort_name or "several cohorts",
            day(row.created_at.date()),
            row.requested_by,
            f"{number(row.issued)} of {number(row.total)}",
            row.state.value,
        )
        for row in bulk
    )
    return parts.panel("Latest bulk awards", parts.table("Latest bulk awards", columns, rows))
