"""The versions of a badge's rule, and the difference of any two: in words, and in people.

A published rule never changes; what is changed becomes a new version.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from dash import Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.domain.criteria_difference import differences
from leap_dash.pages import controls, parts
from leap_dash.pages import rule_versions_words as words
from leap_dash.pages.claims import claimed_id
from leap_dash.pages.filters import hash_filters
from leap_dash.pages.page import Page
from leap_dash.queries.awards import achievement
from leap_dash.queries.eligibility_lookup import Asked, ask_version
from leap_dash.queries.rule_difference import rule_difference
from leap_dash.queries.rule_versions import rule_versions, version_numbers
from leap_dash.records import Concerned, RuleVersion

BADGE, ANSWER, LIST = "versions-badge", "versions-answer", "versions-list"
OLDER, NEWER, WHO, PAGE = "versions-older", "versions-newer", "versions-who", "versions-page"
CONTROLS = {"older": OLDER, "newer": NEWER, "who": WHO, "page": PAGE}


def register(app: Dash, ctx: Context) -> Page:
    """Put the page into the app."""
    filters = hash_filters(app, "versions", CONTROLS)
    app.callback(
        Output(ANSWER, "children"),
        Output(WHO, "options"),
        Output(LIST, "children"),
        State(BADGE, "data"),
        *(Input(control, "value") for control in CONTROLS.values()),
    )(partial(show, ctx))
    return Page(
        paths=("/app/badges/<uuid:achievement_id>/versions",),
        title="Versions of a badge's rule",
        permissions=frozenset({Permission.SEE_LEARNERS}),
        layout=partial(layout, ctx, filters),
    )


def layout(ctx: Context, filters: Callable[[], Component], *, achievement_id: UUID) -> Component:
    """All versions, and two of them to compare; `show` fills the comparison."""
    now = ctx.clock()
    with ctx.reading() as (session, scope):
        badge = achievement(session, scope, achievement_id, now=now)
        versions = rule_versions(session, scope, badge.id, now=now)
    here = f"/app/badges/{badge.id}"
    return html.Div(
        [
            parts.breadcrumb(("Badges", "/app/badges"), (badge.name, here), ("Versions", None)),
            html.H1(f"{badge.name}: versions of the rule"),
            parts.sentence(words.sentence(versions)),
            *(
                [filters(), dcc.Store(id=BADGE, data=str(badge.id)), *_comparison(versions)]
                if len(versions) > 1
                else [words.one_version()]
            ),
            parts.panel("All versions", words.listed(versions)),
        ]
    )


def show(
    ctx: Context,
    badge: str,
    older: str | None,
    newer: str | None,
    who: str | None,
    page: int | None,
) -> tuple[Any, ...]:
    """What is different in words, whom it concerns with the counts, and a page of them."""
    badge_id, now = claimed_id(badge), ctx.clock()
    which = Concerned(who) if who in set(Concerned) else Concerned.GAINS
    wanted = controls.page_to_show(page, CONTROLS)
    with ctx.reading() as (session, scope):
        numbers = version_numbers(session, scope, badge_id)
        first, last = _two(numbers, older, newer)
        before, after = (
            ask_version(session, scope, badge_id, number, now) for number in (first, last)
        )
        people = partial(
            rule_difference,
            session,
            scope,
            before,
            after,
            showing=which,
            limit=controls.ROWS,
        )
        found = people(offset=controls.ROWS * (wanted - 1))
        pages = max(1, -(-found.concerned[which] // controls.ROWS))
        if wanted > pages:
            found = people(offset=controls.ROWS * (pages - 1))
    kept = {"older": str(first), "newer": str(last), "who": which.value}
    return (
        _in_words(before, after),
        words.options(found),
        [
            words.people(found, which, last),
            controls.pager("learners", kept, min(wanted, pages), pages),
        ],
    )


def _in_words(before: Asked, after: Asked) -> Component:
    said = differences(before.question.rule, after.question.rule, words.names(before, after))
    return words.differences_panel(before.rule_version, after.rule_version, said)


def _two(numbers: Sequence[int], older: str | None, newer: str | None) -> tuple[int, int]:
    """The versions to compare, the older one first: the newest two unless others are chosen.

    `numbers` are those that there are, the newest first.
    """
    known = {str(number): number for number in numbers}
    first, last = known.get(older or ""), known.get(newer or "")
    if first is None or last is None or first == last:
        return numbers[min(1, len(numbers) - 1)] if numbers else 0, numbers[0] if numbers else 0
    return min(first, last), max(first, last)


def _comparison(versions: Sequence[RuleVersion]) -> list[Component]:
    """The controls and the places that `show` fills."""
    offered = [(str(each.number), f"Version {each.number}") for each in versions]
    return [
        html.Div(
            [
                controls.choice(OLDER, "Compare", offered, offered[1][0]),
                controls.choice(NEWER, "with", offered, offered[0][0]),
                controls.choice(WHO, "Learners", words.WHO, Concerned.GAINS.value),
                controls.page_holder(PAGE),
            ],
            className="ld-filters",
            role="search",
            **parts.aria(label="Two versions"),
        ),
        html.Div(id=ANSWER, role="status"),
        html.Div(id=LIST),
    ]
