"""The pathway of a cohort: the badges of its programme as they build on one another, and how many
of its learners hold, can have, or nearly have each."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from dash import Dash, html
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.figures.words import NOTHING, count, number
from leap_dash.pages import parts
from leap_dash.pages.cohort_views import View, views
from leap_dash.pages.page import Page
from leap_dash.pages.pathway_parts import has_steps, needs, pathway
from leap_dash.queries.cohorts import cohort_head
from leap_dash.queries.pathways import cohort_pathway
from leap_dash.records import CohortHead, CohortStep

COLUMNS = (
    parts.Column("Badge"),
    parts.Column("Needs"),
    parts.Column("Hold it", numeric=True),
    parts.Column("Qualify now", numeric=True),
    parts.Column("One step away", numeric=True),
)


def register(app: Dash, ctx: Context) -> Page:  # noqa: ARG001  every page's signature
    """The page; it has no callbacks."""
    return Page(
        paths=("/app/cohorts/<uuid:cohort_id>/pathway",),
        title="Pathway of a cohort",
        permissions=frozenset({Permission.SEE_LEARNERS}),
        layout=partial(layout, ctx),
    )


def layout(ctx: Context, *, cohort_id: UUID) -> Component:
    """The whole page."""
    now = ctx.clock()
    with ctx.reading() as (session, scope):
        head = cohort_head(session, scope, cohort_id, now=now)
        steps = cohort_pathway(session, scope, head, now=now)
    if not steps:
        nothing = parts.empty(
            f"{head.programme_name} has no badge yet. Badges that ask to hold another one make a "
            "pathway: it is drawn here."
        )
        return html.Div([*_top(head), nothing])
    return html.Div(
        [
            *_top(head),
            parts.sentence(sentence(steps)),
            parts.panel("From badge to badge", _drawn(head, steps)),
            parts.panel("The same as a table", _table(steps)),
        ]
    )


def sentence(steps: Sequence[CohortStep]) -> str:
    """How many badges build on one another, and what is there to be awarded."""
    badges = [step.badge for step in steps]
    if not has_steps(badges):
        first = f"{count(len(badges), 'badge')}, and none of them needs another."
    else:
        building = sum(1 for badge in badges if badge.needs)
        one = "builds on another one" if building == 1 else "build on others"
        first = f"{number(building)} of {count(len(badges), 'badge')} {one}."
    new, near = (sum(getattr(step, name) for step in steps) for name in ("new", "one_step"))
    can = f"{count(new, 'badge')} can be awarded now" if new else "No badge can be awarded now"
    away = f"{number(near) if near else 'none'} {'are' if near > 1 else 'is'} one step away"
    return f"{first} {can}; {away}."


def _top(head: CohortHead) -> list[Component]:
    here = f"/app/cohorts/{head.id}"
    return [
        parts.breadcrumb(("Cohorts", "/app/cohorts"), (head.name, here), ("Pathway", None)),
        html.H1(f"{head.name}: pathway"),
        html.P(f"{head.org_name} · {head.programme_name}", className="ld-note"),
        views(head.id, View.PATHWAY),
    ]


def _drawn(head: CohortHead, steps: Sequence[CohortStep]) -> Component:
    return pathway(
        f"Pathway of {head.programme_name}",
        [step.badge for step in steps],
        {step.badge.achievement_id: _standing(step) for step in steps},
        held=frozenset(step.badge.achievement_id for step in steps if step.held),
        address="/app/badges/{}",
    )


def _standing(step: CohortStep) -> str:
    """What stands beneath a badge's name."""
    if not step.evaluated:
        why = "of another programme" if step.evaluated is None else "nobody is enrolled"
        return f"{count(step.held, 'holds', 'hold')} it; {why}"
    held = f"{number(step.held)} of {number(step.evaluated)} hold it"
    waiting = [f"{count(step.new, 'qualifies', 'qualify')}"] if step.new else []
    waiting += [f"{number(step.one_step)} one step away"] if step.one_step else []
    return "; ".join([held, *waiting])


def _table(steps: Sequence[CohortStep]) -> Component:
    names = {step.badge.achievement_id: step.badge for step in steps}
    rows = [
        (
            step.badge.name,
            needs(step.badge, names) or NOTHING,
            number(step.held),
            NOTHING if step.evaluated is None else number(step.new),
            NOTHING if step.evaluated is None else number(step.one_step),
        )
        for step in steps
    ]
    return parts.table("Badges of the pathway", COLUMNS, rows)
