"""Reviewing only the learners whom a CSV file names: choosing the file, and its bad lines."""

from functools import partial

import dash_bootstrap_components as dbc
from dash import Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.errors import BadFieldError, BadInputError
from leap_dash.figures.words import count, number
from leap_dash.ingest.learner_list import MAX_BYTES
from leap_dash.pages import parts
from leap_dash.pages.award_review_ids import BADGE, LIST
from leap_dash.pages.claims import claimed_id
from leap_dash.pages.fields import Field, read_contents, words_beside
from leap_dash.queries.award_lists import ListedLearners, find_listed
from leap_dash.services.award_lists import keep_list

UPLOAD, FOUND = Field("review-upload"), "review-found"
MOST_PROBLEMS = 100


def register(app: Dash, ctx: Context) -> None:
    """Read the file that is chosen, and let the address name its list."""
    app.callback(
        Output(LIST, "value", allow_duplicate=True),
        Output(UPLOAD.control, "contents"),
        Output(UPLOAD.error, "children"),
        Input(UPLOAD.control, "contents"),
        State(BADGE, "data"),
        prevent_initial_call=True,
    )(partial(read, ctx))


def chooser() -> Component:
    """The button that asks for a file, and what holds the list in the address."""
    return html.Div(
        [
            html.Div(dbc.Input(id=LIST, type="text", value=""), hidden=True),
            UPLOAD.file("Only the learners of a CSV file", "Choose a file", most=MAX_BYTES),
        ]
    )


def read(ctx: Context, contents: str | None, badge: str) -> tuple[object, object, object]:
    """Keep whom the file names; the page shows only them from now on.

    A file that cannot be used is told beside its field.
    """
    if not contents:
        return (no_update,) * 3
    badge_id, now = claimed_id(badge), ctx.clock()
    # Emptied each time, so that the same file can be chosen again once it is mended.
    try:
        data = read_contents("file", contents, MAX_BYTES)
        with ctx.writing() as (session, scope):
            listed, bad = find_listed(session, scope, badge_id, data, now=now)
            list_id = keep_list(session, scope, badge_id, listed, bad, now=now)
    except BadFieldError as error:
        return no_update, None, words_beside({"file": UPLOAD}, error)[0]
    except BadInputError as error:
        return no_update, None, str(error)
    return str(list_id), None, ""


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
