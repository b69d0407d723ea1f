"""Confirming a reviewed bulk award: the question with the number, and the deed."""

from dataclasses import replace
from functools import partial
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.domain.errors import BadFieldError, ConflictError
from leap_dash.domain.evidence import (
    FILE,
    LINK,
    MOST_CHARACTERS,
    MOST_FILE_BYTES,
    NOTE,
    EvidenceFile,
    Stated,
    read_evidence,
    read_file,
)
from leap_dash.figures.words import count, number, shortened
from leap_dash.jobs import decide_reviewed
from leap_dash.pages import parts
from leap_dash.pages.award_review_asked import asked_review
from leap_dash.pages.award_review_ids import AWARD, BADGE, COHORTS, RENEWING, TICKED
from leap_dash.pages.award_review_ids import LIST as LISTED
from leap_dash.pages.awarding import consequence, verb
from leap_dash.pages.claims import ALL, chosen_id
from leap_dash.pages.dialogs import DialogIds, dialog, register_cancel
from leap_dash.pages.fields import Field, read_contents, words_beside
from leap_dash.queries.review import Recipients, current_review, recipients
from leap_dash.records import EligibilityRow
from leap_dash.services.evidence import keep_file
from leap_dash.services.moderation import must_wait
from leap_dash.services.progress import refresh
from leap_dash.services.scheduled import DAY, schedule

WHO, EXPECTED = "review-who", "review-expected"
FOR = "for"
FIELDS = {
    NOTE: Field("review-note"),
    LINK: Field("review-link"),
    FOR: Field("review-for"),
    DAY: Field("review-day"),
    FILE: Field("review-file"),
}
"""By the names that errors have for them."""
DIALOG = DialogIds("review-award")
CHOSEN = "review-file-chosen"
"""What says which file was chosen: `children`."""
NAMED = 5
MOST_OFFERED = 200
EVERYONE = "every badge of this award"


def register(app: Dash, ctx: Context) -> None:
    """The question, and the deed, which is done once however often the button is pressed."""
    asked = (
        State(COHORTS, "value"),
        State(LISTED, "value"),
        State(TICKED, "data"),
        State(BADGE, "data"),
        State(RENEWING, "data"),
    )
    app.callback(
        Output(DIALOG.window, "is_open"),
        Output(DIALOG.title, "children"),
        Output(WHO, "children"),
        Output(DIALOG.confirm, "children"),
        Output(EXPECTED, "data"),
        Output(FIELDS[FOR].control, "options"),
        Output(FIELDS[FOR].control, "value"),
        Output(FIELDS[FILE].control, "contents"),
        Output(FIELDS[FILE].control, "filename"),
        Input(AWARD, "n_clicks"),
        *asked,
        prevent_initial_call=True,
    )(partial(ask, ctx))
    app.callback(
        Output("location", "href", allow_duplicate=True),
        *(Output(field.error, "children") for field in FIELDS.values()),
        Input(DIALOG.confirm, "n_clicks"),
        *asked,
        State(EXPECTED, "data"),
        *(State(f.control, "contents" if n == FILE else "value") for n, f in FIELDS.items()),
        State(FIELDS[FILE].control, "filename"),
        running=[(Output(DIALOG.confirm, "disabled"), True, False)],
        prevent_initial_call=True,
    )(partial(award, ctx))
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("leap", "chosen_file"),
        Output(CHOSEN, "children"),
        Input(FIELDS[FILE].control, "filename"),
    )
    register_cancel(app, DIALOG)


def question() -> Component:
    """The dialog, closed, and the number that it will name."""
    more = [
        FIELDS[NOTE].text("Note that the badge states", most=MOST_CHARACTERS, rows=2),
        FIELDS[LINK].line("Link to evidence that the badge states", most=MOST_CHARACTERS),
        html.P("Anyone who is shown the badge can read these two.", className="ld-note"),
        FIELDS[FILE].file(
            "File that shows it: PDF, PNG or JPEG, up to 5 MB",
            "Choose a file",
            most=MOST_FILE_BYTES,
        ),
        html.P("", id=CHOSEN, role="status"),
        html.P(
            "It is no part of the badge: who may see the award here can take it, nobody else.",
            className="ld-note",
        ),
        FIELDS[FOR].select("For", [(ALL, EVERYONE)]),
        FIELDS[DAY].day("Award on a later day"),
        html.P(
            "Whoever is ticked and qualifies on that day will get it then.", className="ld-note"
        ),
    ]
    body = [html.Div(id=WHO), parts.toggle("Add a note, evidence or a later day", html.Div(more))]
    return html.Div([dialog(DIALOG, body), dcc.Store(id=EXPECTED)])


def ask(
    ctx: Context,
    clicks: int | None,
    cohorts: object,
    listed: object,
    ticked: object,
    badge: str,
    renewing: object = None,
) -> tuple[Any, ...]:
    """Open the dialog with the number and the first names, judged by today's summaries."""
    if not clicks:
        return (no_update,) * 9
    now = ctx.clock()
    with ctx.writing() as (session, scope):
        refresh(session, now)
        asked = asked_review(badge, cohorts, listed, ticked, renewing)
        review = current_review(session, scope, asked)
        found = recipients(session, scope, review, now=now)
        scope.require(Permission.AWARD, found.report.org_id)
        waits = must_wait(session, scope, found.report.achievement_id)
    chosen = (*found.new, *found.again)
    if not chosen:
        raise ConflictError("Nobody who qualifies is ticked any more: look at the list again.")
    deed = verb(waits=waits, renewing=review.renewing)
    words = f"{deed} {count(len(chosen), 'badge')}"
    body = _question(found, waits=waits, renewing=review.renewing)
    return True, f"{words}?", body, words, len(chosen), _for(chosen), ALL, None, None


def award(
    ctx: Context,
    clicks: int | None,
    cohorts: object,
    listed: object,
    ticked: object,
    badge: str,
    renewing: object,
    expected: object,
    note: object,
    link: object,
    one: object,
    day: object,
    contents: object,
    filename: object,
) -> tuple[Any, ...]:
    """Decide, or plan it for a day, and go to the batch; a bad field is told beside it.

    Raises ConflictError if the list has changed.
    """
    if not clicks:
        return (no_update,) * (1 + len(FIELDS))
    review, now = asked_review(badge, cohorts, listed, ticked, renewing), ctx.clock()
    many = expected if isinstance(expected, int) else 0
    try:
        pieces, file = read_evidence(note, link), _file(contents, filename)
        with ctx.writing() as (session, scope):
            if file is not None:
                kept = keep_file(session, scope, review.achievement_id, file, now=now)
                pieces = (*pieces, kept)
            review = replace(review, stated=Stated(pieces, chosen_id(str(one or ALL))))
            batch_id = (
                schedule(session, scope, review, day=str(day), now=now)
                if day
                else decide_reviewed(
                    session, scope, review, expected=many, base_url=ctx.base_url, now=now
                )
            )
    except BadFieldError as error:
        return no_update, *words_beside(FIELDS, error)
    ctx.jobs.wake()
    return f"/app/awards/{batch_id}", *words_beside(FIELDS)


def _file(contents: object, name: object) -> EvidenceFile | None:
    """The file that was chosen, if any. Raises BadFieldError."""
    if not contents:
        return None
    return read_file(name, read_contents(FILE, contents, MOST_FILE_BYTES))


def _for(chosen: tuple[EligibilityRow, ...]) -> list[dict[str, str]]:
    """Whose badge can state the note: all, or one of the first."""
    names = ((str(row.learner_id), row.learner_name) for row in chosen[:MOST_OFFERED])
    return [
        {"value": ALL, "label": EVERYONE},
        *({"value": value, "label": f"only {shortened(name, 80)}"} for value, name in names),
    ]


def _question(found: Recipients, *, waits: bool, renewing: bool) -> list[Component]:
    chosen, again = (*found.new, *found.again), len(found.again)
    first = [html.Li(shortened(row.learner_name, 80)) for row in chosen[:NAMED]]
    more = len(chosen) - len(first)
    rest = [html.Li(f"and {number(more)} more")] if more else []
    twice = f"{count(again, 'learner')} of them had it revoked and will get it again."
    name = shortened(found.report.name, 120)
    kept = "Each gets a new badge with an end of its own; the one before stays good to its end."
    return [
        html.P(f"“{name}” is renewed for:" if renewing else f"“{name}” goes to:"),
        html.Ul([*first, *rest]),
        *([html.P(twice)] if again else []),
        *([html.P(kept)] if renewing else []),
        html.P(consequence(waits=waits), className="ld-note"),
    ]
