"""Reviewing only the learners whom a CSV file names: choosing the file, and its bad lines."""

from base64 import b64decode
from binascii import Error as Base64Error
from functools import partial

import dash_bootstrap_components as dbc
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.errors import BadInputError
from leap_dash.figures.words import count, number
from leap_dash.pages import parts
from leap_dash.pages.award_review_ids import BADGE, LIST
from leap_dash.pages.claims import claimed_id
from leap_dash.queries.award_lists import ListedLearners, find_listed
from leap_dash.services.award_lists import keep_list

UPLOAD, FOUND = "review-upload", "review-found"
MAX_BYTES = 1 << 20
MOST_PROBLEMS = 100


def register(app: Dash, ctx: Context) -> None:
    """Read the file that is chosen, and let the address name its list."""
    app.callback(
        Output(LIST, "value", allow_duplicate=True),
        Output(UPLOAD, "contents"),
        Input(UPLOAD, "contents"),
        State(BADGE, "data"),
        prevent_initial_call=True,
    )(partial(read, ctx))


def chooser() -> Component:
    """The button that asks for a file, and what holds the list in the address."""
    button = html.Button(
        "Choose a CSV file of learners",
        type="button",
        className="btn btn-outline-secondary btn-sm",
    )
    return html.Div(
        [
            html.Div(dbc.Input(id=LIST, type="text", value=""), hidden=True),
            dcc.Upload(button, id=UPLOAD, accept=".csv,.txt,text/csv", max_size=MAX_BYTES),
        ],
        className="mb-3",
    )


def read(ctx: Context, contents: str | None, badge: str) -> tuple[object, object]:
    """Keep whom the file names; the page shows only them from now on. Raises BadInputError."""
    if not contents:
        return no_update, no_update
    badge_id, now = claimed_id(badge), ctx.clock()
    with ctx.writing() as (session, scope):
        listed, bad = find_listed(session, scope, badge_id, _bytes(contents), now=now)
        list_id = keep_list(session, scope, badge_id, listed, bad, now=now)
    # Emptied, so that the same file can be chosen again once it is mended.
    return str(list_id), None


def found(listed: ListedLearners | None) -> Component | None:
    """How many the file names, and its lines that could not be used."""
    if listed is None:
        return None
    bad = listed.problems
    said = f"From your file: {count(len(listed.learners), 'learner')}"
    wrong = f"; {count(len(bad), 'line')} could not be used" if bad else ""
    everyone = html.A("Review everyone instead", href="#")
    more = len(bad) - MOST_PROBLEMS
    rows = [(number(each["line"]), each["learner"], each["reason"]) for each in bad]
    columns = (parts.Column("Line", numeric=True), parts.Column("Learner"), parts.Column("Why"))
    table = parts.table("Lines that could not be used", columns, rows[:MOST_PROBLEMS])
    return parts.panel(
        f"{said}{wrong}.",
        [
            table if bad else None,
            html.P(f"and {number(more)} more lines", className="ld-note") if more > 0 else None,
            html.P(everyone, className="mb-0"),
        ],
    )


def _bytes(contents: str) -> bytes:
    """What the browser sent as `data:text/csv;base64,...`."""
    try:
        return b64decode(contents.partition(",")[2][: 2 * MAX_BYTES], validate=True)
    except (Base64Error, ValueError) as error:
        raise BadInputError("The file did not arrive whole: choose it again.") from error
