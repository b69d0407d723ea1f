"""Sends what is due in the outbox, a few e-mails at a time, each of them settled by itself.

An attempt is written down before it is made: whoever dies in between has made it, and the e-mail
is tried again later under the same Message-ID. That is as close to once as SMTP allows.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, update

from leap_dash.db import OutboxMail
from leap_dash.db.session import reading, writing
from leap_dash.domain.errors import BadInputError, MailRefusedError, MailServerError, NotSentError
from leap_dash.domain.messages import RETRIES, MailState, pause_after
from leap_dash.mail import Delivery, Letter, compose, delivery
from leap_dash.services.letters import DueMail, Postman, due_mails, is_due, is_over

CHUNK = 20
"""Few, so that badges that wait to be signed do not wait for a slow mail server."""


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
        due = due_mails(session, postman, now=clock(), most=CHUNK)
    sent = 0
    if over := [mail.id for mail in due if mail.letter is None]:
        _change(engine, {"state": MailState.DROPPED}, OutboxMail.id.in_(over))
    if len(over) == len(due):
        return sent
    try:
        with delivery(
            postman.server, local_name=postman.host, timeout=postman.timeout
        ) as connection:
            for mail in due:
                if mail.letter is None or stopping() or not _claimed(engine, mail, clock()):
                    continue
                error = _try(connection, mail.letter)
                _settle(engine, mail, error, clock())
                sent += error is None
                if isinstance(error, MailServerError):
                    break  # the others are as they were: the next round has a new connection
    except MailServerError as error:
        _put_all_off(engine, str(error), clock())
    return sent


def _claimed(engine: Engine, mail: DueMail, now: datetime) -> bool:
    """Whether the attempt is ours: nobody has taken it back, tried it or switched it off since."""
    attempts = mail.attempts + 1
    changed = {
        "attempts": attempts,
        "next_try_at": now + (pause_after(attempts) or RETRIES[-1]),
        "last_error": None,  # with an attempt behind it that says: it is being sent
    }
    as_it_was = (OutboxMail.state == MailState.QUEUED, OutboxMail.attempts == mail.attempts)
    # Others were sent in between, which takes a while on a slow mail server.
    still_wanted = ~is_over(now)
    return bool(_change(engine, changed, OutboxMail.id == mail.id, *as_it_was, still_wanted))


def _try(connection: Delivery, letter: Letter) -> NotSentError | None:
    try:
        connection.send(compose(letter))
    except BadInputError:
        return MailRefusedError("it cannot be written down as an e-mail")
    except NotSentError as error:
        return error
    return None


def _settle(engine: Engine, mail: DueMail, error: NotSentError | None, now: datetime) -> None:
    changed: dict[str, object] = {"last_error": str(error) if error else None}
    if error is None:
        changed |= {"state": MailState.SENT, "sent_at": now}
    elif isinstance(error, MailRefusedError) or pause_after(mail.attempts + 1) is None:
        changed["state"] = MailState.FAILED
    _change(engine, changed, OutboxMail.id == mail.id)


def _put_all_off(engine: Engine, words: str, now: datetime) -> None:
    """Count an attempt for all that is due."""
    due = is_due(now)
    for attempts in range(1, len(RETRIES) + 1):
        changed = {"attempts": attempts, "last_error": words}
        pause = now + RETRIES[attempts - 1]
        before = OutboxMail.attempts == attempts - 1
        _change(engine, changed | {"next_try_at": pause}, before, due)
    spent = OutboxMail.attempts >= len(RETRIES)
    last = {"attempts": OutboxMail.attempts + 1, "last_error": words, "state": MailState.FAILED}
    _change(engine, last, spent, due)


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
