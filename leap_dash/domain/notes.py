"""What an instructor notes of a learner, or did about it: its kinds, and what may be written."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from leap_dash.domain.fields import read_day, read_text, refuse

NOTE_LENGTH = 2000
FARTHEST = timedelta(days=730)
KIND, TEXT, FOLLOW_UP = "kind", "text", "follow-up"
"""The names of the fields, in errors too."""


class NoteKind(StrEnum):
    """What was done: something noted, or one of the ways to intervene."""

    NOTE = "note"
    CALL = "call"
    MESSAGE = "message"
    MEETING = "meeting"
    AGREEMENT = "agreement"


@dataclass(frozen=True, slots=True)
class NoteFields:
    """A note as somebody filled it in, not looked at yet; a day stands as 2026-11-24."""

    kind: object
    text: object
    follow_up_on: object = None
    shown_to_learner: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """What a note says. `follow_up_on` is the day by which somebody looks again."""

    kind: NoteKind
    text: str
    follow_up_on: date | None
    shown_to_learner: bool


def read_note(fields: NoteFields, *, written_on: date) -> Note:
    """The note that somebody filled in, written on that day.

    Raises BadFieldError for an unknown kind, an empty or overlong text, and for a day to follow up
    that lies before the note or more than two years after it.
    """
    if fields.kind not in set(NoteKind):
        refuse(KIND, "is none of the kinds", f"expected {', '.join(NoteKind)}")
    if not fields.text or str(fields.text).isspace():
        refuse(TEXT, "nothing is written yet", "say what you saw or did")
    text = read_text(TEXT, fields.text, NOTE_LENGTH)
    day = read_day(FOLLOW_UP, fields.follow_up_on)
    if day is not None and not written_on <= day <= written_on + FARTHEST:
        refuse(
            FOLLOW_UP,
            "lies before the note or more than two years after it",
            f"expected a day from {written_on} on",
        )
    return Note(NoteKind(str(fields.kind)), text, day, fields.shown_to_learner)
