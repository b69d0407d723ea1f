"""Badges: the ones that the viewer's organisations award; each leads to who qualifies for it."""

from collections.abc import Sequence
from functools import partial
from itertools import groupby

from dash import Dash, dcc, html
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.figures.words import count
from leap_dash.pages import (
    achievement,
    award_review,
    badge_design,
    badge_new,
    badge_validity,
    parts,
    rule,
)
from leap_dash.pages.badge_parts import badge_image, level
from leap_dash.pages.page import Nav, Page
from leap_dash.queries.awards import achievements
from leap_dash.queries.rule_drafts import unpublished_badges
from leap_dash.records import AchievementSummary, Choice


def register(app: Dash, ctx: Context) -> tuple[Page, ...]:
    """The list, the page of one badge, of a new one, and those of rule, picture and bulk award."""
    badges = Page(
        paths=("/app/badges",),
        title="Badges",
        permissions=frozenset({Permission.SEE_LEARNERS}),
        layout=partial(layout, ctx),
        nav=Nav("Badges", "award", "b"),
    )
    pages = (achievement, badge_new, rule, badge_design, badge_validity)
    return (
        badges,
        *(module.register(app, ctx) for module in pages),
        *award_review.register(app, ctx),
    )


def layout(ctx: Context) -> Component:
    """Every badge as a card, by programme."""
    with ctx.reading() as (session, scope):
        found = achievements(session, scope, now=ctx.clock())
        unpublished = unpublished_badges(session, scope)
    making = _making(unpublished) if scope.may(Permission.DEFINE) else None
    if not found:
        return html.Div(
            [
                html.H1("Badges"),
                parts.empty("Your organisation awards no badge yet.", making or _WHO_MAKES_THEM),
            ]
        )
    several = len({badge.org_id for badge in found}) > 1
    by_programme = groupby(found, key=lambda badge: (badge.org_id, badge.programme_id))
    return html.Div(
        [
            html.H1("Badges"),
            parts.sentence(sentence(found)),
            making,
            _way_to_the_network() if scope.may(Permission.ENDORSE) else None,
            *(_programme(tuple(badges), show_org=several) for _, badges in by_programme),
        ]
    )


def sentence(found: Sequence[AchievementSummary]) -> str:
    """How many there are, how many are held, and which nobody has."""
    held = sum(badge.issued for badge in found)
    unused = sum(not badge.issued for badge in found)
    text = (
        f"{count(len(found), 'badge')} can be earned; {count(held, 'is', 'are')} held by learners"
    )
    return f"{text}; {count(unused, 'has', 'have')} not been awarded yet." if unused else f"{text}."


_WHO_MAKES_THEM = html.P("An instructor or an administrator of it makes the first one here.")


def _making(unpublished: Sequence[Choice]) -> Component:
    """The way to a new badge, and to those that still lack their rule."""
    new = dcc.Link("New badge", href=badge_new.ADDRESS, className="btn btn-outline-secondary")
    listed = [
        html.Li(dcc.Link(each.label, href=f"/app/badges/{each.id}/rule")) for each in unpublished
    ]
    waiting = (
        [
            html.P("Not published yet; write the rule of:"),
            html.Ul(listed, className="ld-unpublished"),
        ]
        if listed
        else []
    )
    return html.Div([html.P(new), *waiting], className="mb-3")


def _way_to_the_network() -> Component:
    link = dcc.Link("Badges of other organisations, and endorsements", href="/app/network")
    return html.P(link)


def _programme(badges: Sequence[AchievementSummary], *, show_org: bool) -> Component:
    name = badges[0].programme_name
    return html.Section(
        [
            html.H2(f"{name}, {badges[0].org_name}" if show_org else name, className="mb-3"),
            html.Ul(
                [html.Li(_card(badge)) for badge in badges],
                className="ld-badges",
                style={"gridTemplateColumns": "repeat(auto-fill, minmax(min(340px, 100%), 1fr))"},
            ),
        ]
    )


def _card(badge: AchievementSummary) -> Component:
    return dcc.Link(
        [
            badge_image(badge.id, version=badge.image_version),
            html.H3(badge.name),
            html.P([*level(badge.level), f"held by {count(badge.issued, 'learner')}"]),
            html.P(badge.description, className="ld-note ld-brief"),
        ],
        href=f"/app/badges/{badge.id}",
        className="ld-badge-card",
    )
