"""Writes to learners by e-mail, and takes back what was not sent yet. Sending is `outbox`'s.

The audit trail says that somebody wrote to how many, never what.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from leap_dash.db import Message, OutboxMail
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError
from leap_dash.domain.messages import MOST_LEARNERS, UNDO_TIME, MailState, read_message
from leap_dash.mail import usable_address
from leap_dash.services import audit
from leap_dash.services.bulk import insert_rows, new_id
from leap_dash.services.chosen_learners import chosen_learners


@dataclass(frozen=True, slots=True)
class Written:
    """A message in the outbox: for how many, and who has no e-mail address that could be used."""

    message_id: UUID
    recipients: int
    unreachable: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """How many e-mails of a message will not be sent, and for how many it was too late."""

    held: int
    gone: int


def write(
    session: Session,
    scope: Scope,
    learner_ids: Collection[UUID],
    *,
    subject: object,
    text: object,
    now: datetime,
) -> Written:
    """Put an e-mail for each of the learners into the outbox; it is sent after the undo time.

    Raises BadFieldError for a subject or text that cannot be used, as `chosen_learners` does, and
    BadInputError when none of them can be written to.
    """
    subject, text = read_message(subject, text)
    chosen = chosen_learners(session, scope, Permission.MESSAGE, learner_ids, most=MOST_LEARNERS)
    reachable = {
        learner_id: email
        for learner_id, email in chosen.emails.items()
        if email and usable_address(email)
    }
    if not reachable:
        raise BadInputError("None of these learners has an e-mail address: nothing was written.")
    message = Message(
        org_id=chosen.org_id, author_id=scope.person_id, subject=subject, text=text, created_at=now
    )
    session.add(message)
    session.flush()
    insert_rows(
        session,
        OutboxMail,
        ("id", "message_id", "learner_id", "recipient", "state", "attempts", "next_try_at"),
        [
            (new_id(), message.id.hex, learner_id.hex, email, MailState.QUEUED.value, 0, due)
            for due in (now + UNDO_TIME,)
            for learner_id, email in reachable.items()
        ],
    )
    unreachable = frozenset(chosen.emails.keys() - reachable.keys())
    detail = {"mails": len(reachable), "unreachable": len(unreachable)}
    _record(session, scope, message, "message.write", detail, now)
    return Written(message.id, len(reachable), unreachable)


def withdraw(session: Session, scope: Scope, message_id: UUID, *, now: datetime) -> Withdrawn:
    """Let the author hold back what of a message has not been sent, or tried to be, so far.

    Raises NotFoundError for a message that the viewer cannot see, ForbiddenError for anyone but
    its author, ConflictError when all of it is on its way.
    """
    message = session.scalar(
        select(Message).where(
            Message.id == message_id,
            Message.kind.is_(None),
            within(scope, Permission.MESSAGE, Message.org_id),
        )
    )
    if message is None:
        raise NotFoundError("There is no such message that you can see.")
    if message.author_id != scope.person_id:
        raise ForbiddenError("Only who wrote a message can take it back.")
    of_it = OutboxMail.message_id == message_id
    session.execute(
        update(OutboxMail)
        .where(of_it, OutboxMail.state == MailState.QUEUED, OutboxMail.attempts == 0)
        .values(state=MailState.HELD)
        .execution_options(synchronize_session=False)
    )
    held, everyone = session.execute(
        select(func.count().filter(OutboxMail.state == MailState.HELD), func.count()).where(of_it)
    ).one()
    if not held:
        raise ConflictError("This message is on its way already: it cannot be taken back.")
    _record(session, scope, message, "message.withdraw", {"mails": held}, now)
    return Withdrawn(held, everyone - held)


def _record(
    session: Session,
    scope: Scope,
    message: Message,
    action: str,
    detail: dict[str, int],
    now: datetime,
) -> None:
    audit.record(
        session,
        at=now,
        actor=scope.actor,
        org_id=message.org_id,
        action=action,
        subject=str(message.id),
        detail=detail,
    )
