"""What somebody wrote to learners, and the e-mails that carry it: the outbox."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    and_,
    or_,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from leap_dash.db.base import Base, UuidKey
from leap_dash.domain.messages import MailState


class Message(Base):
    """What was written, once for all who get it."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_org_created", "org_id", "created_at"),)

    id: Mapped[UuidKey]
    org_id: Mapped[UUID] = mapped_column(ForeignKey("org.id"))
    # None: somebody at the command line.
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str]
    created_at: Mapped[datetime]


class OutboxMail(Base):
    """A message on its way to one learner. The address is the one of when it was written."""

    __tablename__ = "outbox_mail"
    __table_args__ = (
        UniqueConstraint("message_id", "learner_id"),
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
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learner.id"), index=True)
    recipient: Mapped[str] = mapped_column(String(320))
    state: Mapped[str] = mapped_column(String(16), default="queued")  # a MailState
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]  # while it is queued
    sent_at: Mapped[datetime | None]
    # Why the last attempt failed; none while one is being made. Names nobody.
    last_error: Mapped[str | None] = mapped_column(String(200))


def waits() -> ColumnElement[bool]:
    """Whether an e-mail waits for its turn and is not being sent at this moment."""
    not_begun = or_(OutboxMail.attempts == 0, OutboxMail.last_error.is_not(None))
    return and_(OutboxMail.state == MailState.QUEUED, not_begun)
