"""Sends what is due in the outbox, a few e-mails at a time, each of them settled by itself.

An attempt is written down before it is made: whoever dies in between has made it, and the e-mail
is tried again later under the same Message-ID. That is as close to once as SMTP allows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, select, update
from sqlalchemy.orm import Session

from leap_dash.db import Message, Org, OutboxMail, Person
from leap_dash.db.session import reading, writing
from leap_dash.domain.errors import BadInputError, MailRefusedError, MailServerError, NotSentError
from leap_dash.domain.messages import RETRIES, MailState, pause_after
from leap_dash.mail import (
    TIMEOUT_SECONDS,
    Delivery,
    Letter,
    MailServer,
    compose,
    delivery,
    usable_address,
)

CHUNK = 20
"""Few, so that badges that wait to be signed do not wait for a slow mail server."""


@dataclass(frozen=True, slots=True)
class Postman:
    """Who sends: over which server, in the name of the installation at which address."""

    server: MailServer
    base_url: str
    timeout: float = TIMEOUT_SECONDS  # seconds for each step of the mail server

    @property
    def host(self) -> str:
        """Of the installation, without a port."""
        return urlsplit(self.base_url).hostname or "localhost"


@dataclass(frozen=True, slots=True)
class _Mail:
    id: UUID
    attempts: int
    letter: Letter


def send_due(
    engine: Engine,
    postman: Postman,
    *,
    clock: Callable[[], datetime],
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Try up to CHUNK e-mails that are due; returns how many were sent. The caller holds the lock.

    What is not taken now is due again later, up to five times; what never will be, or was tried
    that often, has failed, with the reason beside it. A server that cannot be used at all counts as
    an attempt for everything that is due, so that nobody waits for it again and again.
    """
    with reading(engine)() as session:
        due = _due(session, postman, clock())
    sent = 0
    if not due:
        return sent
    try:
        with delivery(
            postman.server, local_name=postman.host, timeout=postman.timeout
        ) as connection:
            for mail in due:
                if stopping() or not _claimed(engine, mail, clock()):
                    continue
                error = _try(connection, mail)
                _settle(engine, mail, error, clock())
                sent += error is None
                if isinstance(error, MailServerError):
                    break  # the others are as they were: the next round has a new connection
    except MailServerError as error:
        _put_all_off(engine, str(error), clock())
    return sent


def _due(session: Session, postman: Postman, now: datetime) -> list[_Mail]:
    rows = session.execute(
        select(OutboxMail, Message, Org, Person)
        .join(Message, Message.id == OutboxMail.message_id)
        .join(Org, Org.id == Message.org_id)
        .outerjoin(Person, Person.id == Message.author_id)
        .where(OutboxMail.state == MailState.QUEUED, OutboxMail.next_try_at <= now)
        .order_by(OutboxMail.next_try_at, OutboxMail.id)
        .limit(CHUNK)
    )
    return [
        _Mail(mail.id, mail.attempts, _letter(postman, mail, message, org, author))
        for mail, message, org, author in rows
    ]


def _letter(
    postman: Postman, mail: OutboxMail, message: Message, org: Org, author: Person | None
) -> Letter:
    """What the learner gets: whoever answers reaches the author, not the installation."""
    # A mail server seldom takes another sender than who has signed in.
    senders = (postman.server.user, org.issuer_email, f"no-reply@{postman.host}")
    signature = ", ".join(filter(None, (author.name if author else None, org.name)))
    return Letter(
        id=f"{mail.id}@{postman.host}",
        sender=next(each for each in senders if each and usable_address(each)),
        sender_name=org.name,
        reply_to=author.email if author and usable_address(author.email) else None,
        recipient=mail.recipient,
        subject=message.subject,
        text=f"{message.text}\n\n-- \n{signature}\n",
        at=message.created_at,
    )


def _claimed(engine: Engine, mail: _Mail, now: datetime) -> bool:
    """Whether the attempt is ours: it was not taken back, or tried by another, in between."""
    attempts = mail.attempts + 1
    changed = {
        "attempts": attempts,
        "next_try_at": now + (pause_after(attempts) or RETRIES[-1]),
        "last_error": None,  # with an attempt behind it that says: it is being sent
    }
    as_it_was = (OutboxMail.state == MailState.QUEUED, OutboxMail.attempts == mail.attempts)
    return bool(_change(engine, changed, OutboxMail.id == mail.id, *as_it_was))


def _try(connection: Delivery, mail: _Mail) -> NotSentError | None:
    try:
        connection.send(compose(mail.letter))
    except BadInputError:
        return MailRefusedError("it cannot be written down as an e-mail")
    except NotSentError as error:
        return error
    return None


def _settle(engine: Engine, mail: _Mail, error: NotSentError | None, now: datetime) -> None:
    changed: dict[str, object] = {"last_error": str(error) if error else None}
    if error is None:
        changed |= {"state": MailState.SENT, "sent_at": now}
    elif isinstance(error, MailRefusedError) or pause_after(mail.attempts + 1) is None:
        changed["state"] = MailState.FAILED
    _change(engine, changed, OutboxMail.id == mail.id)


def _put_all_off(engine: Engine, words: str, now: datetime) -> None:
    """Count an attempt for all that is due."""
    due = (OutboxMail.state == MailState.QUEUED, OutboxMail.next_try_at <= now)
    for attempts in range(1, len(RETRIES) + 1):
        changed = {"attempts": attempts, "last_error": words}
        pause = now + RETRIES[attempts - 1]
        before = OutboxMail.attempts == attempts - 1
        _change(engine, changed | {"next_try_at": pause}, before, *due)
    spent = OutboxMail.attempts >= len(RETRIES)
    last = {"attempts": OutboxMail.attempts + 1, "last_error": words, "state": MailState.FAILED}
    _change(engine, last, spent, *due)


def _change(engine: Engine, values: dict[str, Any], *which: ColumnElement[bool]) -> int:
    """Change these rows, for good; returns how many there were."""
    with writing(engine)() as session:
        ids = session.scalars(
            update(OutboxMail)
            .where(*which)
            .values(values)
            .returning(OutboxMail.id)
            .execution_options(synchronize_session=False)
        ).all()
        session.commit()
    return len(ids)
