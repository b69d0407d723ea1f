"""Whether everyone may read why a badge was awarded: the learner's own choice, badge by badge."""

from functools import partial
from uuid import UUID

import dash_bootstrap_components as dbc
from dash import Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.awards import AwardState
from leap_dash.pages import parts
from leap_dash.pages.claims import claimed_id
from leap_dash.records import Why
from leap_dash.services.sharing import share_why

AWARD, SWITCH, SAID = "why-sharing-award", "why-sharing-switch", "why-sharing-said"


def register(app: Dash, ctx: Context) -> None:
    """Let the switch choose."""
    app.callback(
        Output(SAID, "children"),
        Input(SWITCH, "value"),
        State(AWARD, "data"),
        prevent_initial_call=True,
    )(partial(choose, ctx))


def sharing_panel(found: Why) -> Component | None:
    """The switch, for the learner whose badge it is; what is not in force shows nothing anyway."""
    if not found.own or found.state is not AwardState.ISSUED:
        return None
    return parts.panel(
        "Who can read this",
        [
            dcc.Store(id=AWARD, data=str(found.award_id)),
            dbc.Switch(
                id=SWITCH,
                label="Show what met the rule on the badge’s public page",
                value=found.shared,
            ),
            html.P(
                _said(found.award_id, shared=found.shared),
                id=SAID,
                className="ld-note mb-0",
                **parts.aria(live="polite"),
            ),
        ],
    )


def choose(ctx: Context, value: object, award: str | None) -> list[parts.Content]:
    """Show it, or show it no longer. Raises NotFoundError for a badge that is not the viewer's."""
    award_id, shared = claimed_id(award), value is True
    with ctx.writing() as (session, scope):
        share_why(session, scope, award_id, shared=shared, now=ctx.clock())
    return _said(award_id, shared=shared)


def _said(award_id: UUID, *, shared: bool) -> list[parts.Content]:
    page = html.A("the badge’s public page", href=f"/badges/{award_id}")
    if shared:
        return ["Everyone who opens ", page, " reads the table above. Your name is not on it."]
    return ["You read it, and those who teach you. On ", page, " it is not shown."]
