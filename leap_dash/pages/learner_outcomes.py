"""Learning outcomes on a learner's page: which are achieved, ticked and unticked, with undo."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from uuid import UUID

from dash import Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.fields import read_day
from leap_dash.figures.words import count, day, number
from leap_dash.pages import parts, picking, toasts
from leap_dash.pages.claims import claimed_id
from leap_dash.pages.learner_parts import ACHIEVED, LEARNER, learner_sees, outcome_list
from leap_dash.queries.learners import today_of
from leap_dash.queries.outcomes import outcomes_of
from leap_dash.records import CourseOutcomes
from leap_dash.services.outcomes import set_outcome

LIST, TICK, UNDO = "outcomes-list", "outcome-tick", "outcome-undo"


def register(app: Dash, ctx: Context) -> None:
    """What the buttons do, and the undoing."""
    for kind, deed in ((TICK, tick), (UNDO, undo)):
        picking.register(app, kind)
        app.callback(
            Output(LIST, "children", allow_duplicate=True),
            Input(picking.store_id(kind), "data"),
            State(LEARNER, "data"),
            prevent_initial_call=True,
        )(partial(deed, ctx))


def panel(courses: Sequence[CourseOutcomes], *, may_record: bool) -> Component | None:
    """The outcomes of every course that has any; nothing where none has."""
    if not courses:
        return None
    return parts.panel(
        ["Learning outcomes ", learner_sees()],
        [
            html.Div(listed(courses, may_record=may_record), id=LIST),
            picking.store(TICK),
            picking.store(UNDO),
        ],
    )


def listed(courses: Sequence[CourseOutcomes], *, may_record: bool) -> list[Component]:
    """How many are achieved, then each with its button."""
    of = sum(len(course.outcomes) for course in courses)
    done = sum(course.achieved for course in courses)
    return [
        html.P(f"{number(done)} of {count(of, 'outcome')} achieved."),
        outcome_list(courses, TICK if may_record else None),
    ]


def tick(ctx: Context, data: picking.Picked, learner: str) -> parts.Content:
    """Let one be achieved today, or not be achieved any more; offer to undo that."""
    if not data:
        return no_update
    achieved = data.get("value") == ACHIEVED
    learner_id, outcome_id = claimed_id(learner), claimed_id(picking.picked(data))
    now = ctx.clock()
    with ctx.writing() as (session, scope):
        today = today_of(session, scope, learner_id, now=now)
        before = set_outcome(
            session,
            scope,
            learner_id,
            outcome_id,
            achieved_on=today if achieved else None,
            now=now,
        )
    what = "Achieved" if achieved else "Not achieved any more"
    undoing = f"{learner_id} {outcome_id} {before or ''}"
    toasts.show(
        what,
        "It counts for badges at once.",
        action=picking.button(UNDO, undoing, "Undo", what.lower()),
    )
    return _renewed(ctx, learner_id)


def undo(ctx: Context, data: picking.Picked, learner: str) -> parts.Content:
    """Let it be as it was."""
    if not data:
        return no_update
    whose, outcome, before = _undoing(picking.picked(data))
    with ctx.writing() as (session, scope):
        set_outcome(session, scope, whose, outcome, achieved_on=before, now=ctx.clock())
    toasts.show("Undone", f"Achieved {day(before)}." if before else "Not achieved.")
    return _renewed(ctx, claimed_id(learner))


def _undoing(text: str) -> tuple[UUID, UUID, date | None]:
    """Whose, which, and what stood there: the message may be older than the page."""
    whose, _, rest = text.partition(" ")
    outcome, _, before = rest.partition(" ")
    return claimed_id(whose), claimed_id(outcome), read_day("day", before)


def _renewed(ctx: Context, learner_id: UUID) -> list[Component]:
    with ctx.reading() as (session, scope):
        # Whoever was let tick may tick on.
        return listed(outcomes_of(session, scope, [learner_id]), may_record=True)
