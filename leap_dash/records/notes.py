"""What was noted of a learner, as far as the viewer may read it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from leap_dash.domain.notes import NoteKind


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note; days are those in the org's time zone. `own`: the viewer may change it.

    `overdue`: its day to follow up has come, and nothing was noted since. Of one that was taken
    back the text is gone.
    """

    id: UUID
    kind: NoteKind
    text: str
    author_name: str
    written_on: date
    changed_on: date | None
    taken_back_on: date | None
    follow_up_on: date | None
    shown_to_learner: bool
    own: bool
    overdue: bool
