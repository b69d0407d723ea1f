"""Groups of learners: the list of them, and one group with its members to act on."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from dash import Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.figures.words import NOTHING, count, day, listed, number, shortened
from leap_dash.pages import acting, acting_bar, group_changes, large_table, parts, undoing
from leap_dash.pages.claims import claimed_id
from leap_dash.pages.controls import ROWS, page_holder, pager
from leap_dash.pages.filters import hash_filters
from leap_dash.pages.large_table import Cell, Table
from leap_dash.pages.page import Page
from leap_dash.queries.groups import group, groups, members
from leap_dash.records import GroupRow, MemberRow

LIST, ANSWER, PAGER, PAGE = "groups-list", "group-answer", "group-pager", "group-page"
TABLE, VALUES, NOBODY = "group-table", "group-values", "group-nobody"
SOURCE = "group-source"
CONTROLS = {"page": PAGE}
LONGEST_NAME = 60
MOST_PAGES = 1_000


def register(app: Dash, ctx: Context) -> Page:
    """Put the list of groups and the page of each into the app."""
    filters = hash_filters(app, "group", CONTROLS)
    app.callback(Output(LIST, "children"), Input(undoing.UNDONE, "data"))(partial(show_all, ctx))
    app.callback(
        Output(ANSWER, "children"),
        Output(VALUES, "data"),
        Output(SOURCE, "data"),
        Output(NOBODY, "hidden"),
        Output(PAGER, "children"),
        State(group_changes.GROUP, "data"),
        Input(PAGE, "value"),
        Input(acting.DONE, "data"),
        Input(undoing.UNDONE, "data"),
    )(partial(show, ctx))
    large_table.connect(app, TABLE, VALUES)
    acting.register_list(app, SOURCE)
    acting_bar.register(app, ctx)
    group_changes.register(app, ctx)
    return Page(
        paths=("/app/groups", "/app/groups/<uuid:group_id>"),
        title="Groups",
        permissions=frozenset({Permission.SEE_LEARNERS}),
        layout=partial(layout, ctx, filters),
    )


def layout(
    ctx: Context, filters: Callable[[], Component], group_id: UUID | None = None
) -> Component:
    """The list of groups, or one of them; callbacks fill the rest."""
    if group_id is None:
        return _all()
    with ctx.reading() as (session, scope):
        found = group(session, scope, group_id)
        may_change = scope.may(Permission.GROUP)
    name = shortened(found.name, LONGEST_NAME)
    return html.Div(
        [
            filters(),
            dcc.Store(id=group_changes.GROUP, data=str(found.id)),
            parts.breadcrumb(("Cohorts", "/app/cohorts"), ("Groups", "/app/groups"), (name, None)),
            html.H1(found.name),
            html.P(_origin(found), className="ld-note"),
            parts.sentence("", id=ANSWER),
            parts.panel(
                "Learners",
                [
                    large_table.large_table(TABLE, VALUES),
                    html.Div(_nobody(), id=NOBODY, hidden=True),
                ],
                tools=group_changes.delete_button() if may_change else None,
            ),
            html.Div([page_holder(PAGE), html.Div(id=PAGER)]),
            acting_bar.bar(scope, SOURCE, *([group_changes.remove_button()] if may_change else [])),
            acting_bar.questions(),
            group_changes.questions(),
        ]
    )


def show_all(ctx: Context, _undone: object) -> Component:
    """The groups that there are."""
    with ctx.reading() as (session, scope):
        found = groups(session, scope)
    if not found:
        return parts.empty(
            "There are no groups yet. Select learners in the table of a cohort, then add them to a "
            "group: it keeps together whom you look after, across cohorts.",
            dcc.Link("Choose a cohort", href="/app/cohorts"),
        )
    several = len({row.org_name for row in found}) > 1
    columns = [
        parts.Column("Group"),
        parts.Column("Learners", numeric=True),
        parts.Column("Made by"),
        parts.Column("Made on", short=True),
    ]
    rows = (_row(row, show_org=several) for row in found)
    return parts.panel(count(len(found), "group"), parts.table("Groups", columns, rows))


def show(
    ctx: Context, group_id: str, page: object, _done: object, _undone: object
) -> tuple[Any, ...]:
    """How many are in it, and one page of them."""
    asked = page if isinstance(page, int) and 1 <= page <= MOST_PAGES else 1
    with ctx.reading() as (session, scope):
        found = group(session, scope, claimed_id(group_id))
        pages = max(1, -(-found.members // ROWS))
        at = min(asked, pages)
        rows = members(session, scope, found.id, page=at, size=ROWS)
    return (
        f"{count(found.members, 'learner')} in this group.",
        _table(found, rows, boxes=acting_bar.may_act(scope)) if rows else None,
        {"of": "group", "id": str(found.id), "total": found.members},
        bool(rows),
        pager("learners", {}, at, pages),
    )


def _all() -> Component:
    return html.Div(
        [
            parts.breadcrumb(("Cohorts", "/app/cohorts"), ("Groups", None)),
            html.H1("Groups"),
            parts.sentence("Learners whom instructors keep together, across cohorts."),
            html.Div(id=LIST),
        ]
    )


def _nobody() -> Component:
    return parts.empty(
        "Nobody is in this group.",
        dcc.Link("Choose learners in a cohort", href="/app/cohorts"),
    )


def _origin(found: GroupRow) -> str:
    by = f" by {found.made_by}" if found.made_by else ""
    return f"{found.org_name} · made on {day(found.made_at.date())}{by}"


def _row(row: GroupRow, *, show_org: bool) -> list[parts.Content]:
    link = dcc.Link(shortened(row.name, LONGEST_NAME), href=f"/app/groups/{row.id}")
    return [
        [link, html.Span(row.org_name, className="ld-note")] if show_org else link,
        number(row.members),
        row.made_by or NOTHING,
        day(row.made_at.date()),
    ]


def _table(found: GroupRow, rows: tuple[MemberRow, ...], *, boxes: bool) -> Table:
    return {
        "caption": f"Learners of {found.name}",
        "kind": "",
        "columns": [
            *([acting.pick_page()] if boxes else []),
            {"text": "Learner"},
            {"text": "Cohorts"},
            {"text": "E-mail"},
        ],
        "rows": [_member(row, boxes=boxes) for row in rows],
    }


def _member(row: MemberRow, *, boxes: bool) -> list[Cell]:
    name = shortened(row.name, LONGEST_NAME)
    learner: Cell = {"text": name, "href": f"/app/learners/{row.id}"}
    if row.name != row.key:
        learner["note"] = shortened(row.key, LONGEST_NAME)
    return [
        *([acting.pick(row.id, name)] if boxes else []),
        learner,
        {"text": listed(row.cohorts) or NOTHING},
        {"text": row.email or "none"},
    ]
