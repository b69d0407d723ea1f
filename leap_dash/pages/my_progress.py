"""My progress: a learner's own courses, badges, and what is missing for the next badge."""

from collections.abc import Sequence
from functools import partial

from dash import Dash, html
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.domain.awards import AwardState
from leap_dash.figures.words import NOTHING, count, day, percent, shortened
from leap_dash.pages import parts
from leap_dash.pages.badge_parts import badge_card
from leap_dash.pages.badge_steps import LONGEST_NAME, next_badge
from leap_dash.pages.learner_parts import outcome_list, own_notes, skill_list
from leap_dash.pages.page import Nav, Page
from leap_dash.pages.pathway_parts import learner_pathway
from leap_dash.queries.notes import notes_of
from leap_dash.queries.outcomes import outcomes_of
from leap_dash.queries.pathways import pathway_badges
from leap_dash.queries.portfolio import badges, courses, next_badges
from leap_dash.queries.skills import skills_of
from leap_dash.records import NextBadge, OwnBadge, OwnCourse

COLUMNS = (
    parts.Column("Course"),
    parts.Column("Cohort"),
    parts.Column("Handed in"),
    parts.Column("Mean", numeric=True),
    parts.Column("Next, or how it ended"),
)
FINAL = {
    "pass": "passed",
    "distinction": "passed with distinction",
    "fail": "ended, not passed",
    "withdrawn": "left early",
}
COMPLETE = "You did everything. Your instructor can award it now."


def register(app: Dash, ctx: Context) -> Page:  # noqa: ARG001  every page's signature
    """The page; it has no callbacks."""
    return Page(
        paths=("/app/me",),
        title="My progress",
        permissions=frozenset({Permission.SEE_OWN}),
        layout=partial(layout, ctx),
        nav=Nav("My progress", "person", "m"),
    )


def layout(ctx: Context) -> Component:
    """The whole page."""
    now = ctx.clock()
    with ctx.reading() as (session, scope):
        taken = courses(session, scope, now=now)
        earned = badges(session, scope, scope.learners(), now=now)
        ahead = next_badges(session, scope, scope.learners(), now=now)
        notes = notes_of(session, scope, scope.learners(), now=now)
        skills = skills_of(session, scope, scope.learners(), now=now)
        outcomes = outcomes_of(session, scope, scope.learners())
        named = [badge.achievement_id for badge in earned]
        named += [badge.achievement_id for badge in ahead]
        steps = pathway_badges(session, scope, named)
    if not taken:
        nothing = parts.empty(
            "You are in no course yet. As soon as your provider enrols you, your courses, marks "
            "and badges are here."
        )
        return html.Div([html.H1("My progress"), nothing])
    return html.Div(
        [
            html.H1("My progress"),
            parts.sentence(sentence(taken, earned, ahead)),
            parts.panel("From your instructors", own_notes(notes)) if notes else None,
            html.H2("Your next badges", className="mb-3"),
            _ahead(ahead, earned),
            html.H2("Your badges", className="mb-3"),
            _earned(earned),
            learner_pathway("Your pathway", steps, earned, ahead),
            parts.panel("Your soft skills", skill_list(skills)) if skills else None,
            parts.panel("Your learning outcomes", outcome_list(outcomes)) if outcomes else None,
            _courses(taken),
        ]
    )


def sentence(
    taken: Sequence[OwnCourse], earned: Sequence[OwnBadge], ahead: Sequence[NextBadge]
) -> str:
    """What is done, what comes next, and how near the next badge is."""
    due, done = (sum(getattr(course, name) for course in taken) for name in ("due", "done"))
    held = sum(badge.state is AwardState.ISSUED for badge in earned)
    said = [
        f"You handed in {done} of {count(due, 'item')} due so far."
        if due
        else "Nothing has been due yet."
    ]
    coming = min(
        (course.next_item for course in taken if course.next_item is not None),
        key=lambda item: item.due_on,
        default=None,
    )
    if coming is not None:
        said.append(f"Next is {coming.name}, due {day(coming.due_on)}.")
    if held:
        said.append(f"You hold {count(held, 'badge')}.")
    elif ahead:
        said.append("Your first badge is ahead.")
    nearest = next((badge for badge in ahead if badge.to_do), None)
    if nearest is not None:
        steps = len(nearest.to_do)
        missing = "one more step" if steps == 1 else f"{steps} more steps"
        name = shortened(nearest.name, LONGEST_NAME)
        said.append(f"{missing.capitalize()} will bring you “{name}”.")
    return " ".join(said)


def _courses(taken: Sequence[OwnCourse]) -> Component:
    several = len({course.org_name for course in taken}) > 1
    rows = (_course(course, show_org=several) for course in taken)
    return parts.panel("Your courses", parts.table("Your courses", COLUMNS, rows))


def _course(course: OwnCourse, *, show_org: bool) -> Sequence[parts.Content]:
    ended = FINAL.get(course.final_result or "")
    coming = course.next_item
    return (
        course.course_name,
        f"{course.cohort_name}, {course.org_name}" if show_org else course.cohort_name,
        _bar(course.done, course.due, f"{course.course_name}: handed in")
        if course.due
        else NOTHING,
        percent(course.mean),
        ended or (f"{coming.name}, {day(coming.due_on)}" if coming else "nothing is due soon"),
    )


def _bar(done: int, due: int, name: str) -> list[Component]:
    words = f"{done} of {due}"
    return [html.Span(words), parts.progress_bar(done / due, f"{name} {words}")]


def _earned(earned: Sequence[OwnBadge]) -> Component:
    if not earned:
        return parts.empty(
            "You have no badge yet. The first one appears here on the day it is issued, with the "
            "image and the link to show to others."
        )
    return html.Ul([html.Li(badge_card(badge)) for badge in earned], className="ld-badges")


def _ahead(ahead: Sequence[NextBadge], earned: Sequence[OwnBadge]) -> Component:
    if not ahead and not earned:
        return parts.empty(
            "Your programmes have no badge to earn yet. As soon as your provider adds one, what it "
            "takes and how far you are stand here."
        )
    if not ahead:
        return parts.empty("You hold every badge of your programmes.")
    return html.Div([next_badge(badge, complete=COMPLETE) for badge in ahead], className="ld-grid")
