"""A pathway as pages show it: badges from left to right, each with how somebody stands on it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from dash import dcc, html
from dash.development.base_component import Component

from leap_dash.domain.awards import AwardState
from leap_dash.figures.pathway import HEIGHT, WIDTH, Spot, pathway_map
from leap_dash.figures.words import count, listed
from leap_dash.pages import parts
from leap_dash.pages.badge_parts import badge_image
from leap_dash.pages.badge_steps import ON_ITS_WAY
from leap_dash.pages.parts import Content
from leap_dash.records import NextBadge, OwnBadge, PathwayBadge


def pathway(
    label: str,
    badges: Sequence[PathwayBadge],
    standing: Mapping[UUID, Content],
    *,
    held: frozenset[UUID] = frozenset(),
    address: str | None = None,
) -> Component:
    """The badges with their standing beneath the name; those in `held` are marked.

    `address` is where a badge leads, with `{}` for its id. It scrolls inside itself.
    """
    drawn = pathway_map(badges)
    by_id = {badge.achievement_id: badge for badge in badges}
    cards = [
        html.Li(
            _card(by_id[spot.achievement_id], by_id, standing, address),
            className="is-held" if spot.achievement_id in held else "",
            style=_place(spot),
        )
        for spot in drawn.spots
    ]
    size = {"width": f"{drawn.width:g}px", "height": f"{drawn.height:g}px"}
    lines = html.Img(src=drawn.lines, alt="", style=size)
    return html.Div(
        html.Div([lines, html.Ol(cards)], className="ld-pathway", style=size),
        className="ld-scroll",
        role="region",
        tabIndex="0",
        **parts.aria(label=label),
    )


def needs(badge: PathwayBadge, names: Mapping[UUID, PathwayBadge]) -> str:
    """The names of the badges that it needs; empty where it needs none."""
    return listed([names[each].name for each in badge.needs if each in names], "and")


def has_steps(badges: Sequence[PathwayBadge]) -> bool:
    """Whether any of them needs another."""
    ids = {badge.achievement_id for badge in badges}
    return any(each in ids for badge in badges for each in badge.needs)


def learner_pathway(
    heading: Content,
    badges: Sequence[PathwayBadge],
    earned: Sequence[OwnBadge],
    ahead: Sequence[NextBadge],
    *,
    address: str | None = None,
) -> Component | None:
    """A learner's pathway as a panel; nothing where no badge builds on another."""
    if not has_steps(badges):
        return None
    held = {badge.achievement_id for badge in earned if badge.state is AwardState.ISSUED}
    standing: dict[UUID, Content] = {badge.achievement_id: _ahead(badge) for badge in ahead}
    standing |= dict.fromkeys(held, "Held ✓")
    drawn = pathway("Pathway", badges, standing, held=frozenset(held), address=address)
    return parts.panel(heading, drawn)


def _ahead(badge: NextBadge) -> str:
    if badge.award in ON_ITS_WAY:
        return "On its way"
    return f"{count(len(badge.to_do), 'step')} to go" if badge.to_do else "Everything is done"


def _card(
    badge: PathwayBadge,
    names: Mapping[UUID, PathwayBadge],
    standing: Mapping[UUID, Content],
    address: str | None,
) -> Component:
    needed = needs(badge, names)
    name = html.Span(badge.name, className="ld-brief", title=badge.name)
    said = [
        html.P(
            dcc.Link(name, href=address.format(badge.achievement_id)) if address else name,
            className="ld-pathway-name",
        ),
        html.P(standing.get(badge.achievement_id), className="ld-note"),
        html.Span(f"It needs {needed}.", className="visually-hidden") if needed else None,
    ]
    picture = badge_image(badge.achievement_id, version=badge.image_version)
    return html.Div([picture, html.Div(said)])


def _place(spot: Spot) -> dict[str, str]:
    return {
        "left": f"{spot.left:g}px",
        "top": f"{spot.top:g}px",
        "width": f"{WIDTH}px",
        "height": f"{HEIGHT}px",
    }
