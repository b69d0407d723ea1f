"""E-mails to learners as the outbox has them: what waits, what was sent, what failed and why.

Seen by whoever may write to learners of the org. Sending is the service `outbox`'s.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, and_, false, func, or_, select, true
from sqlalchemy.orm import Session

from leap_dash.db import Learner, Message, OutboxMail, Person
from leap_dash.db.messages import waits
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.errors import NotFoundError
from leap_dash.domain.event_mails import TO_STAFF
from leap_dash.domain.messages import MailState
from leap_dash.queries.learner_names import learner_name, matches
from leap_dash.records import ChosenMails, MailFilter, MailPage, MailRow, WrittenMessage

MAILS: FromClause = (
    OutboxMail.__table__.join(Message.__table__, Message.id == OutboxMail.message_id)
    .join(Learner.__table__, Learner.id == OutboxMail.learner_id)
    .outerjoin(Person.__table__, Person.id == Message.author_id)
)
MOST_MESSAGES = 50


def mail_page(
    session: Session, scope: Scope, chosen: MailFilter, *, page: int, size: int
) -> MailPage:
    """One page of at most `size` e-mails; past the last page, the last one."""
    fitting, in_state = _fitting(scope, chosen), _in_state(chosen)
    total, waiting_own, *counts = session.execute(
        select(
            func.count().filter(in_state),
            func.count().filter(_waiting_own(scope)),
            *(func.count().filter(OutboxMail.state == state) for state in MailState),
        )
        .select_from(MAILS)
        .where(fitting)
    ).one()
    pages = max(1, -(-total // size))
    page = min(page, pages)
    rows = session.execute(
        select(
            OutboxMail,
            Learner.id.label("learner_id"),
            Message.subject,
            Message.created_at,
            Person.name.label("author"),
            Learner.given_name,
            Learner.family_name,
            Learner.key,
            _own(scope).label("own"),
        )
        .select_from(MAILS)
        .where(fitting, in_state)
        .order_by(Message.created_at.desc(), Message.id, OutboxMail.id)
        .limit(size)
        .offset((page - 1) * size)
    )
    return MailPage(
        rows=tuple(
            MailRow(
                id=mail.id,
                learner_id=learner_id,
                learner_name=learner_name(given, family, key),
                recipient=mail.recipient,
                message_id=mail.message_id,
                subject=subject,
                author_name=author,
                written_at=written_at,
                state=MailState(mail.state),
                attempts=mail.attempts,
                next_try_at=mail.next_try_at,
                sent_at=mail.sent_at,
                last_error=mail.last_error,
                own=own,
            )
            for mail, learner_id, subject, written_at, author, given, family, key, own in rows
        ),
        by_state=dict(zip(MailState, counts, strict=True)),
        waiting_own=waiting_own,
        total=total,
        page=page,
        pages=pages,
    )


def chosen_mails(session: Session, scope: Scope, chosen: MailFilter, *, most: int) -> ChosenMails:
    """At most `most` of the e-mails that fit, on all pages."""
    rows = session.execute(
        select(OutboxMail.id, Learner.id.label("learner_id"))
        .select_from(MAILS)
        .where(_fitting(scope, chosen), _in_state(chosen))
        .order_by(OutboxMail.id)
        .limit(most)
    ).all()
    return ChosenMails(tuple(row.id for row in rows), frozenset(row.learner_id for row in rows))


def message_choices(session: Session, scope: Scope) -> list[tuple[UUID, str, datetime]]:
    """The latest that somebody wrote, newest first: id, subject and time."""
    rows = session.execute(
        select(Message.id, Message.subject, Message.created_at)
        .where(Message.kind.is_(None), within(scope, Permission.MESSAGE, Message.org_id))
        .order_by(Message.created_at.desc(), Message.id)
        .limit(MOST_MESSAGES)
    )
    return [(id_, subject, written_at) for id_, subject, written_at in rows]


def message(session: Session, scope: Scope, message_id: UUID) -> WrittenMessage:
    """What was written to learners. Raises NotFoundError for what is not there, or is to staff."""
    row = session.execute(
        select(Message.id, Message.subject, Message.text, Message.created_at).where(
            Message.id == message_id,
            or_(Message.kind.is_(None), Message.kind.not_in(TO_STAFF)),
            within(scope, Permission.MESSAGE, Message.org_id),
        )
    ).one_or_none()
    if row is None:
        raise NotFoundError("There is no such message that you can see.")
    return WrittenMessage(*row)


def _fitting(scope: Scope, chosen: MailFilter) -> ColumnElement[bool]:
    """All of the filter but its state."""
    words = chosen.search.split()
    in_subject = and_(true(), *(Message.subject.icontains(word, autoescape=True) for word in words))
    return and_(
        within(scope, Permission.MESSAGE, Message.org_id),
        within(scope, Permission.SEE_LEARNERS, Learner.org_id),
        true() if chosen.message_id is None else Message.id == chosen.message_id,
        or_(matches(chosen.search), in_subject),
        _waiting_own(scope) if chosen.waiting_own else true(),
    )


def _in_state(chosen: MailFilter) -> ColumnElement[bool]:
    return true() if chosen.state is None else OutboxMail.state == chosen.state.value


def _waiting_own(scope: Scope) -> ColumnElement[bool]:
    """What the viewer can take back."""
    return and_(waits(), _own(scope))


def _own(scope: Scope) -> ColumnElement[bool]:
    """Nobody is the author at the command line, and none may be taken for another's."""
    return false() if scope.person_id is None else Message.author_id == scope.person_id
