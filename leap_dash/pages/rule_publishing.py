"""Publishing the draft of a rule, and discarding it: the question before each, and the deed."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import dash_bootstrap_components as dbc
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.errors import ConflictError
from leap_dash.domain.narrative import draft_narrative
from leap_dash.figures.words import count
from leap_dash.pages import toasts
from leap_dash.pages.claims import claimed_id
from leap_dash.pages.dialogs import DialogIds, dialog, register_cancel
from leap_dash.pages.rule_answer import ANSWER, NOTHING, answer
from leap_dash.pages.rule_checked import checked
from leap_dash.pages.rule_ids import ASKED, BADGE, DISCARD_WISH, PUBLISH_WISH
from leap_dash.queries.rule_drafts import rule_workspace
from leap_dash.records import RuleWorkspace
from leap_dash.services.rule_drafts import discard_draft, publish_draft

PUBLISHING, DISCARDING = DialogIds("rule-publish"), DialogIds("rule-discard")
MEANING, FOR = "rule-publish-meaning", "rule-publish-for"
EARNING, RENEWING = "earning", "renewing"


def register(app: Dash, ctx: Context) -> None:
    """The two questions, and the deeds."""
    for ids, body, wish, ask, more in (
        (PUBLISHING, MEANING, PUBLISH_WISH, ask_publish, [Output(ASKED, "data")]),
        (DISCARDING, DISCARDING.body, DISCARD_WISH, ask_discard, []),
    ):
        app.callback(
            Output(ids.window, "is_open"),
            Output(ids.title, "children"),
            Output(body, "children"),
            Output(ids.confirm, "children"),
            *more,
            Input(wish, "data"),
            State(BADGE, "data"),
            prevent_initial_call=True,
        )(partial(ask, ctx))
        register_cancel(app, ids)
    app.callback(
        Output("location", "href", allow_duplicate=True),
        Input(PUBLISHING.confirm, "n_clicks"),
        State(BADGE, "data"),
        State(ASKED, "data"),
        State(FOR, "value"),
        running=[(Output(PUBLISHING.confirm, "disabled"), True, False)],
        prevent_initial_call=True,
    )(partial(publish, ctx))
    app.callback(
        Output(DISCARDING.window, "is_open", allow_duplicate=True),
        Output("location", "href", allow_duplicate=True),
        *ANSWER,
        Input(DISCARDING.confirm, "n_clicks"),
        State(BADGE, "data"),
        running=[(Output(DISCARDING.confirm, "disabled"), True, False)],
        prevent_initial_call=True,
    )(partial(discard, ctx))


def questions() -> Component:
    """The dialogs, closed."""
    purposes = [
        {"value": EARNING, "label": "Earning the badge"},
        {"value": RENEWING, "label": "Renewing it only, for those who have it"},
    ]
    choice = html.Fieldset(
        [
            html.Legend("What this rule is for", className="form-label"),
            dbc.RadioItems(id=FOR, options=purposes, value=EARNING),
        ]
    )
    stores = [dcc.Store(id=each) for each in (ASKED, PUBLISH_WISH, DISCARD_WISH)]
    publishing = dialog(PUBLISHING, [html.Div(id=MEANING), choice])
    return html.Div([*stores, publishing, dialog(DISCARDING, dangerous=True)])


def ask_publish(ctx: Context, pressed: int | None, badge: str) -> tuple[Any, ...]:
    """Open the question with the sentence that will hold, and keep what it shows."""
    if not pressed:
        return (no_update,) * 5
    with ctx.reading() as (session, scope):
        work = rule_workspace(session, scope, claimed_id(badge))
    rule = checked(work).publishable
    if rule is None:
        raise ConflictError("Something in the rule is still open, so it cannot be published yet.")
    deed = f"Publish as version {work.newest + 1}"
    return True, f"{deed}?", _meaning(work), deed, rule


def ask_discard(ctx: Context, pressed: int | None, badge: str) -> tuple[Any, ...]:
    """Open the question with what is lost and what stays."""
    if not pressed:
        return (no_update,) * 4
    with ctx.reading() as (session, scope):
        work = rule_workspace(session, scope, claimed_id(badge))
    if not work.is_published:
        gone = "It was never published. It goes with its rule and cannot be brought back."
        return True, "Discard this badge?", html.P(gone), "Discard this badge"
    gone = (
        f"Your changes go and cannot be brought back. Version {work.version}, which is in force, "
        "stays as it is."
    )
    return True, "Discard your draft?", html.P(gone), "Discard the draft"


def publish(
    ctx: Context, clicks: int | None, badge: str, asked: object, purpose: str | None = None
) -> object:
    """Put in force what the question showed, and go to the badge, or to how it is renewed."""
    if not clicks:
        return no_update
    badge_id, rule = claimed_id(badge), asked if isinstance(asked, Mapping) else {}
    with ctx.writing() as (session, scope):
        version = publish_draft(
            session,
            scope,
            badge_id,
            expected=rule,
            renewal=purpose == RENEWING,
            now=ctx.clock(),
        )
    if purpose == RENEWING:
        toasts.show("Published", f"Badges are renewed by version {version} of the rule.")
        return f"/app/badges/{badge_id}/validity"
    toasts.show("Published", f"Version {version} of the rule is in force.")
    return f"/app/badges/{badge_id}"


def discard(ctx: Context, clicks: int | None, badge: str) -> tuple[Any, ...]:
    """Take the draft away, and show the rule in force; of a badge without one, the list."""
    if not clicks:
        return (no_update, no_update, *NOTHING)
    badge_id = claimed_id(badge)
    with ctx.writing() as (session, scope):
        if discard_draft(session, scope, badge_id, now=ctx.clock()):
            return (False, "/app/badges", *NOTHING)
        work = rule_workspace(session, scope, badge_id)
    return (False, no_update, *answer(checked(work), said="The draft is discarded."))


def _meaning(work: RuleWorkspace) -> list[Component]:
    held = ""
    if work.awarded:
        keep = "keeps" if work.awarded == 1 else "keep"
        held = f" {count(work.awarded, 'badge')} awarded so far {keep} the version that was met."
    return [
        html.Blockquote(draft_narrative(work.draft, work.known.names), className="ld-quoted"),
        html.P(
            f"From now on learners are judged by version {work.newest + 1}, and everyone can read "
            f"it on the badge's public page.{held}"
        ),
        html.P("For renewing only, the rule in force stays as it is.", className="ld-note"),
        html.P(
            "A published version is never changed; another one can follow it.", className="ld-note"
        ),
    ]
