"""Reminders of badges that lapse: to whom, when, and each once."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from leap_dash.db import Achievement, Award, AwardReminder, Learner, Org, OutboxMail, Programme
from leap_dash.db.session import writing
from leap_dash.domain.access import OPERATOR
from leap_dash.domain.validity import Validity
from leap_dash.mail import MailServer
from leap_dash.services.event_outbox import LATELY, note_mail_service
from leap_dash.services.reminders import remind
from leap_dash.services.validity import set_validity
from tests import factories as make
from tests.factories import NOW
from tests.mail_server import free_port
from tests.services.test_event_mails import REACHABLE, Post, house, post, to

__all__ = ["house", "post"]

DAY = timedelta(days=1)


@pytest.fixture
def badge(session: Session) -> Achievement:
    """A badge whose holders are reminded 60 and 14 days before; there is a mail server."""
    org = make.org(session, "tralee")
    made = make.achievement(
        session, org, make.programme(session), expires_months=24, remind_days=[60, 14]
    )
    note_mail_service(session, now=NOW)
    return made


def give(session: Session, badge: Achievement, ends: datetime, **values: object) -> UUID:
    """A badge to somebody new, with an address."""
    many = session.scalar(select(func.count()).select_from(Learner)) or 0
    org = session.get_one(Org, badge.org_id)
    who = make.learner(session, org, f"k{many}", email=f"k{many}@example.org")
    return make.award(session, badge, who, valid_until=ends, **values).id


def reminded(session: Session) -> set[tuple[UUID, int]]:
    """Which badges have been reminded of, how many days before."""
    rows = session.execute(select(AwardReminder.award_id, AwardReminder.days_before)).all()
    return {(award_id, days) for award_id, days in rows}


def mails(session: Session) -> int:
    """How many e-mails there are."""
    return session.scalar(select(func.count()).select_from(OutboxMail)) or 0


def test_each_reminder_is_given_once_on_its_day(session: Session, badge: Achievement) -> None:
    def after(days: int) -> int:
        note_mail_service(session, now=NOW + days * DAY)
        return remind(session, now=NOW + days * DAY)

    award = give(session, badge, NOW + 61 * DAY)
    assert [after(days) for days in (0, 1)] == [0, 1]
    assert reminded(session) == {(award, 60)}
    assert [after(days) for days in (2, 46, 47, 48)] == [0, 0, 1, 0]
    assert reminded(session) == {(award, 60), (award, 14)}
    assert mails(session) == 2


def test_each_badge_has_its_own_days(session: Session, badge: Achievement) -> None:
    org = session.get_one(Org, badge.org_id)
    programme = session.get_one(Programme, badge.programme_id)
    other = make.achievement(session, org, programme, "cook", expires_months=24, remind_days=[30])
    first, second = (give(session, each, NOW + 20 * DAY) for each in (badge, other))
    assert remind(session, now=NOW) == 2
    assert reminded(session) == {(first, 60), (second, 30)}


def test_of_those_missed_only_the_last_is_given(session: Session, badge: Achievement) -> None:
    award = give(session, badge, NOW + 10 * DAY)
    assert remind(session, now=NOW) == 1
    assert remind(session, now=NOW) == 0
    assert reminded(session) == {(award, 14)}
    assert mails(session) == 1


def test_what_has_lapsed_is_renewed_or_taken_back_is_left_out(
    session: Session, badge: Achievement
) -> None:
    give(session, badge, NOW - DAY)
    give(session, badge, NOW + 5 * DAY, state="suspended")
    give(session, badge, NOW + 5 * DAY, state="revoked")
    old = give(session, badge, NOW + 5 * DAY)
    holder = session.get_one(Learner, session.get_one(Award, old).learner_id)
    make.award(session, badge, holder, renewal=1, renews_id=old, valid_until=NOW + 700 * DAY)
    assert remind(session, now=NOW) == 0
    assert mails(session) == 0


def test_many_are_reminded_in_chunks_each_once(session: Session, badge: Achievement) -> None:
    for _ in range(5):
        give(session, badge, NOW + 5 * DAY)
    assert [remind(session, now=NOW, most=2) for _ in range(4)] == [2, 2, 1, 0]
    assert len(reminded(session)) == mails(session) == 5


def test_nothing_is_decided_while_no_mail_can_go(session: Session, badge: Achievement) -> None:
    award = give(session, badge, NOW + 5 * DAY)
    assert remind(session, now=NOW + LATELY) == 0
    note_mail_service(session, now=NOW + LATELY)
    assert remind(session, now=NOW + LATELY) == 1
    assert reminded(session) == {(award, 14)}


def test_reminders_switched_off_are_given_no_more(session: Session, badge: Achievement) -> None:
    give(session, badge, NOW + 5 * DAY)
    set_validity(session, OPERATOR, badge.id, Validity(24), now=NOW)
    assert remind(session, now=NOW) == 0


def test_two_workers_remind_once_and_the_e_mail_says_until_when(post: Post) -> None:
    post.award()
    post.arrived()
    ends = post.clock() + 10 * DAY
    with writing(post.house.engine)() as session:
        session.execute(update(Award).values(valid_until=ends))
        of = session.get_one(Achievement, post.house.achievement.id)
        of.expires_months, of.remind_days = 24, [60, 14]
        session.commit()
    for _ in range(2):
        post.worker(MailServer("127.0.0.1", free_port())).work()
    mails = post.arrived()
    assert to(mails) == REACHABLE
    assert f"{ends:%d %B %Y}".lstrip("0") in next(mails[0].iter_parts()).get_content()
    post.clock.goes_on(2 * DAY)
    post.worker(MailServer("127.0.0.1", free_port())).work()
    assert post.arrived() == []
