"""What was written to learners, e-mail by e-mail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from leap_dash.domain.messages import MailState


@dataclass(frozen=True, slots=True)
class MailFilter:
    """Which e-mails a list shows. No state, no message: all.

    `waiting_own`: alone what the viewer wrote and can still take back.
    """

    state: MailState | None = None
    message_id: UUID | None = None
    search: str = ""
    waiting_own: bool = False


@dataclass(frozen=True, slots=True)
class MailRow:
    """One e-mail to one learner.

    `last_error` says why the last attempt failed, none while one is made. `own`: the viewer wrote
    it.
    """

    id: UUID
    learner_id: UUID
    learner_name: str
    recipient: str
    message_id: UUID
    subject: str
    author_name: str | None
    written_at: datetime
    state: MailState
    attempts: int
    next_try_at: datetime
    sent_at: datetime | None
    last_error: str | None
    own: bool

    @property
    def waits(self) -> bool:
        """Whether it waits for its turn and is not being sent at this moment."""
        begun = self.attempts > 0 and self.last_error is None
        return self.state is MailState.QUEUED and not begun


@dataclass(frozen=True, slots=True)
class MailPage:
    """One page of e-mails, newest first.

    `by_state` counts those that fit the filter but for its state; `waiting_own` of them wait and
    were written by the viewer. `total` fit all of it, on `pages` pages.
    """

    rows: tuple[MailRow, ...]
    by_state: Mapping[MailState, int]
    waiting_own: int
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class WrittenMessage:
    """What was written, once for all who get it."""

    id: UUID
    subject: str
    text: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class ChosenMails:
    """E-mails to act on at once, and the learners whom they are for."""

    ids: tuple[UUID, ...]
    learner_ids: frozenset[UUID]
