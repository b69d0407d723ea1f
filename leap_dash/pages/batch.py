"""A bulk award while it is issued: a bar that follows the batch's row, then the list of badges."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from dash import Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.domain.awards import AT_WORK, BatchState
from leap_dash.figures.words import NOTHING, count, day, number
from leap_dash.pages import batch_deeds, controls, parts
from leap_dash.pages.badge_parts import state_tag
from leap_dash.pages.batch_deeds import BATCH
from leap_dash.pages.batch_words import sentence, spoken, way
from leap_dash.pages.claims import claimed_id
from leap_dash.pages.filters import hash_filters
from leap_dash.pages.page import Page
from leap_dash.queries.awards import award_rows
from leap_dash.queries.batches import batch
from leap_dash.queries.moderation import returned
from leap_dash.records import AwardsPage, BatchRow, ReturnedRow

TICK, PAGE = "batch-tick", "batch-page"
ANSWER, BAR, SPOKEN, FAILED, LIST = (
    "batch-answer",
    "batch-bar",
    "batch-spoken",
    "batch-failed",
    "batch-list",
)
CONTROLS = {"page": PAGE}
TICK_MILLISECONDS = 700
MOST_FAILURES = 100
COLUMNS = (
    parts.Column("Learner"),
    parts.Column("Cohort"),
    parts.Column("State", short=True),
    parts.Column("Issued on", short=True),
    parts.Column("Proof", short=True),
    parts.Column("Reasons", short=True),
)


def register(app: Dash, ctx: Context) -> Page:
    """Put the page into the app."""
    filters = hash_filters(app, "batch", CONTROLS)
    app.callback(
        Output(ANSWER, "children"),
        Output(BAR, "value"),
        Output(BAR, "max"),
        Output(BAR, "className"),
        Output(SPOKEN, "children"),
        Output(FAILED, "children"),
        Output(TICK, "disabled"),
        Output(LIST, "children"),
        *batch_deeds.HIDDEN,
        Input(TICK, "n_intervals"),
        Input(PAGE, "value"),
        Input(batch_deeds.CHANGED, "data"),
        State(BATCH, "data"),
    )(partial(follow, ctx))
    batch_deeds.register(app, ctx)
    return Page(
        paths=("/app/awards/<uuid:batch_id>",),
        title="Bulk award",
        permissions=frozenset({Permission.SEE_LEARNERS}),
        layout=partial(layout, ctx, filters),
    )


def layout(ctx: Context, filters: Callable[[], Component], *, batch_id: UUID) -> Component:
    """The frame of the page, filled by `follow` at once and then until the batch has ended."""
    with ctx.reading() as (session, scope):
        row = batch(session, scope, batch_id)
    return html.Div(
        [
            filters(),
            dcc.Store(id=BATCH, data=str(row.id)),
            dcc.Interval(id=TICK, interval=TICK_MILLISECONDS),
            parts.breadcrumb(("Awards", "/app/awards"), (row.achievement_name, None)),
            html.H1(f"{'Renewal' if row.renewing else 'Bulk award'} of “{row.achievement_name}”"),
            parts.sentence("", id=ANSWER),
            html.Progress(
                id=BAR,
                value="0",
                max="1",
                className="ld-progress mb-4",
                **parts.aria(label="Badges issued"),
            ),
            html.Div(id=SPOKEN, className="visually-hidden", role="status"),
            batch_deeds.buttons(),
            html.Div(id=FAILED),
            controls.page_holder(PAGE),
            html.Div(id=LIST),
            batch_deeds.question(),
        ]
    )


def follow(
    ctx: Context, _ticks: int | None, page: int | None, _changed: object, batch_id: str
) -> tuple[Any, ...]:
    """How far it is and what can be done; when it rests, the list of what was issued, and no more
    ticks."""
    with ctx.reading() as (session, scope):
        row = batch(session, scope, claimed_id(batch_id))
        rests = row.state not in AT_WORK
        hidden = batch_deeds.hidden(scope, row)
        sent_back = returned(session, scope, row.id)
        issued = (
            award_rows(
                session,
                scope,
                now=ctx.clock(),
                batch_id=row.id,
                page=controls.page_to_show(page, CONTROLS),
                size=controls.ROWS,
            )
            if rests
            else None
        )
    done, of = way(row)
    return (
        sentence(row),
        str(done),
        str(of),
        f"ld-progress mb-4{' is-done' if row.state is BatchState.DONE else ''}",
        spoken(row),
        [_failed(row), _returned(*sent_back)],
        rests,
        parts.empty("The list appears here as soon as all is done.")
        if issued is None
        else _list(row, issued, returned=sent_back[0]),
        *hidden,
    )


def _failed(row: BatchRow) -> Component | None:
    if not row.failed:
        return None
    listed = [(each.learner_name, each.reason) for each in row.failed[:MOST_FAILURES]]
    more = len(row.failed) - len(listed)
    return parts.panel(
        f"{count(len(row.failed), 'badge')} could not be issued",
        [
            parts.table(
                "Badges that could not be issued",
                (parts.Column("Learner"), parts.Column("Why")),
                listed,
            ),
            html.P(f"and {number(more)} more", className="ld-note") if more else None,
        ],
    )


def _returned(total: int, rows: Sequence[ReturnedRow]) -> Component | None:
    """What a moderator did not approve, and why."""
    if not total:
        return None
    listed = [
        (
            dcc.Link(row.learner_name, href=f"/app/learners/{row.learner_id}"),
            row.note,
            row.returned_by,
            day(row.returned_at.date()),
        )
        for row in rows
    ]
    columns = [parts.Column("Learner"), parts.Column("Note"), parts.Column("By")]
    columns.append(parts.Column("On", short=True))
    more = total - len(listed)
    return parts.panel(
        f"{count(total, 'proposal')} returned",
        [
            parts.table("Proposals returned", columns, listed),
            html.P(f"and {number(more)} more", className="ld-note") if more else None,
            html.P("They can be proposed again on the page of the badge.", className="ld-note"),
        ],
    )


def _list(row: BatchRow, issued: AwardsPage, *, returned: int) -> parts.Content:
    if not issued.total and (returned or row.state is not BatchState.DONE):
        return None
    if not issued.total:
        return parts.empty("Nobody was left to award: everyone who qualifies has this badge.")
    caption = "Badges of this bulk award"
    return [
        parts.panel(caption, parts.table(caption, COLUMNS, _rows(issued))),
        controls.pager("badges", {}, issued.page, issued.pages),
    ]


def _rows(issued: AwardsPage) -> Iterator[Sequence[parts.Content]]:
    for row in issued.rows:
        yield (
            dcc.Link(row.learner_name, href=f"/app/learners/{row.learner_id}"),
            row.cohort_name or NOTHING,
            state_tag(row.state),
            day(row.issued_at.date() if row.issued_at else None),
            html.A("Open badge", href=f"/badges/{row.id}") if row.issued_at else NOTHING,
            dcc.Link("Why", href=f"/app/why/{row.id}"),
        )
