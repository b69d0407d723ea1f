"""Learners are told of their badges once, by e-mail, and no badge waits for that."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from leap_dash.db import Award, AwardBatch, Learner, Message, OutboxMail, UnwantedMail
from leap_dash.db.session import reading, writing
from leap_dash.domain.access import OPERATOR
from leap_dash.domain.event_mails import PAUSE
from leap_dash.domain.mail_off import mail_of
from leap_dash.jobs import Jobs
from leap_dash.mail import MailServer
from leap_dash.services.batch_control import undo
from leap_dash.services.event_mails import remind_of_lapse, tell_earned
from leap_dash.services.event_outbox import LATELY, note_mail_service, tells
from leap_dash.services.letters import Postman
from leap_dash.services.outbox import send_due
from leap_dash.services.standing import reinstate, revoke, suspend
from tests.bulk_awards import BASE_URL, House, house
from tests.mail_server import Meddling, free_port, serving
from tests.web import Clock

__all__ = ["house"]
SECRET = "0123456789abcdef0123456789abcdef"
REACHABLE = [f"learner{n}@example.org" for n in (0, 3, 6, 9)]


@dataclass(frozen=True, slots=True)
class Post:
    """The house, whose worker has a mail server, and the time there."""

    house: House
    clock: Clock = field(default_factory=Clock)

    def worker(self, server: MailServer) -> Jobs:
        """The one with the mail server."""
        postman = Postman(server, BASE_URL, SECRET, timeout=5.0)
        return Jobs(self.house.engine, self.house.publisher.keys, BASE_URL, self.clock, postman)

    def arrived(self, *, after: timedelta = PAUSE) -> list[EmailMessage]:
        """What is sent when so much time has passed."""
        self.clock.goes_on(after)
        with serving() as mailbox:
            postman = Postman(mailbox.server(), BASE_URL, SECRET, timeout=5.0)
            while send_due(self.house.engine, postman, clock=self.clock):
                pass
        return mailbox.taken

    def award(self) -> UUID:
        """A badge for everyone; returns the batch's id."""
        batch_id = self.house.start()
        self.house.finish(batch_id)
        return batch_id

    def of(self, email: str) -> UUID:
        """The badge of whoever has this address."""
        with reading(self.house.engine)() as session:
            found = select(Award.id).join(Learner).where(Learner.email == email)
            return session.scalars(found).one()

    def change(self, what: object, email: str, **words: str) -> None:
        """Revoke, suspend or reinstate the badge of whoever has this address."""
        assert callable(what)
        with writing(self.house.engine)() as session:
            what(session, OPERATOR, [self.of(email)], **words, now=self.clock())
            session.commit()

    def undo(self, batch_id: UUID) -> None:
        """Take the whole of it back."""
        with writing(self.house.engine)() as session:
            undo(session, OPERATOR, batch_id, reason="The wrong list.", now=self.clock())
            session.commit()
        self.worker(MailServer("127.0.0.1", free_port())).work()

    def counts(self) -> tuple[int, int]:
        """E-mails and messages in the outbox."""
        with reading(self.house.engine)() as session:
            mails, messages = (
                session.scalar(select(func.count()).select_from(each)) or 0
                for each in (OutboxMail, Message)
            )
        return mails, messages


@pytest.fixture
def post(house: House) -> Post:
    with writing(house.engine)() as session:
        note_mail_service(session, now=Clock()())
        session.commit()
    return Post(house)


def to(mails: list[EmailMessage]) -> list[str]:
    return sorted(str(mail["To"]) for mail in mails)


def test_whoever_earns_a_badge_and_has_an_address_is_told_once_with_a_link_to_it(
    post: Post,
) -> None:
    post.award()
    assert post.arrived(after=PAUSE - timedelta(seconds=1)) == []
    mails = post.arrived()
    assert to(mails) == REACHABLE
    assert post.arrived() == []
    (mail,) = [each for each in mails if each["To"] == REACHABLE[1]]
    assert str(mail["Subject"]) == "You have earned the badge “Host”"
    assert mail.get_content_type() == "multipart/alternative"
    link = f"{BASE_URL}/badges/{post.of(REACHABLE[1])}"
    for part in mail.iter_parts():
        assert "“Host”" in part.get_content()
        assert link in part.get_content()


def test_one_click_and_a_link_that_can_be_seen_switch_the_kind_off(post: Post) -> None:
    post.award()
    mail = post.arrived()[0]
    address = str(mail["List-Unsubscribe"]).strip("<>")
    assert str(mail["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"
    start, token = address.rsplit("/", 1)
    assert start == f"{BASE_URL}/mail"
    assert all(address in part.get_content() for part in mail.iter_parts())
    with reading(post.house.engine)() as session:
        found = session.get_one(OutboxMail, mail_of(SECRET, token))
    assert found.recipient == mail["To"]


def test_without_a_mail_server_nothing_is_written(house: House) -> None:
    post = Post(house)
    post.award()
    assert post.counts() == (0, 0)


def test_a_worker_with_a_mail_server_says_so_again_and_one_without_denies_nothing(
    house: House,
) -> None:
    post = Post(house)

    def told() -> bool:
        with reading(house.engine)() as session:
            return tells(session, now=post.clock())

    sends = post.worker(MailServer("127.0.0.1", free_port()))
    sends.work()
    Jobs(house.engine, house.publisher.keys, BASE_URL, post.clock).work()
    post.award()
    assert post.counts() == (4, 1)
    for _ in range(3):
        post.clock.goes_on(timedelta(hours=12))
        sends.work()
        assert told()
    post.clock.goes_on(LATELY)
    assert not told()


def test_a_mail_server_that_is_down_keeps_no_badge_from_being_given(post: Post) -> None:
    post.house.start()
    worker = post.worker(MailServer("127.0.0.1", free_port()))
    worker.work()
    post.clock.goes_on(PAUSE)
    worker.work()
    states = {award.state for award in post.house.awards()}
    assert states == {"issued"}
    with reading(post.house.engine)() as session:
        mails = session.scalars(select(OutboxMail)).all()
    assert {(mail.state, mail.attempts) for mail in mails} == {("queued", 1)}


def test_whoever_wants_none_of_a_kind_gets_none(post: Post) -> None:
    with writing(post.house.engine)() as session:
        session.add(UnwantedMail(address=REACHABLE[0], kind="earned", switched_off_at=post.clock()))
        session.commit()
    post.award()
    with writing(post.house.engine)() as session:  # after the e-mail was written
        session.add(UnwantedMail(address=REACHABLE[1], kind="earned", switched_off_at=post.clock()))
        session.commit()
    assert to(post.arrived()) == REACHABLE[2:]
    with reading(post.house.engine)() as session:
        states = select(OutboxMail.state).where(OutboxMail.recipient == REACHABLE[1])
        assert session.scalars(states).all() == ["dropped"]


def test_a_badge_given_by_two_workers_or_again_is_told_of_once(post: Post) -> None:
    batch_id = post.award()
    post.house.finish(batch_id)
    with writing(post.house.engine)() as session:
        batch = session.get_one(AwardBatch, batch_id)
        everyone = session.scalars(select(Award.id)).all()
        for _ in range(2):
            tell_earned(session, batch, everyone, now=post.clock())
        session.commit()
    assert post.counts() == (4, 1)


def test_a_batch_undone_in_time_is_not_spoken_of_at_all(post: Post) -> None:
    post.undo(post.award())
    assert post.counts()[0] == 0
    assert post.arrived() == []


def test_the_message_of_a_batch_stays_for_those_whose_badges_are_still_being_signed(
    post: Post,
) -> None:
    batch_id = post.house.start(learners=post.house.learners[:1])
    post.house.finish(batch_id)
    post.change(revoke, REACHABLE[0], reason="Not yours.")
    # Another worker may have found it already, and writes to the next ones now.
    assert post.counts() == (0, 1)


def test_a_batch_undone_later_is_told_to_those_who_were_told_of_it(post: Post) -> None:
    batch_id = post.award()
    assert len(post.arrived()) == 4
    post.undo(batch_id)
    mails = post.arrived()
    assert to(mails) == REACHABLE
    assert {str(mail["Subject"]) for mail in mails} == {"Your badge “Host” was revoked"}
    assert "The wrong list." in next(mails[0].iter_parts()).get_content()


def test_a_single_badge_revoked_before_anybody_was_told_is_not_spoken_of(post: Post) -> None:
    post.award()
    post.change(revoke, REACHABLE[0], reason="Not yours.")
    assert to(post.arrived()) == REACHABLE[1:]
    post.change(revoke, REACHABLE[1], reason="Not yours.")
    assert [str(mail["Subject"]) for mail in post.arrived()] == ["Your badge “Host” was revoked"]


def test_suspending_and_reinstating_are_each_told_as_often_as_they_happen(post: Post) -> None:
    post.award()
    post.arrived()
    subjects = []
    for _ in range(2):
        post.change(suspend, REACHABLE[0], reason="Looked at.")
        subjects += [str(mail["Subject"]) for mail in post.arrived()]
        post.change(reinstate, REACHABLE[0])
        subjects += [str(mail["Subject"]) for mail in post.arrived()]
    ends = ["is suspended", "is in force again"] * 2
    assert subjects == [f"Your badge “Host” {end}" for end in ends]


def test_what_was_taken_back_while_it_was_handed_over_is_not_told_as_news(post: Post) -> None:
    post.award()
    with writing(post.house.engine)() as session:  # claimed by a worker that died since
        session.execute(update(OutboxMail).values(attempts=1, last_error=None))
        session.commit()
    post.change(revoke, REACHABLE[0], reason="Not yours.")
    mails = post.arrived()
    assert to(mails) == REACHABLE
    (mail,) = [each for each in mails if each["To"] == REACHABLE[0]]
    assert str(mail["Subject"]) == "Your badge “Host” was revoked"


def test_what_is_put_right_before_anybody_was_told_is_not_spoken_of(post: Post) -> None:
    post.award()
    post.arrived()
    post.change(suspend, REACHABLE[0], reason="The wrong one.")
    post.clock.goes_on(timedelta(seconds=30))
    post.change(reinstate, REACHABLE[0])
    assert post.arrived() == []


def test_a_suspension_that_is_over_is_not_told_of_after_its_end(post: Post) -> None:
    post.award()
    post.arrived()
    post.change(suspend, REACHABLE[0], reason="Looked at.")
    with writing(post.house.engine)() as session:  # claimed by a worker that died since
        waiting = OutboxMail.state == "queued"
        session.execute(update(OutboxMail).where(waiting).values(attempts=1, last_error=None))
        session.commit()
    post.change(reinstate, REACHABLE[0])
    mails = post.arrived()
    assert [str(mail["Subject"]) for mail in mails] == ["Your badge “Host” is in force again"]


def test_a_badge_suspended_before_anybody_was_told_of_it_is_told_of_once_it_is_in_force(
    post: Post,
) -> None:
    post.award()
    post.change(suspend, REACHABLE[0], reason="Looked at.")
    assert to(post.arrived()) == REACHABLE[1:]
    post.change(reinstate, REACHABLE[0])
    (mail,) = post.arrived()
    assert str(mail["To"]) == REACHABLE[0]
    assert str(mail["Subject"]) == "You have earned the badge “Host”"


def test_that_a_badge_is_in_force_is_told_once_after_a_second_suspension(post: Post) -> None:
    post.award()
    post.arrived()
    post.change(suspend, REACHABLE[0], reason="Looked at.")
    post.arrived()
    post.change(reinstate, REACHABLE[0])
    post.change(suspend, REACHABLE[0], reason="Looked at again.")
    subjects = [str(mail["Subject"]) for mail in post.arrived()]
    post.change(reinstate, REACHABLE[0])
    subjects += [str(mail["Subject"]) for mail in post.arrived()]
    ends = ["is suspended", "is in force again"]
    assert subjects == [f"Your badge “Host” {end}" for end in ends]


def test_nobody_is_told_that_a_badge_lapses_soon_when_it_has_lapsed(post: Post) -> None:
    post.award()
    post.arrived()
    ends = post.clock() + PAUSE / 2
    with writing(post.house.engine)() as session:
        session.execute(update(Award).values(valid_until=ends))
        ids = session.scalars(select(Award.id)).all()
        remind_of_lapse(session, ids, reminder="1 day before", now=post.clock())
        session.commit()
    assert post.arrived() == []


def test_a_kind_switched_off_while_others_are_sent_is_not_sent(post: Post) -> None:
    post.award()
    post.clock.goes_on(PAUSE)
    done: list[str] = []

    def switch_off() -> None:
        if not done:
            with writing(post.house.engine)() as session:
                waiting = select(OutboxMail.recipient).where(OutboxMail.attempts == 0)
                done.append(session.scalars(waiting.limit(1)).one())
                off = UnwantedMail(address=done[0], kind="earned", switched_off_at=post.clock())
                session.add(off)
                session.commit()

    with serving(Meddling(meddle=switch_off)) as mailbox:
        postman = Postman(mailbox.server(), BASE_URL, SECRET, timeout=5.0)
        while send_due(post.house.engine, postman, clock=post.clock):
            pass
    assert mailbox.to() == sorted(set(REACHABLE) - set(done))


def test_a_badge_that_lapses_soon_is_told_of_once_for_each_reminder(post: Post) -> None:
    post.award()
    post.arrived()
    ids = [post.of(email) for email in REACHABLE]
    with writing(post.house.engine)() as session:
        session.execute(update(Award).values(valid_until=datetime(2027, 1, 31, 12, tzinfo=UTC)))
        session.commit()
    post.change(suspend, REACHABLE[3], reason="Looked at.")
    post.arrived()
    for reminder in ("30 days before", "30 days before", "7 days before"):
        with writing(post.house.engine)() as session:
            remind_of_lapse(session, ids, reminder=reminder, now=post.clock())
            session.commit()
    mails = post.arrived()
    assert to(mails) == sorted(REACHABLE[:3] * 2)
    assert "valid until 31 January 2027" in next(mails[0].iter_parts()).get_content()
