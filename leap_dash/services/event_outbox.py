"""Puts e-mails that tell of an event into the outbox, in sets and beside what they tell of.

They are in the same transaction, and unique for what they tell of: whoever repeats the work tells
nobody twice, and an e-mail that cannot be sent keeps no badge from being given. Nothing is written
where no worker has a mail server, for whoever has no address, or of a kind that they have switched
off. What they say is `event_mails`' and `staff_mails`', sending is `outbox`'s.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Uuid,
    exists,
    func,
    literal,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from leap_dash.db import Achievement, AwardBatch, MailService, Message, Org, OutboxMail
from leap_dash.db.messages import unwanted
from leap_dash.domain.event_mails import MailKind, Wording
from leap_dash.domain.messages import MailState

LATELY = timedelta(days=1)
"""How long a mail server counts as there after a worker had it: it may be at rest for a night."""


@dataclass(frozen=True, slots=True)
class BadgeToldOf:
    """What e-mails say of a badge: its name and its org's, whose messages they are."""

    name: str
    org: str
    org_id: UUID


def badge_told_of(session: Session, achievement_id: UUID) -> BadgeToldOf:
    """The badge by these names."""
    row = session.execute(
        select(Achievement.name, Org.name.label("org"), Org.id)
        .join(Org, Org.id == Achievement.org_id)
        .where(Achievement.id == achievement_id)
    ).one()
    return BadgeToldOf(row.name, row.org, row.id)


def note_mail_service(session: Session, *, now: datetime) -> None:
    """Remember that a worker has a mail server; it says so again every hour."""
    session.merge(MailService(id=1, noted_at=now))
    session.flush()


def tells(session: Session, *, now: datetime) -> bool:
    """Whether anybody is told of events, and messages are sent: a worker can do so, or could."""
    lately = MailService.noted_at > now - LATELY
    return bool(session.scalar(select(exists().where(lately))))


def message_of(
    session: Session,
    batch: AwardBatch,
    kind: MailKind,
    wording: Wording,
    *,
    path: str | None = None,
    now: datetime,
) -> Message:
    """The one message of this kind about the batch, whose row the caller has locked."""
    found = session.scalar(
        select(Message).where(Message.batch_id == batch.id, Message.kind == kind)
    )
    if found is None:
        found = new_message(batch.org_id, kind, wording, path=path, now=now)
        found.batch_id = batch.id
    return found


def new_message(
    org_id: UUID, kind: MailKind, wording: Wording, *, path: str | None = None, now: datetime
) -> Message:
    """A message that tells of an event, in these words."""
    return Message(
        org_id=org_id,
        kind=kind,
        subject=wording.subject,
        text=wording.text,
        path=path,
        created_at=now,
    )


def put(
    session: Session,
    message: Message,
    recipients: Select[*tuple[Any, ...]],
    *,
    due: datetime,
) -> None:
    """Write the message to all whom `recipients` selects.

    It selects `address`, and some of the outbox's own columns: whom it is for and what it tells of.
    One that is there already stays as it is.
    """
    session.add(message)
    session.flush()
    of = recipients.subquery()
    own = [column for column in of.c if column.name != "address"]
    values: list[ColumnElement[Any]] = [
        _new_id(session),
        literal(message.id, Uuid()),
        of.c.address,
        literal(MailState.QUEUED.value),
        literal(0),
        literal(due, OutboxMail.next_try_at.type),
        *own,
    ]
    columns = ["id", "message_id", "recipient", "state", "attempts", "next_try_at"]
    switched_off = unwanted(of.c.address, literal(message.kind))
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = (
        dialect.insert(OutboxMail)
        .from_select(
            [*columns, *(column.name for column in own)],
            select(*values).where(of.c.address != "", ~switched_off),
        )
        .on_conflict_do_nothing()
        # Otherwise the ORM asks for no number.
        .execution_options(preserve_rowcount=True)
    )
    written = session.connection().execute(statement).rowcount
    if not written:
        _forget_empty(session, message)


def _forget_empty(session: Session, message: Message) -> None:
    """A message that nobody gets would only stand in the list of messages."""
    if not session.scalar(select(exists().where(OutboxMail.message_id == message.id))):
        session.delete(message)
        session.flush()


def _new_id(session: Session) -> ColumnElement[Any]:
    """An id for each row, made by the database."""
    if session.get_bind().dialect.name == "postgresql":
        return func.gen_random_uuid()
    return func.lower(func.hex(func.randomblob(16)))
