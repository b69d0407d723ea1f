"""The switch for badges that are awarded without a click, for whoever runs an organisation."""

from collections.abc import Sequence
from functools import partial

from dash import Dash, Input, Output, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.figures.words import count, day
from leap_dash.pages import parts, picking
from leap_dash.pages.claims import claimed_id
from leap_dash.queries.automatic import automatic_orgs, stops
from leap_dash.records import AutomaticOrg
from leap_dash.services.automatic import switch

SWITCH = "automatic-switch"
PLACE = "automatic-place"
ON, OFF = "on", "off"


def register(app: Dash, ctx: Context) -> None:
    """Let the button switch, and show how it stands then."""
    picking.register(app, SWITCH)
    app.callback(
        Output(PLACE, "children"),
        Input(picking.store_id(SWITCH), "data"),
        prevent_initial_call=True,
    )(partial(turn, ctx))


def panel(ctx: Context) -> Component | None:
    """How it stands at each org that the viewer runs; nothing for anybody else."""
    with ctx.reading() as (_, scope):
        runs_one = bool(scope.orgs(Permission.ADMINISTER))
    if not runs_one:
        return None
    body = [picking.store(SWITCH), html.Div(_standing(ctx), id=PLACE, role="status")]
    return parts.panel("Automatic badges", body)


def turn(ctx: Context, data: picking.Picked) -> object:
    """Switch it for one org. Raises NotFoundError for one that the viewer does not run."""
    if not data:
        return no_update
    with ctx.writing() as (session, scope):
        org_id = claimed_id(picking.picked(data))
        switch(session, scope, org_id, on=data.get("value") == ON, now=ctx.clock())
    ctx.jobs.wake()
    return _standing(ctx)


def _standing(ctx: Context) -> list[Component]:
    with ctx.reading() as (session, scope):
        orgs = automatic_orgs(session, scope)
        everywhere = any(each.org is None for each in stops(session, scope))
    return [
        html.P(
            "Badges defined as automatic are awarded after each import to whoever meets their "
            "rule, and so are those that ask to hold them. What is imported while this is off is "
            "looked at when it is on again."
        ),
        *([html.P("It is off for the whole installation.")] if everywhere else []),
        html.Ul([html.Li(_org(each)) for each in orgs], className="list-unstyled mb-0"),
    ]


def _org(org: AutomaticOrg) -> Sequence[parts.Content]:
    badges = count(org.badges, "automatic badge")
    if org.stopped_at is None:
        words = f"{org.name}: on, {badges}. "
        label, value = "Switch off", OFF
    else:
        words = f"{org.name}: off since {day(org.stopped_at.date())}, by {org.stopped_by}. "
        label, value = "Switch on", ON
    style = "outline-secondary"
    button = picking.button(SWITCH, str(org.id), label, f"at {org.name}", value=value, style=style)
    return [words, button]
