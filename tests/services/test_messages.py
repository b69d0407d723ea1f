"""Messages to learners: within the org, within limits, and taken back while they wait."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import AuditEvent, Message, OutboxMail
from leap_dash.domain.access import OPERATOR, Role, Scope
from leap_dash.domain.errors import (
    BadFieldError,
    BadInputError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
)
from leap_dash.domain.event_mails import MailKind
from leap_dash.domain.messages import SUBJECT_LENGTH, TEXT_LENGTH, UNDO_TIME, MailState
from leap_dash.services.messages import Written, withdraw, write
from tests import factories as make
from tests.factories import NOW


@dataclass(frozen=True, slots=True)
class Place:
    """Tralee with Ana and Ben, who have an e-mail, and Cem, who has none; Greta's Graz."""

    niamh: Scope
    colleague: Scope
    moderator: Scope
    greta: Scope
    both: Scope
    ana: UUID
    ben: UUID
    cem: UUID
    foreign: UUID

    @property
    def all(self) -> list[UUID]:
        """Everybody at Tralee."""
        return [self.ana, self.ben, self.cem]


@pytest.fixture
def place(session: Session) -> Place:
    tralee, graz = make.org(session, "tralee"), make.org(session, "graz")
    niamh, greta = (make.someone(session, Role.INSTRUCTOR, org, org.slug) for org in (tralee, graz))
    return Place(
        niamh,
        make.someone(session, Role.INSTRUCTOR, tralee, "Colm"),
        make.viewer(Role.MODERATOR, tralee),
        greta,
        Scope(niamh.actor, niamh.person_id, niamh.grants | greta.grants),
        make.learner(session, tralee, "1", email="ana@example.org").id,
        make.learner(session, tralee, "2", email="ben@example.org").id,
        make.learner(session, tralee, "3").id,
        make.learner(session, graz, "1", email="eva@example.org").id,
    )


def say(session: Session, scope: Scope, *learners: UUID, **values: str) -> Written:
    """Write to them."""
    words = {"subject": "Unit 3", "text": "Two items are due."} | values
    return write(session, scope, learners, **words, now=NOW)


def outbox(session: Session) -> list[tuple[str, str]]:
    """Addresses and states."""
    rows = session.execute(
        select(OutboxMail.recipient, OutboxMail.state).order_by(OutboxMail.recipient)
    )
    return [(recipient, state) for recipient, state in rows]


def test_everyone_with_an_address_gets_it_after_the_time_to_undo(
    session: Session, place: Place
) -> None:
    written = say(session, place.niamh, *place.all)
    assert (written.recipients, set(written.unreachable)) == (2, {place.cem})
    assert outbox(session) == [("ana@example.org", "queued"), ("ben@example.org", "queued")]
    assert set(session.scalars(select(OutboxMail.next_try_at))) == {NOW + UNDO_TIME}
    message = session.scalars(select(Message)).one()
    assert (message.author_id, message.subject) == (place.niamh.person_id, "Unit 3")


def test_who_is_named_twice_gets_one(session: Session, place: Place) -> None:
    assert say(session, place.niamh, place.ana, place.ana).recipients == 1


def test_an_address_that_cannot_be_used_is_like_none(session: Session, place: Place) -> None:
    org = make.org(session, "cork")
    bad = make.learner(session, org, "9", email="x@example.org\r\nbcc: eve@example.org")
    good = make.learner(session, org, "10", email="good@example.org")
    written = say(session, make.someone(session, Role.INSTRUCTOR, org), bad.id, good.id)
    assert written.unreachable == {bad.id}


def test_when_nobody_can_be_reached_nothing_is_written(session: Session, place: Place) -> None:
    with pytest.raises(BadInputError, match="None of these learners has an e-mail"):
        say(session, place.niamh, place.cem)
    assert session.scalars(select(Message)).all() == []


def test_a_learner_of_another_org_is_not_found_and_nobody_is_written_to(
    session: Session, place: Place
) -> None:
    for stranger in (place.foreign, uuid4()):
        with pytest.raises(NotFoundError):
            say(session, place.niamh, place.ana, stranger)
    assert outbox(session) == []


def test_two_orgs_are_written_to_one_at_a_time(session: Session, place: Place) -> None:
    with pytest.raises(BadInputError, match="several organisations"):
        say(session, place.both, place.ana, place.foreign)


def test_a_moderator_sees_learners_but_does_not_write_to_them(
    session: Session, place: Place
) -> None:
    with pytest.raises(ForbiddenError, match="write to learners"):
        say(session, place.moderator, place.ana)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("subject", " ", "nothing is written"),
        ("text", "", "nothing is written"),
        ("subject", "x" * (SUBJECT_LENGTH + 1), "at most 200"),
        ("text", "x" * (TEXT_LENGTH + 1), "at most 10,000"),
        ("subject", "Hello\nBcc: eve@example.org", "more than one line"),
        ("subject", "Hello\u2028Bcc: eve@example.org", "more than one line"),
        ("subject", "Hello\rBcc: eve@example.org", "control characters"),
        ("text", "a\x00b", "control characters"),
    ],
)
def test_a_field_that_cannot_be_used_is_named(
    session: Session, place: Place, field: str, value: str, words: str
) -> None:
    with pytest.raises(BadFieldError, match=words) as refused:
        say(session, place.niamh, place.ana, **{field: value})
    assert refused.value.field == field


def test_no_more_are_written_to_than_the_limit(session: Session, place: Place) -> None:
    many = [place.ana, *(uuid4() for _ in range(5_000))]
    with pytest.raises(BadInputError, match=r"5,001 learners are selected; at most 5,000"):
        say(session, place.niamh, *many)
    with pytest.raises(BadInputError, match="select at least one"):
        say(session, place.niamh)


def test_what_was_taken_back_is_held(session: Session, place: Place) -> None:
    written = say(session, place.niamh, place.ana, place.ben)
    taken = withdraw(session, place.niamh, written.message_id, now=NOW)
    assert (taken.held, taken.gone) == (2, 0)
    assert {state for _, state in outbox(session)} == {MailState.HELD}


def test_what_has_been_tried_is_not_held_any_more(session: Session, place: Place) -> None:
    written = say(session, place.niamh, place.ana, place.ben)
    mails = session.scalars(select(OutboxMail).order_by(OutboxMail.recipient)).all()
    mails[0].state, mails[0].attempts = MailState.SENT, 1
    session.flush()
    taken = withdraw(session, place.niamh, written.message_id, now=NOW)
    assert (taken.held, taken.gone) == (1, 1)
    session.expire_all()
    assert [state for _, state in outbox(session)] == ["sent", "held"]


def test_a_message_on_its_way_cannot_be_taken_back(session: Session, place: Place) -> None:
    written = say(session, place.niamh, place.ana)
    session.scalars(select(OutboxMail)).one().attempts = 1
    session.flush()
    with pytest.raises(ConflictError, match="on its way"):
        withdraw(session, place.niamh, written.message_id, now=NOW)


def test_only_who_wrote_it_takes_it_back(session: Session, place: Place) -> None:
    written = say(session, place.niamh, place.ana)
    with pytest.raises(ForbiddenError):
        withdraw(session, place.colleague, written.message_id, now=NOW)
    for scope in (place.greta, place.moderator):
        with pytest.raises(NotFoundError):
            withdraw(session, scope, written.message_id, now=NOW)
    assert outbox(session) == [("ana@example.org", "queued")]


def test_what_tells_of_an_event_was_written_by_nobody_and_is_taken_back_by_nobody(
    session: Session, place: Place
) -> None:
    written = say(session, place.niamh, place.ana)
    session.get_one(Message, written.message_id).kind = MailKind.EARNED
    session.flush()
    for scope in (place.niamh, OPERATOR):
        with pytest.raises(NotFoundError):
            withdraw(session, scope, written.message_id, now=NOW)


def test_the_record_says_how_many_but_neither_words_nor_addresses(
    session: Session, place: Place
) -> None:
    written = say(session, place.niamh, *place.all)
    withdraw(session, place.niamh, written.message_id, now=NOW)
    events = session.scalars(select(AuditEvent).order_by(AuditEvent.seq)).all()
    assert [(event.action, event.detail) for event in events] == [
        ("message.write", {"mails": 2, "unreachable": 1}),
        ("message.withdraw", {"mails": 2}),
    ]
    assert {event.subject for event in events} == {str(written.message_id)}
