"""Moderation: proposed awards that wait for the viewer, and one batch of them with its reasons."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any
from uuid import UUID

import dash_bootstrap_components as dbc
from dash import Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.figures.words import NOTHING, count, day, number, shortened
from leap_dash.pages import acting, controls, large_table, moderating, parts
from leap_dash.pages.badge_parts import badge_image
from leap_dash.pages.claims import ALL, claimed_id
from leap_dash.pages.filters import hash_filters
from leap_dash.pages.large_table import Cell, Table
from leap_dash.pages.page import Nav, Page
from leap_dash.queries.moderation import proposal_batch, proposal_batches, proposals, waiting_for
from leap_dash.records import Proposal, ProposalBatch, TracedClause

BATCH, ANSWER, PAGER = "proposals-id", "proposals-answer", "proposals-pager"
TABLE, VALUES, DONE = "proposals-table", "proposals-values", "proposals-decided"
SOURCE = "proposals-source"
SHOWING, PAGE = "proposals-showing", "proposals-page"
CONTROLS = {"show": SHOWING, "page": PAGE}
TENTH = "tenth"
LONGEST_NAME = 60


def register(app: Dash, ctx: Context) -> Page:
    """Put the queue and the page of each batch into the app."""
    filters = hash_filters(app, "proposals", CONTROLS)
    app.callback(
        Output(ANSWER, "children"),
        Output(VALUES, "data"),
        Output(SOURCE, "data"),
        Output(DONE, "hidden"),
        Output(PAGER, "children"),
        Input(SHOWING, "value"),
        Input(PAGE, "value"),
        Input(acting.DONE, "data"),
        State(BATCH, "data"),
    )(partial(show, ctx))
    large_table.connect(app, TABLE, VALUES)
    acting.register_list(app, SOURCE)
    moderating.register(app, ctx)
    return Page(
        paths=("/app/moderation", "/app/moderation/<uuid:proposals_id>"),
        title="Approvals",
        permissions=frozenset({Permission.APPROVE}),
        layout=partial(layout, ctx, filters),
        nav=Nav("Approvals", "clipboard-check", moderating.KEY, partial(waiting, ctx)),
    )


def waiting(ctx: Context) -> int:
    """How many proposals wait for the viewer."""
    with ctx.reading() as (session, scope):
        return waiting_for(session, scope)


def layout(
    ctx: Context, filters: Callable[[], Component], proposals_id: UUID | None = None
) -> Component:
    """What waits, or one batch of it, which `show` fills."""
    if proposals_id is None:
        return _queue(ctx)
    with ctx.reading() as (session, scope):
        batch = proposal_batch(session, scope, proposals_id)
    name = shortened(batch.achievement_name, LONGEST_NAME)
    return html.Div(
        [
            filters(),
            dcc.Store(id=BATCH, data=str(batch.id)),
            parts.breadcrumb(("Approvals", "/app/moderation"), (name, None)),
            html.H1(f"Proposed: {batch.achievement_name}"),
            parts.sentence("", id=ANSWER),
            _about(batch),
            html.Div(_controls(), className="ld-filters"),
            parts.panel(
                "Proposed awards",
                [large_table.large_table(TABLE, VALUES), html.Div(_done(), id=DONE, hidden=True)],
            ),
            html.Div(id=PAGER),
            moderating.bar(SOURCE),
            moderating.questions(),
        ]
    )


def show(
    ctx: Context, showing: object, page: object, _done: object, batch_id: str
) -> tuple[Any, ...]:
    """How many wait, one page of them with their reasons, and what a selection is made from."""
    sample = showing == TENTH
    with ctx.reading() as (session, scope):
        batch = proposal_batch(session, scope, claimed_id(batch_id))
        shown = -(-batch.waiting // moderating.SAMPLE) if sample else batch.waiting
        asked = min(controls.page_to_show(page, CONTROLS), _pages(shown))
        total, rows = proposals(
            session,
            scope,
            batch.id,
            every=moderating.SAMPLE if sample else 1,
            page=asked,
            size=controls.ROWS,
        )
    return (
        sentence(batch, shown=total, sample=sample),
        _table(batch, rows) if rows else None,
        {"of": "proposals", "id": str(batch.id), "total": 0 if batch.own else batch.waiting},
        bool(batch.waiting),
        controls.pager("proposals", {"show": TENTH if sample else None}, asked, _pages(total)),
    )


def sentence(batch: ProposalBatch, *, shown: int, sample: bool) -> str:
    """How many wait, and for whom."""
    if not batch.waiting and batch.elsewhere:
        approved = count(batch.elsewhere, "award is approved", "awards are approved")
        return f"{approved} in your role. The rule asks for another approval, which they wait for."
    if not batch.waiting:
        return "Nothing of this waits for approval any more."
    waits = f"{count(batch.waiting, 'award waits', 'awards wait')} for approval"
    if batch.own:
        return f"{waits}. You proposed them yourself, so somebody else has to look at them."
    if sample:
        return f"{waits}; every tenth of them is shown: {number(shown)}."
    return f"{waits}: look at what each learner has, then approve or return."


def _queue(ctx: Context) -> Component:
    with ctx.reading() as (session, scope):
        found = proposal_batches(session, scope)
        mine = waiting_for(session, scope)
    if mine:
        answer = f"Waiting for you: {count(mine, 'award', 'awards')}."
    else:
        answer = "Nothing waits for you."
    return html.Div([html.H1("Approvals"), parts.sentence(answer), _list(found)])


def _list(found: Sequence[ProposalBatch]) -> Component:
    if not found:
        return parts.empty(
            "When instructors award a badge that needs a review, the awards wait here until "
            "somebody else has approved them.",
            dcc.Link("Look at the badges", href="/app/badges"),
        )
    columns = [
        parts.Column("Badge"),
        parts.Column("Cohort"),
        parts.Column("Waiting", numeric=True),
        parts.Column("Proposed by"),
        parts.Column("On", short=True),
    ]
    several = len({batch.org_name for batch in found}) > 1
    rows = (_queued(batch, show_org=several) for batch in found)
    return parts.panel("Proposed awards", parts.table("Proposed awards", columns, rows))


def _queued(batch: ProposalBatch, *, show_org: bool) -> list[parts.Content]:
    name = shortened(batch.achievement_name, LONGEST_NAME)
    link = dcc.Link(name, href=f"/app/moderation/{batch.id}")
    by = f"{batch.proposed_by} (you)" if batch.own else batch.proposed_by
    return [
        [link, " ", html.Span(batch.org_name, className="ld-note")] if show_org else link,
        batch.cohort_name or "all cohorts",
        number(batch.waiting),
        by,
        day(batch.proposed_at.date()),
    ]


def _about(batch: ProposalBatch) -> Component:
    facts = [
        f"Proposed by {batch.proposed_by} on {day(batch.proposed_at.date())}",
        f"judged by version {batch.rule_version} of the rule",
    ]
    return html.Div(
        [
            badge_image(batch.achievement_id, 128),
            html.P(batch.narrative),
            html.P(" · ".join(facts), className="ld-note"),
        ],
        className="ld-badge-card is-large",
    )


def _controls() -> list[Component]:
    options = [
        {"value": ALL, "label": "All of them"},
        {"value": TENTH, "label": "Every tenth, as a sample"},
    ]
    return [
        html.Fieldset(
            [
                html.Legend("Show", className="form-label"),
                dbc.RadioItems(id=SHOWING, value=ALL, options=options, inline=True),
            ]
        ),
        controls.page_holder(PAGE),
    ]


def _done() -> Component:
    return parts.empty(
        "All of these are decided. What was approved is signed now.",
        dcc.Link("See what else waits", href="/app/moderation"),
    )


def _pages(rows: int) -> int:
    return max(1, -(-rows // controls.ROWS))


def _table(batch: ProposalBatch, rows: Sequence[Proposal]) -> Table:
    boxes, states = not batch.own, any(row.evidence for row in rows)
    files = any(row.files for row in rows)
    stated: Cell = {"text": "Evidence", "note": "stands in the badge"}
    filed: Cell = {"text": "File", "note": "no part of the badge"}
    return {
        "caption": f"Proposed awards of {batch.achievement_name}",
        "kind": "",
        "columns": [
            *([acting.pick_page()] if boxes else []),
            {"text": "Learner"},
            {"text": "Cohort"},
            *map(_heading, rows[0].clauses),
            *([stated] if states else []),
            *([filed] if files else []),
        ],
        "rows": [list(_row(row, boxes=boxes, states=states, files=files)) for row in rows],
    }


def _row(row: Proposal, *, boxes: bool, states: bool, files: bool) -> Iterator[Cell]:
    name = shortened(row.learner_name, LONGEST_NAME)
    if boxes:
        yield acting.pick(row.award_id, name)
    yield {"text": name, "href": f"/app/learners/{row.learner_id}"}
    yield {"text": row.cohort_name or NOTHING}
    for each in row.clauses:
        yield {"text": f"{'✓' if each.met else '○'} {each.have}"}
    if states:
        yield {"text": " · ".join(row.evidence) or NOTHING}
    if files:
        yield _file(row)


def _file(row: Proposal) -> Cell:
    """An award is proposed with one file at most."""
    for each in row.files:
        name = shortened(each.name, LONGEST_NAME)
        return {"text": name, "href": f"/app/evidence/{each.file_id}", "file": True}
    return {"text": NOTHING}


def _heading(clause: TracedClause) -> Cell:
    """What the clause is about, and what it takes where that is not said already."""
    return (
        {"text": clause.clause}
        if clause.need in {"held", "approved"}
        else {"text": clause.clause, "note": f"needs {clause.need}"}
    )
