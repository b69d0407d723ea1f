"""What the page of a learner and the learner's own page have in common."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from leap_dash.figures.words import day
from leap_dash.pages.parts import Content, aria
from leap_dash.records import NoteRow


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
