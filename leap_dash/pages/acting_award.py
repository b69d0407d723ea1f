"""Awarding a badge to those selected who qualify: the button, the question, and the deed.

Whoever does not qualify, or has the badge, is counted and left out. The badges are signed by the
worker; the page of the batch shows how far it is, and what was given can be revoked there.
"""

from functools import partial
from typing import Any
from uuid import UUID

import dash_bootstrap_components as dbc
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.figures.words import count, listed, shortened
from leap_dash.jobs import decide
from leap_dash.pages import acting, awarding
from leap_dash.pages.claims import claimed_id
from leap_dash.pages.dialogs import DialogIds, dialog, register_cancel
from leap_dash.queries.awards import achievement_choices
from leap_dash.queries.eligibility import evaluate_achievement
from leap_dash.records import EligibilityReport, Qualifying
from leap_dash.services.moderation import must_wait
from leap_dash.services.progress import refresh

OPEN, WHO, BADGE, ANSWER, NEW = (
    "acting-award",
    "acting-award-who",
    "acting-award-badge",
    "acting-award-answer",
    "acting-award-new",
)
PERMISSION = Permission.AWARD
DIALOG = DialogIds("acting-award")
NAMED = 5


def register(app: Dash, ctx: Context) -> None:
    """The question, its answer for each badge, and the deed."""
    app.callback(
        Output(DIALOG.window, "is_open"),
        Output(DIALOG.title, "children"),
        Output(WHO, "children"),
        Output(BADGE, "options"),
        Output(BADGE, "value"),
        Input(OPEN, "n_clicks"),
        *acting.SELECTED,
        prevent_initial_call=True,
    )(partial(ask, ctx))
    app.callback(
        Output(ANSWER, "children"),
        Output(DIALOG.confirm, "children"),
        Output(DIALOG.confirm, "disabled"),
        Output(NEW, "data"),
        Input(BADGE, "value"),
        *acting.SELECTED,
        prevent_initial_call=True,
    )(partial(judge, ctx))
    app.callback(
        Output("location", "href", allow_duplicate=True),
        Input(DIALOG.confirm, "n_clicks"),
        State(BADGE, "value"),
        *acting.SELECTED,
        State(NEW, "data"),
        prevent_initial_call=True,
    )(partial(award, ctx))
    register_cancel(app, DIALOG)


def button() -> Component:
    """For the bar."""
    return acting.button("Award", OPEN)


def question() -> Component:
    """The dialog, closed."""
    body = [
        html.Div(id=WHO),
        html.Div(
            [dbc.Label("Badge", html_for=BADGE), dbc.Select(id=BADGE, options=[], value="")],
            className="mb-3",
        ),
        html.Div(id=ANSWER, role="status"),
        dcc.Store(id=NEW),
    ]
    return dialog(DIALOG, body)


def ask(ctx: Context, clicks: int | None, chosen: object, source: object) -> tuple[Any, ...]:
    """Open the dialog with the names of those selected; the badge is still to be chosen."""
    if not clicks:
        return (no_update,) * 5
    found = acting.selection(ctx, chosen, source)
    with ctx.reading() as (session, scope):
        badges = achievement_choices(session, scope)
    options = [
        {"value": "", "label": "Choose a badge" if badges else "No badge is defined yet"},
        *({"value": str(each.id), "label": shortened(each.label, 80)} for each in badges),
    ]
    title = f"Award a badge to {count(found.names.total, 'learner')}"
    return True, title, acting.who(found), options, ""


def judge(ctx: Context, badge: object, chosen: object, source: object) -> tuple[Any, ...]:
    """Who of them would get it, by today's summaries, and who not; nothing for no badge."""
    if not badge:
        return None, "Award", True, 0
    found = acting.selection(ctx, chosen, source)
    now = ctx.clock()
    with ctx.writing() as (session, scope):
        refresh(session, now)
        report = evaluate_achievement(
            session,
            scope,
            claimed_id(str(badge)),
            as_of=now,
            learners=found.ids,
            presumed=True,
            showing=Qualifying.NEW,
            limit=NAMED,
        )
        waits = must_wait(session, scope, report.achievement_id)
    verb = awarding.verb(waits=waits)
    confirm = f"{verb} {count(report.new, 'badge')}" if report.new else verb
    return _answer(report, found.ids, waits=waits), confirm, not report.new, report.new


def award(
    ctx: Context, clicks: int | None, badge: object, chosen: object, source: object, expected: int
) -> object:
    """Decide, wake the worker and go to the batch. Raises ConflictError if the list has changed."""
    if not clicks:
        return no_update
    found = acting.selection(ctx, chosen, source)
    with ctx.writing() as (session, scope):
        batch_id, _ = decide(
            session,
            scope,
            achievement=claimed_id(str(badge)),
            learners=found.ids,
            expected=expected,
            base_url=ctx.base_url,
            now=ctx.clock(),
        )
    ctx.jobs.wake()
    return f"/app/awards/{batch_id}"


def _answer(report: EligibilityReport, ids: tuple[UUID, ...], *, waits: bool) -> list[Component]:
    names = [shortened(row.learner_name, 80) for row in report.rows]
    more = report.new - len(names)
    if more:
        names.append(f"{more:,} more")
    gets = f"{listed(names)} will get it." if report.new else "None of them newly qualifies."
    lacking = len(ids) - report.new - report.already
    left_out = [
        words
        for many, words in (
            (report.already, f"{report.already:,} already had it"),
            (lacking, f"{lacking:,} lack something for it"),
        )
        if many
    ]
    rest = f" {listed(left_out).capitalize()}." if left_out else ""
    note = awarding.consequence(waits=waits)
    return [html.P(gets + rest), html.P(note, className="ld-note")]
