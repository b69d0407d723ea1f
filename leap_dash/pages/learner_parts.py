"""What the page of a learner and the learner's own page have in common."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from leap_dash.domain.skills import LEVELS, skill_name
from leap_dash.figures.words import count, day
from leap_dash.pages import picking
from leap_dash.pages.parts import Content, aria, toggle
from leap_dash.records import CourseOutcomes, LearnerOutcome, LearnerSkill, NoteRow, SkillSeen

LEARNER = "learner-id"
"""The dcc.Store on a learner's page that says whose it is: `data`."""

ACHIEVED, NOT_ACHIEVED = "achieved", "not"
"""What the button of an outcome asks for: its value."""


def learner_sees(words: str = "the learner sees this") -> Component:
    """Marks what a learner reads on their own page too."""
    eye = html.I(className="bi bi-eye", **aria(hidden="true"))
    return html.Span([eye, f" {words}"], className="ld-seen")


def note_text(note: NoteRow) -> list[Content]:
    """What a note says, and beneath it who wrote it and when."""
    changed = f", changed {day(note.changed_on)}" if note.changed_on else ""
    return [
        html.Blockquote(note.text),
        html.P(
            f"{note.kind.capitalize()} by {note.author_name}, {day(note.written_on)}{changed}",
            className="ld-note",
        ),
    ]


def own_notes(notes: Sequence[NoteRow]) -> Component:
    """What instructors let the learner read, on the learner's own page."""
    return html.Ul([html.Li(_own_note(note)) for note in notes], className="ld-endorsements")


def _own_note(note: NoteRow) -> list[Content]:
    if note.follow_up_on is None:
        return note_text(note)
    return [*note_text(note), html.P(f"Again on {day(note.follow_up_on)}", className="ld-note")]


def skill_list(skills: Sequence[LearnerSkill], take_back: str | None = None) -> Component:
    """Skills with the level that counts, and every record behind a word.

    `take_back` is the kind of the button (see `picking`) beside what the viewer recorded.
    """
    return html.Ul([html.Li(_skill(skill, take_back)) for skill in skills], className="ld-skills")


def _skill(skill: LearnerSkill, take_back: str | None) -> list[Content]:
    level = skill.level
    bars = [html.Span(className="is-full" if step <= level else None) for step in LEVELS]
    history = [html.Li(_seen(each, skill, take_back)) for each in skill.seen]
    return [
        html.H3(skill_name(skill.key)),
        html.P(
            [
                html.Span(bars, className="ld-level", **aria(hidden="true")),
                f"level {level} of {len(LEVELS)}, {LEVELS[level]}",
            ],
            className="ld-skill-level",
        ),
        toggle(f"{count(len(history), 'record')}", html.Ul(history, className="ld-notes")),
    ]


def _seen(each: SkillSeen, skill: LearnerSkill, take_back: str | None) -> list[Content]:
    when = day(each.seen_on)
    who = f"Level {each.level}, {LEVELS[each.level]}, seen by {each.author_name}, {when}"
    about = f"{skill_name(skill.key)} of {when}"
    return [
        html.Blockquote(each.remark) if each.remark else None,
        html.P(who, className="ld-note"),
        picking.button(take_back, str(each.id), "Take back", about)
        if take_back and each.own
        else None,
    ]


def outcome_list(courses: Sequence[CourseOutcomes], tick: str | None = None) -> Component:
    """Outcomes by course, each with a sign, in words and with its day.

    `tick` is the kind of the button (see `picking`) that changes one.
    """
    return html.Div(
        [
            html.Section(
                [
                    html.H3(course.course_name),
                    html.P(
                        f"{course.achieved} of {count(len(course.outcomes), 'outcome')} achieved",
                        className="ld-note mb-2",
                    ),
                    html.Ul(
                        [html.Li(_outcome(each, tick)) for each in course.outcomes],
                        className="ld-outcomes",
                    ),
                ]
            )
            for course in courses
        ],
        className="ld-columns",
    )


def _outcome(outcome: LearnerOutcome, tick: str | None) -> list[Content]:
    done = outcome.achieved_on is not None
    when = f"achieved {day(outcome.achieved_on)}" if done else "not achieved yet"
    label, wanted = ("Not achieved", NOT_ACHIEVED) if done else ("Achieved", ACHIEVED)
    return [
        html.Span("✓" if done else "○", className="ld-sign", **aria(hidden="true")),
        html.Div(
            [
                html.Span(outcome.name, title=outcome.criteria or None),
                html.Span(when, className="ld-note d-block"),
            ]
        ),
        picking.button(
            tick,
            str(outcome.id),
            label,
            f": {outcome.name}",
            value=wanted,
            style="outline-secondary",
        )
        if tick
        else None,
    ]
