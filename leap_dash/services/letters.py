"""What is due in the outbox, as letters: who they are from, what they say, where they lead.

What is no news any more is no letter: what becomes of a badge and has been overtaken meanwhile,
proposals that nobody has to look at any more, or a kind of e-mail that was switched off.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from leap_dash.db import Award, AwardBatch, Message, Org, OutboxMail, Person
from leap_dash.db.messages import unwanted
from leap_dash.domain.awards import AwardState, BatchState
from leap_dash.domain.event_mails import LINKS, OF_ONE_IN_FORCE, SAID_OF, TRUE_WHILE, MailKind
from leap_dash.domain.mail_off import OFF, off_token
from leap_dash.domain.messages import MailState
from leap_dash.mail import (
    TIMEOUT_SECONDS,
    EventPage,
    Letter,
    MailServer,
    event_html,
    event_text,
    usable_address,
)


@dataclass(frozen=True, slots=True)
class Postman:
    """Who sends: over which server, in the name of the installation at which address.

    `secret` is the installation's; it signs the links that switch a kind of e-mail off.
    """

    server: MailServer
    base_url: str
    secret: str
    timeout: float = TIMEOUT_SECONDS  # seconds for each step of the mail server

    @property
    def host(self) -> str:
        """Of the installation, without a port."""
        return urlsplit(self.base_url).hostname or "localhost"


@dataclass(frozen=True, slots=True)
class DueMail:
    """An e-mail whose turn it is; no letter where nobody is to get it any more."""

    id: UUID
    attempts: int
    letter: Letter | None


def due_mails(session: Session, postman: Postman, *, now: datetime, most: int) -> list[DueMail]:
    """At most `most` of them, the longest waiting first."""
    rows = session.execute(
        select(
            OutboxMail,
            Message,
            Org,
            Person,
            Award.achievement_id,
            Award.valid_until,
            is_over(now).label("over"),
        )
        .join(Message, Message.id == OutboxMail.message_id)
        .join(Org, Org.id == Message.org_id)
        .outerjoin(Person, Person.id == Message.author_id)
        .outerjoin(Award, Award.id == OutboxMail.award_id)
        .where(is_due(now))
        .order_by(OutboxMail.next_try_at, OutboxMail.id)
        .limit(most)
    )
    return [
        DueMail(
            row.OutboxMail.id,
            row.OutboxMail.attempts,
            None if row.over else _letter(postman, row),
        )
        for row in rows
    ]


def is_due(now: datetime) -> ColumnElement[bool]:
    """E-mails whose turn it is. What is told of a badge in force waits while it is suspended."""
    of, badge = aliased(Message), aliased(Award)
    rests = exists().where(
        of.id == OutboxMail.message_id,
        of.kind.in_(OF_ONE_IN_FORCE),
        badge.id == OutboxMail.award_id,
        badge.state == AwardState.SUSPENDED,
    )
    return and_(OutboxMail.state == MailState.QUEUED, OutboxMail.next_try_at <= now, ~rests)


def is_over(now: datetime) -> ColumnElement[bool]:
    """E-mails that nobody is to get any more: see above."""
    of, badge = aliased(Message), aliased(Award)
    changed = (and_(of.kind == kind, badge.state != state) for kind, state in TRUE_WHILE.items())
    lapsed = and_(of.kind == MailKind.LAPSES_SOON, badge.valid_until <= now)
    overtaken = exists().where(badge.id == OutboxMail.award_id, or_(lapsed, *changed))
    overtaken = overtaken.correlate_except(badge)
    proposed, batch = aliased(Award), aliased(AwardBatch)
    still_proposed = exists().where(
        batch.id == of.batch_id,
        batch.state != BatchState.UNDOING,
        proposed.batch_id == batch.id,
        proposed.state == AwardState.PROPOSED,
    )
    reviewed = ~still_proposed.correlate_except(proposed, batch)
    over = or_(
        unwanted(OutboxMail.recipient, of.kind),
        overtaken,
        and_(of.kind == MailKind.AWAITS_REVIEW, reviewed),
    )
    return exists().where(of.id == OutboxMail.message_id, over)


def _letter(postman: Postman, row: Row[*tuple[Any, ...]]) -> Letter:
    """What somebody gets: whoever answers reaches the author, or the org, not the installation."""
    mail, message, org, author = row.OutboxMail, row.Message, row.Org, row.Person
    # A mail server seldom takes another sender than who has signed in.
    senders = (postman.server.user, org.issuer_email, f"no-reply@{postman.host}")
    answers_to = author.email if author else org.issuer_email if message.kind else None
    page = _event_page(postman, row) if message.kind else None
    signature = ", ".join(filter(None, (author.name if author else None, org.name)))
    return Letter(
        id=f"{mail.id}@{postman.host}",
        sender=next(each for each in senders if each and usable_address(each)),
        sender_name=org.name,
        reply_to=answers_to if usable_address(answers_to) else None,
        recipient=mail.recipient,
        subject=message.subject,
        text=event_text(page) if page else f"{message.text}\n\n-- \n{signature}\n",
        at=message.created_at,
        html=event_html(page) if page else None,
        off_url=page.off_url if page else None,
    )


def _event_page(postman: Postman, row: Row[*tuple[Any, ...]]) -> EventPage:
    message, kind = row.Message, MailKind(row.Message.kind)
    base = postman.base_url
    text = message.text
    if kind is MailKind.LAPSES_SOON and row.valid_until:
        ends = row.valid_until.astimezone(ZoneInfo(row.Org.time_zone))
        text += f"\n\nIt is valid until {ends.day} {ends:%B %Y}."
    badge = row.achievement_id
    return EventPage(
        heading=message.subject,
        text=text,
        org=row.Org.name,
        link=LINKS[kind],
        url=base + (message.path or f"/badges/{row.OutboxMail.award_id}"),
        off_of=SAID_OF[kind],
        off_url=f"{base}{OFF}/{off_token(postman.secret, row.OutboxMail.id)}",
        picture_url=f"{base}/achievements/{badge}.png" if badge else None,
    )
