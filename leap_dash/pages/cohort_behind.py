"""The learners behind a week, an item or a step of a course's figures, in a dialog.

Which is asked for stands in the address ("behind=week-10"), so that a link of a table, a press on
a figure, Back and a pasted link all lead to the same list.
"""

from functools import partial
from typing import Any

import dash_bootstrap_components as dbc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.errors import NotFoundError
from leap_dash.figures.words import count, day, percent, shortened
from leap_dash.pages import cohort_as_of, parts
from leap_dash.pages.claims import claimed_id
from leap_dash.pages.course_choice import chosen_course
from leap_dash.pages.parts import FigureIds
from leap_dash.queries.behind import idle_in, left_in_week, low_or_missing
from leap_dash.queries.cohorts import cohort_head
from leap_dash.queries.course_runs import course_runs
from leap_dash.records import Behind, BehindRow, WeekMeasure

HOLDER, WINDOW, TITLE, BODY = (
    "patterns-behind",
    "patterns-behind-dialog",
    "patterns-behind-title",
    "patterns-behind-body",
)
MOST_LISTED = 100
LONGEST_NAME = 60
MOST_WEEKS = 10_000
_IDLE = {WeekMeasure.ACTIVE: "not active", WeekMeasure.HANDED_IN: "handed in nothing"}


def register(
    app: Dash,
    ctx: Context,
    figures: tuple[FigureIds, ...],
    *,
    cohort: str,
    course: str,
    as_of: str,
) -> None:
    """Open the dialog for what is asked for by a figure, a link or the address.

    The last three are the ids of what holds the cohort's id, the course's code and the day.
    """
    app.callback(
        Output(WINDOW, "is_open"),
        Output(TITLE, "children"),
        Output(BODY, "children"),
        State(cohort, "data"),
        State(course, "value"),
        State(as_of, "value"),
        Input(HOLDER, "value"),
        prevent_initial_call=True,
    )(partial(show, ctx))
    for figure in figures:
        app.clientside_callback(  # type: ignore[no-untyped-call]
            ClientsideFunction("leap", "look_behind"),
            Input(figure.graph, "clickData"),
            State(figure.graph, "id"),
            State(HOLDER, "id"),
            prevent_initial_call=True,
        )
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("leap", "close_behind"),
        Input(WINDOW, "is_open"),
        State(HOLDER, "value"),
        State(HOLDER, "id"),
        prevent_initial_call=True,
    )


def dialog() -> Component:
    """The dialog, closed, and what holds what is asked for."""
    return html.Div(
        [
            html.Div(dbc.Input(id=HOLDER, type="text", value=""), hidden=True),
            dbc.Modal(
                [
                    dbc.ModalHeader(dbc.ModalTitle("", id=TITLE, tag="h2")),
                    dbc.ModalBody(id=BODY),
                ],
                id=WINDOW,
                labelledby=TITLE,
                is_open=False,
                centered=True,
                scrollable=True,
            ),
        ]
    )


def show(
    ctx: Context, cohort_id: str, course: str | None, as_of: str | None, asked: str | None
) -> list[Any]:
    """Whether the dialog is open, its title and the list. Raises NotFoundError for what is not."""
    if not asked:
        return [False, no_update, no_update]
    with ctx.reading() as (session, scope):
        head = cohort_head(session, scope, claimed_id(cohort_id), now=ctx.clock())
        known_on = cohort_as_of.looked_at(head, as_of)[0].known_on
        run, _ = chosen_course(course_runs(session, scope, head.id, as_of=known_on), course)
        kind, _, which = str(asked).partition("-")
        match kind:
            case "week":
                week = _week(which)
                measure, found = idle_in(session, scope, run, week, size=MOST_LISTED)
                title = f"{count(found.of, 'learner')} {_IDLE[measure]} in week {week + 1}"
            case "left":
                week = _week(which)
                found = left_in_week(session, scope, run, week, size=MOST_LISTED)
                title = f"{count(found.of, 'learner')} left in week {week + 1}"
            case "item":
                item, found = low_or_missing(
                    session, scope, run, claimed_id(which), as_of=known_on, size=MOST_LISTED
                )
                name = shortened(item.name, LONGEST_NAME)
                title = f"{name}: {count(found.of, 'learner')} below the pass mark or missing"
            case _:
                raise NotFoundError("What this address asks for is not there.")
    return [True, title, _body(title, kind, found)]


def _week(text: str) -> int:
    if not (text.isdecimal() and int(text) < MOST_WEEKS):
        raise NotFoundError("This course has no such week.")
    return int(text)


def _body(title: str, kind: str, found: Behind) -> Component:
    if not found.rows:
        return html.P("Nobody.")
    columns = [parts.Column("Learner"), parts.Column("Key", short=True)]
    if kind == "item":
        columns.append(parts.Column("Mark", numeric=True))
    elif kind == "left":
        columns.append(parts.Column("Left on", short=True))
    rest = found.of - len(found.rows)
    return html.Div(
        [
            parts.table(title, columns, [_row(kind, each) for each in found.rows]),
            html.P(f"The first {len(found.rows)} are listed.", className="ld-note")
            if rest
            else None,
        ]
    )


def _row(kind: str, each: BehindRow) -> list[parts.Content]:
    link = dcc.Link(shortened(each.name, LONGEST_NAME), href=f"/app/learners/{each.id}")
    row: list[parts.Content] = [link, each.key]
    if kind == "item":
        row.append("missing" if each.percent is None else percent(each.percent))
    elif kind == "left":
        row.append(day(each.on))
    return row
