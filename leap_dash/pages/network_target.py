"""A badge of another organisation, or that organisation: what it is, and who endorses it."""

from functools import partial
from typing import Any
from uuid import UUID

from dash import Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.domain.endorsements import Target, TargetKind
from leap_dash.figures.words import count
from leap_dash.pages import endorsing, parts, withdrawing
from leap_dash.pages.badge_parts import badge_image, level
from leap_dash.pages.claims import claimed_target
from leap_dash.pages.endorsement_parts import said_of_it
from leap_dash.pages.page import Page
from leap_dash.queries.endorsements import endorsements_of
from leap_dash.queries.network import network_target, possible_endorsers
from leap_dash.records import NetworkTarget

ANSWER, LIST, ACTIONS = "network-answer", "network-endorsements", "network-actions"


def register(app: Dash, ctx: Context) -> tuple[Page, ...]:
    """Put the pages into the app; what was done renews them."""
    app.callback(
        Output(ANSWER, "children"),
        Output(LIST, "children"),
        Output(ACTIONS, "children"),
        Input(endorsing.ENDORSED, "data"),
        Input(withdrawing.WITHDRAWN, "data"),
        State(endorsing.TARGET, "data"),
    )(partial(show, ctx))
    endorsing.register(app, ctx)
    withdrawing.register(app, ctx)
    return tuple(
        Page(
            paths=(path,),
            title="Endorsing",
            permissions=frozenset({Permission.ENDORSE}),
            layout=partial(made, ctx),
        )
        for path, made in (
            ("/app/network/badges/<uuid:network_badge_id>", badge_layout),
            ("/app/network/issuers/<uuid:network_org_id>", issuer_layout),
        )
    )


def badge_layout(ctx: Context, *, network_badge_id: UUID) -> Component:
    """The page of a badge."""
    return layout(ctx, Target(TargetKind.BADGE, network_badge_id))


def issuer_layout(ctx: Context, *, network_org_id: UUID) -> Component:
    """The page of an organisation."""
    return layout(ctx, Target(TargetKind.ISSUER, network_org_id))


def layout(ctx: Context, target: Target) -> Component:
    """What it is; who endorses it and what the viewer can do is filled by `show`."""
    with ctx.reading() as (session, scope):
        found = network_target(session, scope, target)
    return html.Div(
        [
            dcc.Store(id=endorsing.TARGET, data=f"{target.kind.value}:{target.id}"),
            parts.breadcrumb(("Network", "/app/network"), (found.name, None)),
            html.H1(found.name),
            parts.sentence("", id=ANSWER),
            _about(found),
            html.Div(id=ACTIONS, className="ld-filters"),
            html.Div(id=LIST),
            endorsing.question(),
            withdrawing.question(),
        ]
    )


def show(ctx: Context, _endorsed: object, _withdrawn: object, claim: str) -> tuple[Any, ...]:
    """The answer, the list, and the buttons for what the viewer can do."""
    target = claimed_target(claim)
    with ctx.reading() as (session, scope):
        found = network_target(session, scope, target)
        rows = endorsements_of(session, target)
        endorsers = possible_endorsers(session, scope, target)
        ours = [row for row in rows if scope.may(Permission.ENDORSE, row.endorser_id)]
    listed = (
        said_of_it(rows) if rows else parts.empty(f"Nobody has endorsed this {target.kind} so far.")
    )
    return (
        sentence(found, len(rows), len(ours)),
        parts.panel("Who endorses it", listed),
        [
            endorsing.button(target) if endorsers else None,
            withdrawing.button() if ours else None,
        ],
    )


def sentence(found: NetworkTarget, endorsements: int, ours: int) -> str:
    """Whose it is, how many endorse it, and whether the viewer's do."""
    is_badge = found.target.kind is TargetKind.BADGE
    what = f"A badge of {found.owner_name}" if is_badge else "Another issuer of your network"
    if not endorsements:
        return f"{what}. Nobody endorses it yet."
    if endorsements == ours == 1:
        return f"{what}. Your organisation endorses it."
    who = count(endorsements, "organisation endorses", "organisations endorse")
    return f"{what}. {who} it{', yours among them' if ours else ''}."


def _about(found: NetworkTarget) -> Component:
    is_badge = found.target.kind is TargetKind.BADGE
    address = f"/achievements/{found.target.id}" if is_badge else f"/issuers/{found.owner_slug}"
    words = [html.P(text) for text in (found.description, found.narrative) if text]
    facts = html.P([*level(found.level), html.A("public page", href=address)], className="ld-note")
    if not is_badge:
        return html.Div([*words, facts], className="ld-panel ld-panel-body")
    picture = badge_image(found.target.id, 128)
    return html.Div([picture, *words, facts], className="ld-badge-card is-large")
