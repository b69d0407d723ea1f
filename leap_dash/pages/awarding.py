"""Awarding a badge to everyone who qualifies: the button, the question before it, and the deed.

The badges are signed by the worker; the page of the batch shows how far it is.
"""

from functools import partial
from typing import Any
from uuid import UUID

from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.figures.words import count, shortened
from leap_dash.jobs import decide
from leap_dash.pages.claims import chosen_id, claimed_id
from leap_dash.pages.dialogs import DialogIds, dialog, register_cancel
from leap_dash.queries.eligibility import evaluate_achievement
from leap_dash.records import EligibilityReport, Qualifying
from leap_dash.services.moderation import must_wait
from leap_dash.services.progress import refresh

BADGE, COHORT, PLACE = "badge-id", "badge-cohort", "badge-award-place"
AWARD, EXPECTED = "badge-award", "badge-award-expected"
DIALOG = DialogIds("badge-award")
NAMED = 5


def register(app: Dash, ctx: Context) -> None:
    """The question, and the deed, which is done once however often the button is pressed."""
    app.callback(
        Output(DIALOG.window, "is_open"),
        Output(DIALOG.title, "children"),
        Output(DIALOG.body, "children"),
        Output(DIALOG.confirm, "children"),
        Output(EXPECTED, "data"),
        Input(AWARD, "n_clicks"),
        State(BADGE, "data"),
        State(COHORT, "value"),
        prevent_initial_call=True,
    )(partial(ask, ctx))
    app.callback(
        Output("location", "href", allow_duplicate=True),
        Input(DIALOG.confirm, "n_clicks"),
        State(BADGE, "data"),
        State(COHORT, "value"),
        State(EXPECTED, "data"),
        running=[(Output(DIALOG.confirm, "disabled"), True, False)],
        prevent_initial_call=True,
    )(partial(award, ctx))
    register_cancel(app, DIALOG)


def ways(badge_id: UUID, cohort_id: UUID | None, new: int, *, waits: bool) -> list[Component]:
    """The way to look at everyone before, and the next step, where there is one.

    What `waits` for a moderator is only proposed.
    """
    address = f"/app/badges/{badge_id}/award" + (f"#cohort={cohort_id}" if cohort_id else "")
    deed = verb(waits=waits)
    review = dcc.Link(
        f"Review and {deed.lower()}", href=address, className="btn btn-outline-secondary"
    )
    award = html.Button(f"{deed} {count(new, 'badge')}", id=AWARD, className="btn btn-primary ms-2")
    return [review, award] if new else [review]


def verb(*, waits: bool, renewing: bool = False) -> str:
    """What happens to badges when they are awarded."""
    if renewing:
        return "Propose to renew" if waits else "Renew"
    return "Propose" if waits else "Award"


def consequence(*, waits: bool) -> str:
    """What comes of it, for the question before."""
    if waits:
        return (
            "A moderator of your organisation looks at them first. What is approved is signed and "
            "gets a public page; what is returned comes with a note."
        )
    return (
        "Each badge is signed and gets a public page of its own. The whole award can be undone "
        "later: its badges are then revoked, with a reason."
    )


def confirmation() -> Component:
    """The dialog, closed, and the number that it will name."""
    return html.Div([dialog(DIALOG), dcc.Store(id=EXPECTED)])


def ask(ctx: Context, clicks: int | None, badge: str, cohort: str | None) -> tuple[Any, ...]:
    """Open the dialog with the names, judged by today's summaries."""
    if not clicks:
        return (no_update,) * 5
    now = ctx.clock()
    with ctx.writing() as (session, scope):
        refresh(session, now)
        report = evaluate_achievement(
            session,
            scope,
            claimed_id(badge),
            as_of=now,
            cohort=chosen_id(cohort),
            presumed=True,
            showing=Qualifying.NEW,
            limit=NAMED,
        )
        scope.require(Permission.AWARD, report.org_id)
        waits = must_wait(session, scope, report.achievement_id)
    badges = f"{verb(waits=waits)} {count(report.new, 'badge')}"
    return True, f"{badges}?", _question(report, waits=waits), badges, report.new


def award(
    ctx: Context, clicks: int | None, badge: str, cohort: str | None, expected: int
) -> object:
    """Decide, wake the worker and go to the batch. Raises ConflictError if the list has changed."""
    if not clicks:
        return no_update
    with ctx.writing() as (session, scope):
        batch_id, _ = decide(
            session,
            scope,
            achievement=claimed_id(badge),
            cohort=chosen_id(cohort),
            expected=expected,
            base_url=ctx.base_url,
            now=ctx.clock(),
        )
    ctx.jobs.wake()
    return f"/app/awards/{batch_id}"


def _question(report: EligibilityReport, *, waits: bool) -> list[Component]:
    names = [shortened(row.learner_name, 80) for row in report.rows]
    more = report.new - len(names)
    return [
        html.P(f"“{shortened(report.name, 120)}” goes to:"),
        html.Ul(
            [html.Li(name) for name in names] + ([html.Li(f"and {more:,} more")] if more else [])
        ),
        html.P(consequence(waits=waits), className="ld-note"),
    ]
