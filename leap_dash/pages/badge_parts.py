"""What pages show of an award: its state as a label, and the badge as a card."""

from typing import Literal
from uuid import UUID

from dash import dcc, html
from dash.development.base_component import Component

from leap_dash.domain.awards import WITHDRAWN, AwardState
from leap_dash.figures.words import day
from leap_dash.pages.parts import Content
from leap_dash.records import OwnBadge

STATES: dict[AwardState, tuple[str, str]] = {
    AwardState.PROPOSED: ("waits for approval", ""),
    AwardState.APPROVED: ("being issued", ""),
    AwardState.ISSUED: ("in force", "is-good"),
    AwardState.SUSPENDED: ("suspended", "is-warn"),
    AwardState.REVOKED: ("revoked", "is-bad"),
    AwardState.EXPIRED: ("expired", "is-warn"),
}
"""Words, and a colour beside them."""


def state_tag(state: AwardState) -> Component:
    """The state as a small label."""
    words, kind = STATES[state]
    return html.Span(words, className=f"ld-tag {kind}".strip())


def badge_image(
    achievement_id: UUID, width: Literal[64, 128] = 64, *, version: int | None = None
) -> Component:
    """The badge's picture, which says nothing that does not stand beside it.

    That version of it where one is named, which browsers keep; the one in force otherwise.
    """
    address = f"/achievements/{achievement_id}"
    address += ".png" if version is None else f"/pictures/{version}.png"
    return html.Img(
        src=f"{address}?size={width}",
        srcSet=f"{address}?size={2 * width} 2x",
        alt="",
        width=width,
        height=width,
    )


def level(name: str | None) -> list[Content]:
    """The level in its own colour, set off from the words that follow; nothing without one."""
    if name is None:
        return []
    return [html.Span(name.capitalize(), className=f"ld-level-{name}"), " · "]


def have_and_need(have: str, need: str) -> str:
    """ "58 %, needs 60 %"; but "not held yet" says what is needed."""
    return have if need in {"held", "approved"} else f"{have}, needs {need}"


def badge_card(badge: OwnBadge) -> Component:
    """A badge that was given: picture, issuer, day, state, and the way to its public page."""
    lines: list[Content] = [f"{badge.issuer_name}, {day(badge.issued_at.date())}"]
    if badge.valid_until is not None:
        lines.append(f", until {day(badge.valid_until.date())}")
    return html.Div(
        [
            badge_image(badge.achievement_id, version=badge.image_version),
            html.H3(html.A(badge.name, href=f"/badges/{badge.award_id}")),
            html.P(lines, className="ld-note"),
            html.P([state_tag(badge.state), *_reason(badge)]),
            html.P(
                dcc.Link(["Why this badge", _of(badge.name)], href=f"/app/why/{badge.award_id}")
            ),
        ],
        className="ld-badge-card",
    )


def _of(name: str) -> Component:
    return html.Span(f": {name}", className="visually-hidden")


def _reason(badge: OwnBadge) -> list[Content]:
    if badge.state not in WITHDRAWN or not badge.status_reason:
        return []
    return [" ", html.Span(badge.status_reason, className="ld-note")]
