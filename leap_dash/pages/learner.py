"""One learner, for instructors: courses, every mark with its date, the badges, what was done."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from dash import Dash, dcc, html
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.domain.attention import CLOSED, Status
from leap_dash.figures.words import NOTHING, count, day, listed, number, percent, share
from leap_dash.pages import (
    learner_notes,
    learner_outcomes,
    learner_skills,
    learner_timeline,
    merging,
    parts,
)
from leap_dash.pages.badge_parts import badge_card
from leap_dash.pages.badge_steps import next_badge
from leap_dash.pages.learner_parts import LEARNER, learner_sees
from leap_dash.pages.page import Page
from leap_dash.pages.pathway_parts import learner_pathway
from leap_dash.queries.learners import learner_detail
from leap_dash.queries.merging import current_record
from leap_dash.queries.notes import notes_of
from leap_dash.queries.outcomes import outcomes_of
from leap_dash.queries.pathways import pathway_badges
from leap_dash.queries.portfolio import next_badges
from leap_dash.queries.skills import skills_of
from leap_dash.records import LearnerCourse, LearnerDetail, LearnerMark, NextBadge, OwnBadge

QUIET = CLOSED | {Status.ON_TRACK}
MARKS = (
    parts.Column("Assessment"),
    parts.Column("Category"),
    parts.Column("Due", short=True),
    parts.Column("Handed in", short=True),
    parts.Column("Mark", numeric=True),
    parts.Column("State", short=True),
)
COMPLETE = "Everything is done: it can be awarded."


def register(app: Dash, ctx: Context) -> Page:
    """The page; it is reached from lists of learners."""
    learner_timeline.register(app, ctx)
    learner_notes.register(app, ctx)
    learner_skills.register(app, ctx)
    learner_outcomes.register(app, ctx)
    return Page(
        paths=("/app/learners/<uuid:learner_id>",),
        title="Learner",
        permissions=frozenset({Permission.SEE_LEARNERS}),
        layout=partial(layout, ctx),
    )


def layout(ctx: Context, learner_id: UUID) -> Component:
    """The whole page; what is recorded on it renews its own part."""
    now = ctx.clock()
    with ctx.reading() as (session, scope):
        # An old address of a record that was merged leads to the one that is kept.
        learner_id = current_record(session, learner_id)
        found = learner_detail(session, scope, learner_id, now=now)
        ahead = next_badges(session, scope, [learner_id], now=now)
        notes = notes_of(session, scope, [learner_id], now=now)
        skills = skills_of(session, scope, [learner_id], now=now)
        outcomes = outcomes_of(session, scope, [learner_id])
        named = [badge.achievement_id for badge in found.badges]
        named += [badge.achievement_id for badge in ahead]
        steps = pathway_badges(session, scope, named)
    may_record = scope.may(Permission.RECORD, found.org_id)
    may_merge = scope.may(Permission.ADMINISTER, found.org_id)
    return html.Div(
        [
            dcc.Store(id=LEARNER, data=str(found.id)),
            _breadcrumb(found),
            html.H1(found.name),
            html.P(
                [_who(found), *(_ways_to_merge(found) if may_merge else [])], className="ld-note"
            ),
            parts.sentence(sentence(found)),
            *_cards(found),
            learner_timeline.panel(),
            learner_notes.panel(notes, may_record=may_record),
            *_ahead(ahead, found),
            *_badges(found.badges),
            learner_pathway(
                ["Pathway ", learner_sees()],
                steps,
                found.badges,
                ahead,
                address="/app/badges/{}",
            ),
            learner_skills.panel(skills, may_record=may_record),
            learner_outcomes.panel(outcomes, may_record=may_record),
            html.H2("Every mark", className="mb-3") if found.courses else None,
            *(_course(course) for course in found.courses),
            *((learner_notes.questions(), learner_skills.questions()) if may_record else ()),
        ]
    )


def sentence(found: LearnerDetail) -> str:
    """What is handed in, what is missing, and why to look."""
    due = sum(course.due for course in found.courses)
    done = sum(course.done for course in found.courses)
    if not found.courses:
        return "Not enrolled in any course."
    taken = count(len(found.courses), "course")
    if not due:
        return f"{taken}; nothing is due yet."
    return f"{taken}; {number(done)} of {count(due, 'due item')} handed in.{_looks(found)}"


def _looks(found: LearnerDetail) -> str:
    """The status of each course that is neither on track nor closed, the most pressing first."""
    standing = sorted(
        (course for course in found.courses if course.judgement.status not in QUIET),
        key=lambda course: tuple(Status).index(course.judgement.status),
    )
    said = [
        f" {course.judgement.status.value.capitalize()} in {course.course_code}: "
        f"{listed(course.judgement.reasons)}."
        for course in standing
    ]
    return "".join(said)


def _breadcrumb(found: LearnerDetail) -> Component:
    steps: list[tuple[str, str | None]] = [("Cohorts", "/app/cohorts")]
    if found.courses:
        latest = found.courses[0]
        steps.append((latest.cohort_name, f"/app/cohorts/{latest.cohort_id}"))
    return parts.breadcrumb(*steps, (found.name, None))


def _who(found: LearnerDetail) -> str:
    key = found.key if found.key != found.name else None
    return " · ".join(each for each in (found.org_name, key, found.email) if each)


def _ways_to_merge(found: LearnerDetail) -> list[parts.Content]:
    href = merging.address_for(found.id)
    return [" · ", dcc.Link("Merge with another record", href=href)]


def _course(course: LearnerCourse) -> Component:
    name = course.course_name
    if course.course_code != name:
        name = f"{course.course_code} {name}"
    caption = f"{name}, {course.cohort_name}"
    facts = [
        f"{course.done} of {course.due} due handed in ({share(course.done, course.due)})",
        f"{course.late} late",
        f"mean {percent(course.mean)}",
        _standing(course),
    ]
    if course.active_on:
        facts.insert(3, f"last activity {day(course.active_on)}")
    table = parts.table(caption, MARKS, [_mark(mark) for mark in course.marks], kind="ld-marks")
    return parts.panel(
        [name, " · ", dcc.Link(course.cohort_name, href=f"/app/cohorts/{course.cohort_id}")],
        [
            html.P(" · ".join(facts), className="ld-note"),
            table if course.marks else parts.empty("Nothing is assessed in this course yet."),
        ],
    )


def _standing(course: LearnerCourse) -> str:
    if course.status == "withdrawn":
        return f"withdrew {day(course.withdrawn_on)}" if course.withdrawn_on else "withdrew"
    return f"result: {course.final_result}" if course.final_result else course.status


def _mark(mark: LearnerMark) -> Sequence[parts.Content]:
    cell, item = mark.cell, mark.item
    return [
        item.name,
        item.category,
        day(item.due_on),
        day(cell.submitted_on),
        percent(cell.percent),
        parts.state_cell(cell.state, _detail(mark)),
    ]


def _detail(mark: LearnerMark) -> str:
    if mark.cell.carried_over:
        return "(carried over)"
    late = mark.cell.days_late
    return "" if late is None else f"({count(late, 'day')})"


def _cards(found: LearnerDetail) -> list[Component]:
    """The current courses, a card each."""
    if not found.courses:
        return []
    cards = (
        parts.card(
            course.course_name,
            f"{course.done} of {course.due}" if course.due else NOTHING,
            _card_note(course),
        )
        for course in found.current
    )
    return [_heading("Due items handed in"), parts.cards(*cards)]


def _card_note(course: LearnerCourse) -> parts.Content:
    said = (
        [f"mean {percent(course.mean)}", f"{course.late} late"] if course.due else ["nothing due"]
    )
    return [
        parts.progress_bar(course.done / course.due, f"{course.course_name}: handed in")
        if course.due
        else None,
        " · ".join([*said, _standing(course)]),
    ]


def _ahead(ahead: Sequence[NextBadge], found: LearnerDetail) -> list[Component]:
    """What is missing for each badge not held, the nearest first."""
    if not found.courses:
        return []
    if not ahead:
        return [
            _heading("Next badges"),
            parts.empty("There is no badge of these programmes that is not held already."),
        ]
    cards = [
        next_badge(badge, complete=COMPLETE, address=f"/app/badges/{badge.achievement_id}")
        for badge in ahead
    ]
    return [_heading("Next badges"), html.Div(cards, className="ld-grid")]


def _badges(badges: tuple[OwnBadge, ...]) -> list[Component]:
    if not badges:
        where = dcc.Link("See what qualifies for each badge", href="/app/badges")
        return [_heading("Badges"), parts.empty("No badge has been given yet.", where)]
    cards = [html.Li(badge_card(badge)) for badge in badges]
    return [_heading("Badges"), html.Ul(cards, className="ld-badges")]


def _heading(words: str) -> Component:
    """Over what stands on the learner's own page too."""
    return html.H2([f"{words} ", learner_sees()], className="mb-3")
