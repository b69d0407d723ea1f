"""E-mails taken back one by one while they wait, and tried again when they failed."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from leap_dash.db import AuditEvent, Learner, Message, OutboxMail
from leap_dash.domain.access import OPERATOR
from leap_dash.domain.errors import (
    BadInputError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
)
from leap_dash.domain.event_mails import MailKind
from leap_dash.domain.messages import UNDO_TIME, MailState
from leap_dash.services.mails import Changed, hold_mails, send_again
from tests import factories as make
from tests.factories import NOW
from tests.services.test_messages import Place, place, say

LATER = NOW + timedelta(days=1)

__all__ = ["place"]  # the fixture


def mail_to(session: Session, learner_id: UUID) -> OutboxMail:
    """The only e-mail to this learner, as it stands in the database."""
    session.expire_all()
    return session.scalars(select(OutboxMail).where(OutboxMail.learner_id == learner_id)).one()


def fail(session: Session, *learner_ids: UUID) -> list[UUID]:
    """Let what was written to them have failed; returns the e-mails."""
    session.execute(
        update(OutboxMail)
        .where(OutboxMail.learner_id.in_(learner_ids))
        .values(state=MailState.FAILED, attempts=5, last_error="no such mailbox")
    )
    return [mail_to(session, each).id for each in learner_ids]


def mail_of_event(session: Session, place: Place, **to: UUID | None) -> OutboxMail:
    """One that nobody wrote, but that tells of an event."""
    org_id = session.get_one(Learner, place.ana).org_id
    words = {"subject": "Ended", "text": "…", "kind": MailKind.BATCH_ENDED}
    message = make.add(session, Message(org_id=org_id, created_at=NOW, **words))
    values = {"recipient": "niamh@example.org", "next_try_at": NOW}
    return make.add(session, OutboxMail(message_id=message.id, **values, **to))


def test_one_e_mail_is_taken_back_and_the_others_still_wait(session: Session, place: Place) -> None:
    say(session, place.niamh, place.ana, place.ben)
    held = hold_mails(session, place.niamh, [mail_to(session, place.ana).id], now=NOW)
    assert held == Changed(1)
    states = [mail_to(session, each).state for each in (place.ana, place.ben)]
    assert states == [MailState.HELD, MailState.QUEUED]


def test_only_its_author_takes_an_e_mail_back_and_only_while_it_waits(
    session: Session, place: Place
) -> None:
    say(session, place.niamh, place.ana)
    mail_id = mail_to(session, place.ana).id
    with pytest.raises(ForbiddenError):
        hold_mails(session, place.colleague, [mail_id], now=NOW)
    fail(session, place.ana)
    with pytest.raises(ConflictError):
        hold_mails(session, place.niamh, [mail_id], now=NOW)
    assert mail_to(session, place.ana).state == MailState.FAILED


def test_what_failed_is_tried_again_from_the_start_at_the_address_of_now_and_no_other(
    session: Session, place: Place
) -> None:
    say(session, place.niamh, place.ana, place.ben)
    failed = fail(session, place.ana, place.ben)
    session.get_one(Learner, place.ana).email = "ana@new.example.org"
    session.get_one(Learner, place.ben).email = None
    session.flush()
    assert send_again(session, place.colleague, failed, now=LATER) == Changed(1, unreachable=1)
    ana, ben = mail_to(session, place.ana), mail_to(session, place.ben)
    assert (ana.state, ana.attempts, ana.last_error) == (MailState.QUEUED, 0, None)
    assert ana.next_try_at == LATER + UNDO_TIME
    assert ana.recipient == "ana@new.example.org"
    assert ben.state == MailState.FAILED
    with pytest.raises(ConflictError, match="None of these learners has an e-mail address"):
        send_again(session, place.colleague, [ben.id], now=LATER)


def test_what_was_taken_back_is_sent_after_all_by_its_author_alone(
    session: Session, place: Place
) -> None:
    say(session, place.niamh, place.ana)
    mail_id = mail_to(session, place.ana).id
    hold_mails(session, place.niamh, [mail_id], now=NOW)
    with pytest.raises(ConflictError):
        send_again(session, place.colleague, [mail_id], now=NOW)
    assert send_again(session, place.niamh, [mail_id], now=NOW) == Changed(1)


def test_what_waits_or_was_sent_is_not_sent_twice(session: Session, place: Place) -> None:
    say(session, place.niamh, place.ana)
    mail = mail_to(session, place.ana)
    for state in (MailState.QUEUED, MailState.SENT):
        mail.state = state
        session.flush()
        with pytest.raises(ConflictError):
            send_again(session, place.niamh, [mail.id], now=NOW)
        assert mail_to(session, place.ana).state == state


def test_an_e_mail_of_another_org_or_of_nobody_is_not_there(session: Session, place: Place) -> None:
    say(session, place.greta, place.foreign)
    say(session, place.niamh, place.ana)
    mine, foreign = mail_to(session, place.ana).id, mail_to(session, place.foreign).id
    for change in (hold_mails, send_again):
        for ids in ([mine, foreign], [uuid4()]):
            with pytest.raises(NotFoundError):
                change(session, place.niamh, ids, now=NOW)
        with pytest.raises(NotFoundError):
            change(session, place.moderator, [mine], now=NOW)
        with pytest.raises(BadInputError):
            change(session, place.niamh, [], now=NOW)
        with pytest.raises(BadInputError, match="At most 5,000"):
            change(session, place.niamh, [uuid4() for _ in range(5001)], now=NOW)
    assert mail_to(session, place.ana).state == MailState.QUEUED


def test_an_e_mail_to_staff_is_not_there(session: Session, place: Place) -> None:
    told = mail_of_event(session, place, person_id=place.colleague.person_id)
    for change in (hold_mails, send_again):
        for scope in (place.niamh, OPERATOR):
            with pytest.raises(NotFoundError):
                change(session, scope, [told.id], now=NOW)


def test_every_change_stands_in_the_record_with_its_message(session: Session, place: Place) -> None:
    first = say(session, place.niamh, place.ana, place.ben)
    second = say(session, place.niamh, place.ana, subject="Unit 4")
    ids = list(session.scalars(select(OutboxMail.id)))
    hold_mails(session, place.niamh, ids, now=NOW)
    send_again(session, place.niamh, ids[:1], now=NOW)
    events = session.execute(
        select(AuditEvent.action, AuditEvent.subject, AuditEvent.detail).where(
            AuditEvent.action.in_(["mail.hold", "mail.again"])
        )
    ).all()
    assert [(action, detail) for action, _, detail in events][2:] == [("mail.again", {"mails": 1})]
    assert {(subject, detail["mails"]) for _, subject, detail in events[:2]} == {
        (str(first.message_id), 2),
        (str(second.message_id), 1),
    }
