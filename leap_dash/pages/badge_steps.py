"""A badge that a learner does not hold yet: how far it is, and each clause of its rule as a bar."""

from dash import dcc, html
from dash.development.base_component import Component

from leap_dash.domain.awards import AwardState
from leap_dash.figures.words import count, shortened
from leap_dash.pages import parts
from leap_dash.pages.badge_parts import badge_image
from leap_dash.records import ClauseStep, NextBadge

LONGEST_NAME = 80  # letters
ON_ITS_WAY = {
    AwardState.PROPOSED: "This badge is proposed: a moderator looks at it before it is issued.",
    AwardState.APPROVED: "This badge is decided and on its way.",
}
"""What is said of a badge that is neither earned nor to be earned any more."""


def next_badge(badge: NextBadge, *, complete: str, address: str | None = None) -> Component:
    """One badge; `complete` is said where nothing is missing, `address` is where its name leads."""
    name = shortened(badge.name, LONGEST_NAME)
    return html.Section(
        [
            html.Div(
                [
                    badge_image(badge.achievement_id),
                    html.Div(
                        [
                            html.H3(dcc.Link(name, href=address) if address else name),
                            html.P(to_go(badge, complete), className="ld-note mb-0"),
                        ],
                        className="flex-grow-1",
                    ),
                ],
                className="ld-panel-head align-items-center flex-nowrap",
            ),
            html.Ul(
                [html.Li(step(each), className="mb-3") for each in badge.steps],
                className="ld-panel-body list-unstyled mb-0",
            ),
        ],
        className="ld-panel ld-half",
    )


def to_go(badge: NextBadge, complete: str) -> str:
    """How many steps are left."""
    if badge.award in ON_ITS_WAY:
        return ON_ITS_WAY[badge.award]
    if not badge.to_do:
        return complete
    return f"{count(len(badge.to_do), 'step')} to go"


def step(each: ClauseStep) -> list[Component]:
    """A clause: a sign, what it is about, what there is and what it takes, and the bar."""
    if each.met:
        sign, words = "✓", f"{each.have}, done"
    elif each.needed:
        sign, words = "○", _have_and_need(each)
    else:
        sign, words = "·", f"{each.have}; not needed, another way is nearer"
    return [
        html.Div(
            [
                html.Span([html.Span(f"{sign} ", **parts.aria(hidden="true")), each.clause]),
                html.Span(words, className="ld-note"),
            ],
            className="d-flex flex-wrap justify-content-between column-gap-3 mb-1",
        ),
        parts.progress_bar(each.progress, f"{each.clause}: {words}"),
    ]


def _have_and_need(each: ClauseStep) -> str:
    """ "58 %, needs 60 %"; but "not held yet" says what is needed."""
    return each.have if each.need in {"held", "approved"} else f"{each.have}, needs {each.need}"
