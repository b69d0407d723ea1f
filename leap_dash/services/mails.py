"""Single e-mails to learners: taken back while they wait, and tried again when they failed.

Either is undone by the other. Whole messages are `messages`', sending is `outbox`'s.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from leap_dash.db import Learner, Message, OutboxMail
from leap_dash.db.messages import waits
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError
from leap_dash.domain.messages import MOST_LEARNERS, UNDO_TIME, MailState
from leap_dash.services import audit
from leap_dash.services.bulk import among


@dataclass(frozen=True, slots=True)
class Changed:
    """How many e-mails were changed, and how many not because the learner has no address now."""

    mails: int
    unreachable: int = 0


def hold_mails(
    session: Session, scope: Scope, mail_ids: Collection[UUID], *, now: datetime
) -> Changed:
    """Let the author take back what of these e-mails waits: it will not be sent.

    One that was tried already and waits for its next turn is not tried again. Raises NotFoundError
    for one that the viewer cannot see, ForbiddenError for one of another author, ConflictError
    when none of them waits any more.
    """
    mails = _mails(session, scope, mail_ids)
    if any(author != scope.person_id for _, _, author in mails):
        raise ForbiddenError("Only who wrote a message can take it back.")
    held = _change(session, mail_ids, {"state": MailState.HELD}, waits())
    if not held:
        raise ConflictError("This is on its way already: it cannot be taken back.")
    _record(session, scope, mails, held, "mail.hold", now)
    return Changed(len(held))


def send_again(
    session: Session, scope: Scope, mail_ids: Collection[UUID], *, now: datetime
) -> Changed:
    """Put those that failed, or that the viewer took back, into the queue.

    They go to the address that the learner has now, after the time to undo; who has none any more
    is left out. Raises NotFoundError for one that the viewer cannot see, ConflictError when none of
    them failed or was taken back, or nobody can be written to.
    """
    mails = _mails(session, scope, mail_ids)
    own = select(Message.id).where(Message.author_id == scope.person_id)
    taken_back = and_(OutboxMail.state == MailState.HELD, OutboxMail.message_id.in_(own))
    address = select(Learner.email).where(Learner.id == OutboxMail.learner_id).scalar_subquery()
    values = {
        "state": MailState.QUEUED,
        "attempts": 0,
        "next_try_at": now + UNDO_TIME,
        "last_error": None,
        "recipient": address,
    }
    which = or_(OutboxMail.state == MailState.FAILED, taken_back)
    chosen = among(session, OutboxMail.id, set(mail_ids))
    fitting = session.scalar(select(func.count()).where(chosen, which)) or 0
    sent = _change(session, mail_ids, values, and_(which, address != ""))
    if not sent:
        if fitting:
            raise ConflictError("None of these learners has an e-mail address: nothing was done.")
        raise ConflictError("None of this failed or was taken back by you: nothing was done.")
    _record(session, scope, mails, sent, "mail.again", now)
    return Changed(len(sent), fitting - len(sent))


_Mail = tuple[UUID, UUID, UUID | None]
"""An e-mail's message, that one's org, and its author."""


def _mails(session: Session, scope: Scope, mail_ids: Collection[UUID]) -> list[_Mail]:
    wanted = set(mail_ids)
    if not wanted:
        raise BadInputError("There is nothing to do this to.")
    if len(wanted) > MOST_LEARNERS:
        raise BadInputError(f"At most {MOST_LEARNERS:,} e-mails can be changed at a time.")
    rows = session.execute(
        select(Message.id, Message.org_id, Message.author_id)
        .join(OutboxMail, OutboxMail.message_id == Message.id)
        .where(
            among(session, OutboxMail.id, wanted),
            OutboxMail.learner_id.is_not(None),
            within(scope, Permission.MESSAGE, Message.org_id),
        )
    )
    found = [(message_id, org_id, author_id) for message_id, org_id, author_id in rows]
    if len(found) < len(wanted):
        raise NotFoundError("There is no such e-mail that you can see.")
    return found


def _change(
    session: Session,
    mail_ids: Collection[UUID],
    values: dict[str, Any],
    which: ColumnElement[bool],
) -> list[UUID]:
    """Change those of them that are so; returns their messages, one an e-mail."""
    return list(
        session.scalars(
            update(OutboxMail)
            .where(among(session, OutboxMail.id, set(mail_ids)), which)
            .values(values)
            .returning(OutboxMail.message_id)
            .execution_options(synchronize_session=False)
        )
    )


def _record(
    session: Session,
    scope: Scope,
    mails: Collection[_Mail],
    changed: Collection[UUID],
    action: str,
    now: datetime,
) -> None:
    """Once for each message, with how many of its e-mails."""
    orgs = {message_id: org_id for message_id, org_id, _ in mails}
    for message_id, many in Counter(changed).items():
        audit.record(
            session,
            at=now,
            actor=scope.actor,
            org_id=orgs[message_id],
            action=action,
            subject=str(message_id),
            detail={"mails": many},
        )
