"""Confirming a reviewed bulk award: the question with the number, and the deed."""

from functools import partial
from typing import Any

from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.domain.errors import ConflictError
from leap_dash.figures.words import count, number, shortened
from leap_dash.jobs import decide_reviewed
from leap_dash.pages.award_review_asked import asked_review
from leap_dash.pages.award_review_ids import AWARD, BADGE, COHORTS, TICKED
from leap_dash.pages.awarding import consequence, verb
from leap_dash.pages.dialogs import DialogIds, dialog, register_cancel
from leap_dash.queries.review import recipients
from leap_dash.records import EligibilityRow
from leap_dash.services.moderation import must_wait
from leap_dash.services.progress import refresh

EXPECTED = "review-expected"
DIALOG = DialogIds("review-award")
NAMED = 5


def register(app: Dash, ctx: Context) -> None:
    """The question, and the deed, which is done once however often the button is pressed."""
    asked = (State(COHORTS, "value"), State(TICKED, "data"), State(BADGE, "data"))
    app.callback(
        Output(DIALOG.window, "is_open"),
        Output(DIALOG.title, "children"),
        Output(DIALOG.body, "children"),
        Output(DIALOG.confirm, "children"),
        Output(EXPECTED, "data"),
        Input(AWARD, "n_clicks"),
        *asked,
        prevent_initial_call=True,
    )(partial(ask, ctx))
    app.callback(
        Output("location", "href", allow_duplicate=True),
        Input(DIALOG.confirm, "n_clicks"),
        *asked,
        State(EXPECTED, "data"),
        running=[(Output(DIALOG.confirm, "disabled"), True, False)],
        prevent_initial_call=True,
    )(partial(award, ctx))
    register_cancel(app, DIALOG)


def question() -> Component:
    """The dialog, closed, and the number that it will name."""
    return html.Div([dialog(DIALOG), dcc.Store(id=EXPECTED)])


def ask(
    ctx: Context, clicks: int | None, cohorts: object, ticked: object, badge: str
) -> tuple[Any, ...]:
    """Open the dialog with the number and the first names, judged by today's summaries."""
    if not clicks:
        return (no_update,) * 5
    now = ctx.clock()
    with ctx.writing() as (session, scope):
        refresh(session, now)
        found = recipients(session, scope, asked_review(badge, cohorts, ticked), now=now)
        scope.require(Permission.AWARD, found.report.org_id)
        waits = must_wait(session, scope, found.report.achievement_id)
    chosen = (*found.new, *found.again)
    if not chosen:
        raise ConflictError("Nobody who qualifies is ticked any more: look at the list again.")
    words = f"{verb(waits=waits)} {count(len(chosen), 'badge')}"
    body = _question(found.report.name, chosen, len(found.again), waits=waits)
    return True, f"{words}?", body, words, len(chosen)


def award(
    ctx: Context, clicks: int | None, cohorts: object, ticked: object, badge: str, expected: object
) -> object:
    """Decide, wake the worker and go to the batch. Raises ConflictError if the list has changed."""
    if not clicks:
        return no_update
    with ctx.writing() as (session, scope):
        batch_id = decide_reviewed(
            session,
            scope,
            asked_review(badge, cohorts, ticked),
            expected=expected if isinstance(expected, int) else 0,
            base_url=ctx.base_url,
            now=ctx.clock(),
        )
    ctx.jobs.wake()
    return f"/app/awards/{batch_id}"


def _question(
    name: str, chosen: tuple[EligibilityRow, ...], again: int, *, waits: bool
) -> list[Component]:
    names = [html.Li(shortened(row.learner_name, 80)) for row in chosen[:NAMED]]
    more = len(chosen) - len(names)
    rest = [html.Li(f"and {number(more)} more")] if more else []
    twice = f"{count(again, 'learner')} of them had it revoked and will get it again."
    return [
        html.P(f"“{shortened(name, 120)}” goes to:"),
        html.Ul([*names, *rest]),
        *([html.P(twice)] if again else []),
        html.P(consequence(waits=waits), className="ld-note"),
    ]
