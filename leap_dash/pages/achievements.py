"""Badges: the ones that the viewer's organisations award; each leads to who qualifies for it."""

from collections.abc import Sequence
from functools import partial

from dash import Dash, dcc, html
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.figures.words import count
from leap_dash.pages import achievement, parts
from leap_dash.pages.page import Nav, Page
from leap_dash.queries.awards import achievements
from leap_dash.records import AchievementSummary


def register(app: Dash, ctx: Context) -> tuple[Page, ...]:
    """The list, and the page of one badge."""
    badges = Page(
        paths=("/app/badges",),
        title="Badges",
        permissions=frozenset({Permission.SEE_LEARNERS}),
        layout=partial(layout, ctx),
        nav=Nav("Badges", "award"),
    )
    return badges, achievement.register(app, ctx)


def layout(ctx: Context) -> Component:
    """Every badge as a card, by organisation where there are several."""
    with ctx.reading() as (session, scope):
        found = achievements(session, scope, now=ctx.clock())
    if not found:
        return html.Div(
            [
                html.H1("Badges"),
                parts.empty(
                    "Your organisation awards no badge yet. Describe the first one in a file and "
                    "load it with: leap-dash achievement load FILE.json --org SLUG"
                ),
            ]
        )
    orgs = list(dict.fromkeys(badge.org_name for badge in found))
    return html.Div(
        [
            html.H1("Badges"),
            parts.sentence(sentence(found)),
            *(
                html.Section(
                    [
                        html.H2(org, className="mb-3") if len(orgs) > 1 else None,
                        html.Ul(
                            [html.Li(_card(badge)) for badge in found if badge.org_name == org],
                            className="ld-badges",
                        ),
                    ]
                )
                for org in orgs
            ),
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


def _card(badge: AchievementSummary) -> Component:
    about = [badge.level.capitalize()] if badge.level else []
    about += [badge.programme_name, f"held by {count(badge.issued, 'learner')}"]
    return dcc.Link(
        [
            html.Img(src=f"/achievements/{badge.id}.png", alt="", width=72, height=72),
            html.H3(badge.name),
            html.P(badge.narrative),
            html.P(" · ".join(about), className="ld-note"),
        ],
        href=f"/app/badges/{badge.id}",
        className="ld-badge-card",
    )
