"""What is due is sent once, tried again when it was not taken, and given up with words."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import Engine, select

from leap_dash.credentials.keys import KeyStore
from leap_dash.db import Org, OutboxMail
from leap_dash.db.session import reading, writing
from leap_dash.domain.access import Role, Scope
from leap_dash.domain.errors import ConflictError
from leap_dash.domain.messages import RETRIES, UNDO_TIME
from leap_dash.jobs import Jobs
from leap_dash.mail import MailServer
from leap_dash.services import outbox
from leap_dash.services.letters import Postman
from leap_dash.services.mails import hold_mails
from leap_dash.services.messages import withdraw, write
from leap_dash.services.outbox import send_due
from tests import factories as make
from tests.mail_server import Mailbox, Meddling, free_port, serving, silent
from tests.web import Clock

URL = "https://badges.example.org"
SECRET = "0123456789abcdef0123456789abcdef"


@dataclass(frozen=True, slots=True)
class Office:
    """Tralee, where Niamh writes to Ana, Ben and Cleo."""

    engine: Engine
    niamh: Scope
    learners: tuple[UUID, ...]
    clock: Clock = field(default_factory=Clock)

    def write(self, subject: str = "Unit 3") -> UUID:
        """To all of them, committed."""
        with writing(self.engine)() as session:
            words = {"subject": subject, "text": "Two items are due."}
            written = write(session, self.niamh, self.learners, **words, now=self.clock())
            session.commit()
        return written.message_id

    def goes_on(self, by: timedelta) -> None:
        """Let time pass."""
        self.clock.goes_on(by)

    def send(self, server: MailServer, timeout: float = 5.0) -> int:
        """One chunk."""
        return send_due(self.engine, Postman(server, URL, SECRET, timeout), clock=self.clock)

    def mails(self) -> list[OutboxMail]:
        """The outbox, by address."""
        with reading(self.engine)() as session:
            return list(session.scalars(select(OutboxMail).order_by(OutboxMail.recipient)))

    def states(self) -> list[str]:
        """By address."""
        return [mail.state for mail in self.mails()]


@pytest.fixture
def office(database: Engine) -> Office:
    with writing(database)() as session:
        org = make.org(session, name="Tralee Training", issuer_email="badges@tralee.example.org")
        niamh = make.someone(session, Role.INSTRUCTOR, org, "Niamh")
        learners = tuple(
            make.learner(session, org, name, email=f"{name}@example.org").id
            for name in ("ana", "ben", "cleo")
        )
        session.commit()
    return Office(database, niamh, learners)


ALL = ["ana@example.org", "ben@example.org", "cleo@example.org"]


def test_nothing_is_sent_while_it_can_be_undone(office: Office) -> None:
    office.write()
    with serving() as mailbox:
        office.goes_on(UNDO_TIME - timedelta(seconds=1))
        assert office.send(mailbox.server()) == 0
        office.goes_on(timedelta(seconds=1))
        assert office.send(mailbox.server()) == 3
        assert office.send(mailbox.server()) == 0
    assert mailbox.to() == ALL
    assert {mail.sent_at for mail in office.mails()} == {office.clock()}
    assert office.states() == ["sent"] * 3


def test_the_mail_is_from_the_org_and_answers_reach_the_author(office: Office) -> None:
    office.write()
    office.goes_on(UNDO_TIME)
    with serving() as mailbox:
        office.send(mailbox.server())
    mail = mailbox.taken[0]
    assert str(mail["From"]) == "Tralee Training <badges@tralee.example.org>"
    assert str(mail["Reply-To"]) == "niamh-instructor@tralee.example.org"
    text = next(mail.iter_parts()).get_content()
    assert text.startswith("Two items are due.")
    assert text.rstrip().endswith("Niamh, Tralee Training")


def test_without_a_sign_in_or_an_address_of_the_org_there_is_still_a_sender(office: Office) -> None:
    with writing(office.engine)() as session:
        session.scalars(select(Org)).one().issuer_email = None
        session.commit()
    office.write()
    office.goes_on(UNDO_TIME)
    with serving() as mailbox:
        office.send(mailbox.server())
    assert "<no-reply@badges.example.org>" in str(mailbox.taken[0]["From"])


def test_what_was_taken_back_is_never_sent(office: Office) -> None:
    message_id = office.write()
    with writing(office.engine)() as session:
        withdraw(session, office.niamh, message_id, now=office.clock())
        session.commit()
    office.goes_on(UNDO_TIME)
    with serving() as mailbox:
        assert office.send(mailbox.server()) == 0
    assert mailbox.taken == []


def test_a_refused_address_fails_with_words_and_the_others_are_sent(office: Office) -> None:
    office.write()
    office.goes_on(UNDO_TIME)
    with serving(Mailbox(recipients={"ben@example.org": "550 No ben here"})) as mailbox:
        assert office.send(mailbox.server()) == 2
    assert office.states() == ["sent", "failed", "sent"]
    assert office.mails()[1].last_error == "the mail server does not take this address (550)"


def test_what_is_not_taken_now_is_tried_again_later_and_then_given_up(office: Office) -> None:
    office.write()
    office.goes_on(UNDO_TIME)
    with serving(Mailbox(recipients={"ben@example.org": "452 Full"})) as mailbox:
        for pause in RETRIES:
            office.send(mailbox.server())
            assert office.states() == ["sent", "queued", "sent"]
            office.goes_on(pause - timedelta(seconds=1))
            assert office.send(mailbox.server()) == 0
            office.goes_on(timedelta(seconds=1))
        office.send(mailbox.server())
        given_up = office.mails()[1]
        office.goes_on(timedelta(days=1))
        office.send(mailbox.server())
    assert (given_up.state, given_up.attempts) == ("failed", 5)
    assert given_up.last_error == "the mail server does not take this address (452)"
    assert office.mails()[1].attempts == 5
    assert len(mailbox.taken) == 2


def test_what_is_being_sent_is_not_taken_back_but_what_waits_for_its_next_turn_is(
    office: Office,
) -> None:
    full = {"ben@example.org": "452 Full"}
    too_late = []

    def take_back() -> None:
        with writing(office.engine)() as session:
            try:
                hold_mails(session, office.niamh, [office.mails()[1].id], now=office.clock())
            except ConflictError:
                too_late.append(True)
            session.commit()

    office.write()
    office.goes_on(UNDO_TIME)
    with serving(Mailbox(recipients=full)) as mailbox:
        office.send(mailbox.server())
    office.goes_on(RETRIES[0])
    with serving(Meddling(recipients=full, meddle=take_back)) as mailbox:
        office.send(mailbox.server())
    assert (office.states(), too_late) == (["sent", "queued", "sent"], [True])
    take_back()
    assert (office.states(), too_late) == (["sent", "held", "sent"], [True])


def test_a_server_that_is_back_is_sent_what_waited(office: Office) -> None:
    office.write()
    office.goes_on(UNDO_TIME)
    assert office.send(MailServer("127.0.0.1", free_port())) == 0
    assert {mail.last_error for mail in office.mails()} == {"the mail server cannot be reached"}
    office.goes_on(RETRIES[0])
    with serving() as mailbox:
        assert office.send(mailbox.server()) == 3
    assert {mail.last_error for mail in office.mails()} == {None}


def test_a_server_that_is_away_for_good_is_given_up_after_five_times(office: Office) -> None:
    office.write()
    office.goes_on(UNDO_TIME)
    for pause in (*RETRIES, timedelta()):
        office.send(MailServer("127.0.0.1", free_port()))
        office.goes_on(pause)
    assert office.states() == ["failed"] * 3
    assert {mail.attempts for mail in office.mails()} == {5}


def test_a_server_that_never_answers_is_waited_for_once_not_once_a_mail(office: Office) -> None:
    office.write()
    office.goes_on(UNDO_TIME)
    with silent() as server:
        assert office.send(server, timeout=0.2) == 0
    assert {mail.next_try_at for mail in office.mails()} == {office.clock() + RETRIES[0]}


def test_one_mail_on_which_the_server_breaks_off_does_not_spoil_the_others(
    office: Office,
) -> None:
    office.write()
    office.goes_on(UNDO_TIME)
    breaking = {"ana@example.org": "421 Closing"}
    with serving(Mailbox(recipients=breaking)) as mailbox:
        for _ in range(3):
            office.send(mailbox.server())
    assert mailbox.to() == ALL[1:]
    assert [mail.attempts for mail in office.mails()] == [1, 1, 1]


class Killed(BaseException):
    """The process ends here."""


@contextmanager
def killed(monkeypatch: pytest.MonkeyPatch, *, at: str) -> Iterator[None]:
    """The process is killed when it comes to that step for the second mail."""
    steps, original = [], getattr(outbox, at)

    def step(*values: object) -> object:
        steps.append(1)
        if len(steps) == 2:
            raise Killed
        return original(*values)

    with monkeypatch.context() as patch:
        patch.setattr(outbox, at, step)
        yield


@pytest.mark.parametrize(("at", "after"), [("_claimed", [3]), ("_try", [2, 3])])
def test_a_restart_sends_what_was_not_sent_and_nothing_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch, at: str, after: list[int]
) -> None:
    office.write()
    office.goes_on(UNDO_TIME)
    with serving() as mailbox:
        with killed(monkeypatch, at=at), pytest.raises(Killed):
            office.send(mailbox.server())
        assert len(mailbox.taken) == 1
        for many in after:
            office.send(mailbox.server())
            assert len(mailbox.taken) == many
            office.goes_on(RETRIES[0])
    assert mailbox.to() == ALL


def test_a_restart_between_the_servers_word_and_ours_repeats_one_mail_under_the_same_id(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.write()
    office.goes_on(UNDO_TIME)
    with serving() as mailbox:
        with killed(monkeypatch, at="_settle"), pytest.raises(Killed):
            office.send(mailbox.server())
        office.send(mailbox.server())
        office.goes_on(RETRIES[0])
        office.send(mailbox.server())
    assert len(mailbox.taken) == 4
    assert len({str(mail["Message-ID"]) for mail in mailbox.taken}) == 3


def jobs(office: Office, tmp_path: Path, server: MailServer | None) -> Jobs:
    """The worker."""
    postman = Postman(server, URL, SECRET) if server else None
    return Jobs(office.engine, KeyStore(tmp_path, None), URL, office.clock, postman)


def test_the_worker_sends_what_is_due(office: Office, tmp_path: Path) -> None:
    office.write()
    office.goes_on(UNDO_TIME)
    with serving() as mailbox:
        jobs(office, tmp_path, mailbox.server()).work()
    assert mailbox.to() == ALL


def test_without_a_mail_server_the_worker_leaves_it_in_the_outbox(
    office: Office, tmp_path: Path
) -> None:
    message_id = office.write()
    office.goes_on(timedelta(days=3))
    jobs(office, tmp_path, None).work()
    assert [(mail.state, mail.attempts) for mail in office.mails()] == [("queued", 0)] * 3
    with writing(office.engine)() as session:
        assert withdraw(session, office.niamh, message_id, now=office.clock()).held == 3


def test_a_message_is_not_taken_back_while_it_is_handed_over(office: Office) -> None:
    message_id = office.write()
    office.goes_on(UNDO_TIME)

    @dataclass(slots=True)
    class Reader(Mailbox):
        """Its author presses Undo while the server takes the first one."""

        async def handle_DATA(  # noqa: N802
            self, _server: SMTP, session: Session, envelope: Envelope
        ) -> str:
            with writing(office.engine)() as db:
                withdraw(db, office.niamh, message_id, now=office.clock())
                db.commit()
            return await Mailbox.handle_DATA(self, _server, session, envelope)

    with serving(Reader()) as mailbox:
        assert office.send(mailbox.server()) == 1
    assert sorted(office.states()) == ["held", "held", "sent"]
    assert len(mailbox.taken) == 1
