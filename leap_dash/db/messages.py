"""What is written to learners and staff, the e-mails that carry it, and who wants none of a kind.

Somebody writes a message to learners, or it tells of an event, such as a badge that was earned.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    SQLColumnExpression,
    String,
    UniqueConstraint,
    and_,
    exists,
    or_,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from leap_dash.db.base import Base, UuidKey
from leap_dash.domain.messages import MailState


class Message(Base):
    """What was written, once for all who get it. One that tells of an event has a kind."""

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_org_created", "org_id", "created_at"),
        Index("ix_message_batch_kind", "batch_id", "kind", unique=True),
    )

    id: Mapped[UuidKey]
    org_id: Mapped[UUID] = mapped_column(ForeignKey("org.id"))
    # None: somebody at the command line, or nobody, where it tells of an event.
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str]
    created_at: Mapped[datetime]
    kind: Mapped[str | None] = mapped_column(String(24))  # a MailKind
    # The bulk award that it tells of: then there is one message of the kind for all of it. No
    # foreign key, for which SQLite would make the table anew and drop what hangs on the old one.
    batch_id: Mapped[UUID | None]
    # Where its link leads, below the public address; none: to each one's badge.
    path: Mapped[str | None] = mapped_column(String(200))


class OutboxMail(Base):
    """A message on its way to one learner, or to a person of the staff.

    The address is the one of when it was written.
    """

    __tablename__ = "outbox_mail"
    __table_args__ = (
        UniqueConstraint("message_id", "learner_id"),
        # However often a chunk of work is done, it is told of once.
        UniqueConstraint("award_id", "occasion"),
        # Of the few that go to staff alone: those to learners are written by the thousand.
        Index(
            "ix_outbox_mail_person",
            "person_id",
            "message_id",
            unique=True,
            sqlite_where=text("person_id IS NOT NULL"),
            postgresql_where=text("person_id IS NOT NULL"),
        ),
        # What has been dealt with is never read again by who looks for what is due.
        Index(
            "ix_outbox_mail_due",
            "next_try_at",
            sqlite_where=text("state = 'queued'"),
            postgresql_where=text("state = 'queued'"),
        ),
    )

    id: Mapped[UuidKey]
    message_id: Mapped[UUID] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"))
    learner_id: Mapped[UUID | None] = mapped_column(ForeignKey("learner.id"), index=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    # The badge that it tells of, and the occasion, which no other e-mail about it has.
    award_id: Mapped[UUID | None] = mapped_column(ForeignKey("award.id", ondelete="CASCADE"))
    occasion: Mapped[str | None] = mapped_column(String(60))
    recipient: Mapped[str] = mapped_column(String(320))
    state: Mapped[str] = mapped_column(String(16), default="queued")  # a MailState
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]  # while it is queued
    sent_at: Mapped[datetime | None]
    # Why the last attempt failed; none while one is being made. Names nobody.
    last_error: Mapped[str | None] = mapped_column(String(200))


class UnwantedMail(Base):
    """A kind of e-mail on events that whoever has this address has switched off."""

    __tablename__ = "unwanted_mail"

    address: Mapped[str] = mapped_column(String(320), primary_key=True)  # lower case
    kind: Mapped[str] = mapped_column(String(24), primary_key=True)  # a MailKind
    switched_off_at: Mapped[datetime]


class MailService(Base):
    """One row, from a worker that has a mail server. Without it, or long after it, nothing is
    written on events: it would only wait, and be sent by the thousand when it is no news any more.

    Of several processes some may have none: they say nothing of those that have.
    """

    __tablename__ = "mail_service"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    noted_at: Mapped[datetime]


def unwanted(
    address: SQLColumnExpression[str], kind: SQLColumnExpression[str | None]
) -> ColumnElement[bool]:
    """Whether whoever has this address has switched this kind of e-mail off."""
    found = exists().where(UnwantedMail.address == address, UnwantedMail.kind == kind)
    return found.correlate_except(UnwantedMail)


def waits() -> ColumnElement[bool]:
    """Whether an e-mail waits for its turn and is not being sent at this moment."""
    not_begun = or_(OutboxMail.attempts == 0, OutboxMail.last_error.is_not(None))
    return and_(OutboxMail.state == MailState.QUEUED, not_begun)
