"""Network: the badges of other organisations, and what is said of one another."""

from collections.abc import Sequence
from functools import partial

from dash import Dash, dcc, html
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.domain.endorsements import Target, TargetKind
from leap_dash.figures.words import count
from leap_dash.pages import network_target, parts
from leap_dash.pages.badge_parts import badge_image, level
from leap_dash.pages.endorsement_parts import said_by_us, said_of_us, target_page
from leap_dash.pages.page import Nav, Page
from leap_dash.queries.network import given, network_orgs, received
from leap_dash.records import EndorsementRow, NetworkBadge, NetworkOrg


def register(app: Dash, ctx: Context) -> tuple[Page, ...]:
    """The list, and the page of one badge or organisation."""
    network = Page(
        paths=("/app/network",),
        title="Network",
        permissions=frozenset({Permission.ENDORSE}),
        layout=partial(layout, ctx),
        nav=Nav("Network", "chat-square-quote", "n"),
    )
    return network, *network_target.register(app, ctx)


def layout(ctx: Context) -> Component:
    """What is said, then every other organisation with its badges as cards."""
    with ctx.reading() as (session, scope):
        orgs = network_orgs(session, scope)
        ours, theirs = given(session, scope), received(session, scope)
    if not orgs:
        return html.Div(
            [
                html.H1("Network"),
                parts.empty(
                    "Your organisation stands alone here: there is no other one in its network "
                    "whose badges it could endorse, or that could endorse yours."
                ),
            ]
        )
    return html.Div(
        [
            html.H1("Network"),
            parts.sentence(sentence(orgs, ours, theirs)),
            parts.panel("What others say of you", _received(theirs)),
            parts.panel("What you say of others", _given(ours)),
            *(_org(org) for org in orgs),
        ]
    )


def sentence(
    orgs: Sequence[NetworkOrg], ours: Sequence[EndorsementRow], theirs: Sequence[EndorsementRow]
) -> str:
    """How many there are to endorse, and how many endorsements are in force."""
    badges = sum(len(org.badges) for org in orgs)
    gave = sum(row.withdrawn_at is None for row in ours)
    got = sum(row.withdrawn_at is None for row in theirs)
    return (
        f"{count(len(orgs), 'other organisation awards', 'other organisations award')} "
        f"{count(badges, 'badge')}. In force: {count(gave, 'endorsement')} given, {got} received."
    )


def _received(rows: Sequence[EndorsementRow]) -> Component:
    if rows:
        return said_of_us(rows)
    return parts.empty(
        "Nobody has endorsed your organisation or a badge of it yet. Another organisation of the "
        "network can: its administrator finds your badges on this page."
    )


def _given(rows: Sequence[EndorsementRow]) -> Component:
    if rows:
        return said_by_us(rows)
    return parts.empty(
        "You have not endorsed anything yet. Open a badge or an organisation below to say what you "
        "think of it, signed with your organisation's key."
    )


def _org(org: NetworkOrg) -> Component:
    link = dcc.Link(
        f"Open {org.name}",
        href=target_page(Target(TargetKind.ISSUER, org.id)),
        className="btn btn-outline-secondary btn-sm",
    )
    badges = html.Ul(
        [html.Li(_card(badge)) for badge in org.badges],
        className="ld-badges",
        style={"gridTemplateColumns": "repeat(auto-fill, minmax(min(340px, 100%), 1fr))"},
    )
    none = html.P("It awards no badge yet.", className="ld-note")
    return html.Section(
        [
            html.Div(
                [html.H2(org.name), link],
                className="d-flex flex-wrap align-items-baseline gap-2 mb-1",
            ),
            html.P(_endorsed(org.endorsements), className="ld-note"),
            badges if org.badges else none,
        ]
    )


def _card(badge: NetworkBadge) -> Component:
    return dcc.Link(
        [
            badge_image(badge.id),
            html.H3(badge.name),
            html.P([*level(badge.level), _endorsed(badge.endorsements)]),
            html.P(badge.description, className="ld-note ld-brief"),
        ],
        href=target_page(Target(TargetKind.BADGE, badge.id)),
        className="ld-badge-card",
    )


def _endorsed(number: int) -> str:
    return f"endorsed by {count(number, 'organisation')}" if number else "not endorsed yet"
