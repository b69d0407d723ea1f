"""What may be written to learners, and when an e-mail is tried again."""

from datetime import timedelta
from enum import StrEnum

from leap_dash.domain.fields import read_text, refuse

SUBJECT_LENGTH, TEXT_LENGTH = 200, 10_000
MOST_LEARNERS = 5_000
UNDO_TIME = timedelta(seconds=30)
"""How long a message waits before anybody is sent it, so that it can be taken back."""
SUBJECT, TEXT = "subject", "text"
"""The names of the fields, in errors too."""
RETRIES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
)
"""How long after each attempt that failed the next one follows; after the last one none does."""


class MailState(StrEnum):
    """Where an e-mail stands.

    `HELD`: its author took it back before it was sent. `DROPPED`: when its turn came, it was no
    news any more, or its recipient had switched its kind off.
    """

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    HELD = "held"
    DROPPED = "dropped"


def read_message(subject: object, text: object) -> tuple[str, str]:
    """The subject and text that somebody filled in.

    Raises BadFieldError for an empty or overlong one, and for a subject of more than one line,
    which would be a header of its own.
    """
    for field, value in ((SUBJECT, subject), (TEXT, text)):
        if not value or str(value).isspace():
            refuse(field, "nothing is written yet", "say what the learners should read")
    one_line = read_text(SUBJECT, subject, SUBJECT_LENGTH)
    if len(one_line.splitlines()) > 1:
        refuse(SUBJECT, "has more than one line", "expected a single one")
    return one_line, read_text(TEXT, text, TEXT_LENGTH)


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after so many attempts; none when it is to be given up."""
    return RETRIES[attempts - 1] if attempts <= len(RETRIES) else None
