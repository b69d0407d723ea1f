"""Renewals: a new badge by the rule for it, linked to the old one, once, and undone alone."""

import json
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, select

from leap_dash.credentials.keys import KeyStore
from leap_dash.db import Achievement, Award, Learner, Org
from leap_dash.db.session import reading, writing
from leap_dash.domain.access import OPERATOR
from leap_dash.domain.awards import AwardState
from leap_dash.domain.criteria_parse import parse
from leap_dash.domain.errors import ConflictError
from leap_dash.domain.narrative import Names
from leap_dash.domain.validity import RENEWABLE_DAYS
from leap_dash.jobs import decide, finish
from leap_dash.queries.eligibility import evaluate_achievement
from leap_dash.queries.public import check_badge
from leap_dash.queries.published import badge, credential
from leap_dash.records import Qualifying
from leap_dash.services.achievements import add_version
from leap_dash.services.batch_control import undo
from leap_dash.services.batch_undo import take_back
from leap_dash.services.installation import settle_base_url
from leap_dash.services.issuing import Publisher
from leap_dash.services.progress import refresh
from tests import factories as make
from tests.factories import NOW, TODAY

BASE_URL = "https://badges.example.org"
SOON = NOW + timedelta(days=60)  # within the time in which it can be renewed
LATER = NOW + timedelta(days=RENEWABLE_DAYS + 10)


@dataclass(frozen=True, slots=True)
class House:
    """Five learners with 10 ... 50 of 100; the badge takes 10, its renewal 30, for 24 months."""

    engine: Engine
    publisher: Publisher
    org: Org
    badge_id: UUID
    learners: tuple[UUID, ...]

    def give(self, who: int, ends: datetime | None, **values: object) -> UUID:
        """A badge that a learner has already, without a signed text."""
        with writing(self.engine)() as session:
            of = session.get_one(Achievement, self.badge_id)
            to = session.get_one(Learner, self.learners[who])
            made = make.award(session, of, to, valid_until=ends, **values)
            session.commit()
            return made.id

    def renew(self, expected: int | None = None, *, now: datetime = NOW) -> UUID:
        """Decide, and commit."""
        with writing(self.engine)() as session:
            batch_id, _ = decide(
                session,
                OPERATOR,
                achievement=self.badge_id,
                renewing=True,
                expected=expected,
                base_url=BASE_URL,
                now=now,
            )
            session.commit()
        return batch_id

    def sign(self, batch_id: UUID) -> None:
        """Sign what is left of it."""
        finish(self.engine, batch_id, publisher=self.publisher, clock=lambda: NOW)

    def take_back(self, batch_id: UUID) -> None:
        """Undo the whole of it."""
        with writing(self.engine)() as session:
            undo(session, OPERATOR, batch_id, reason="In error", now=NOW)
            session.commit()
        take_back(self.engine, batch_id, clock=lambda: NOW)

    def renewals(self) -> list[Award]:
        """All awards that renew another."""
        with reading(self.engine)() as session:
            renewing = select(Award).where(Award.renews_id.is_not(None)).order_by(Award.decided_at)
            return list(session.scalars(renewing))

    def who(self, showing: Qualifying, *, renewing: bool = True) -> set[int]:
        """Which learners a review shows so."""
        with reading(self.engine)() as session:
            report = evaluate_achievement(
                session, OPERATOR, self.badge_id, as_of=NOW, renewing=renewing, showing=showing
            )
        return {self.learners.index(row.learner_id) for row in report.rows}


@pytest.fixture
def house(database: Engine, tmp_path: Path) -> House:
    """See the class."""
    keys = KeyStore(tmp_path / "keys")
    with writing(database)() as session:
        org = make.org(session, "tralee")
        keys.create("tralee")
        programme = make.programme(session)
        cohort = make.cohort(session, org, programme)
        section = make.section(session, cohort, make.course(session, programme))
        item = make.line_item(session, section, "tma-1", counts_from=TODAY - timedelta(days=9))
        learners = [make.learner(session, org, str(n)) for n in range(5)]
        for n, who in enumerate(learners):
            make.enrollment(session, section, who)
            make.result(session, item, who, score=10 * n + 10, submitted_on=TODAY)
        rule = {"result": {"item": "tma-1", "min_percent": 10}}
        of = make.achievement(session, org, programme, rule=rule, expires_months=24)
        again = parse({"result": {"item": "tma-1", "min_percent": 30}})
        add_version(session, of, again, Names(), NOW, renewal=True)
        refresh(session, NOW)
        settle_base_url(session, BASE_URL)
        session.commit()
        return House(
            database,
            Publisher(keys, BASE_URL),
            org,
            of.id,
            tuple(each.id for each in learners),
        )


def test_who_can_renew_is_judged_by_the_rule_for_it_and_near_the_end_alone(house: House) -> None:
    house.give(1, SOON)  # 20 of 100: not enough for the renewal
    house.give(2, SOON)
    house.give(3, LATER)  # too early
    house.give(4, NOW - timedelta(days=400))  # lapsed
    assert house.who(Qualifying.EVERYONE) == {1, 2, 3, 4}  # 0 never had it
    assert house.who(Qualifying.NEW) == {2, 4}
    assert house.who(Qualifying.ONE_STEP) == {1}
    assert house.who(Qualifying.ALREADY) == {3}


def test_a_badge_without_an_end_and_one_taken_back_are_not_renewed(house: House) -> None:
    house.give(2, None)
    house.give(3, SOON, state="suspended")
    house.give(4, SOON, state="revoked")
    assert house.who(Qualifying.NEW) == set()
    assert house.who(Qualifying.ALREADY) == {2, 3}
    assert house.who(Qualifying.REVOKED) == {4}


def test_what_lapsed_does_not_come_back_by_the_rule_to_earn_it(house: House) -> None:
    house.give(1, NOW - timedelta(days=1))
    assert house.who(Qualifying.NEW, renewing=False) == {0, 2, 3, 4}
    with writing(house.engine)() as session:
        session.get_one(Achievement, house.badge_id).renewal_version = None
        session.commit()
    assert house.who(Qualifying.NEW, renewing=False) == {0, 1, 2, 3, 4}


def test_a_renewal_is_a_new_badge_linked_to_the_old_which_stays_good(house: House) -> None:
    old = house.give(2, SOON)
    house.sign(house.renew(1))
    (new,) = house.renewals()
    assert (new.renews_id, new.renewal, new.state) == (old, 1, "issued")
    assert new.valid_until is not None
    assert new.valid_until > NOW + timedelta(days=700)
    with reading(house.engine)() as session:
        before = session.get_one(Award, old)
        assert (before.state, before.valid_until) == ("issued", SOON)
        page = badge(session, new.id, base_url=BASE_URL, now=NOW)
        assert (page.renews, page.renewed_by) == (old, None)
        text = credential(session, new.id)
        assert text is not None
        signed = json.loads(text)
        report = check_badge(session, text, keys=house.publisher.keys, base_url=BASE_URL, now=NOW)
    assert report.verdict == "valid"
    assert [each["id"] for each in signed["evidence"]] == [f"{BASE_URL}/badges/{old}"]
    assert house.who(Qualifying.NEW) == set()


def test_both_signed_badges_verify_each_to_its_own_end_and_link_to_each_other(
    house: House,
) -> None:
    with writing(house.engine)() as session:
        session.get_one(Achievement, house.badge_id).expires_months = 2
        batch_id, _ = decide(
            session, OPERATOR, achievement=house.badge_id, base_url=BASE_URL, now=NOW
        )
        session.commit()
    house.sign(batch_id)
    house.sign(house.renew(3))
    (one, *_) = house.renewals()
    end = one.valid_until
    assert end is not None
    with reading(house.engine)() as session:
        assert one.renews_id is not None
        page = badge(session, one.renews_id, base_url=BASE_URL, now=NOW)
        assert page.renewed_by == one.id
        for id_ in (one.id, one.renews_id):
            text = credential(session, id_) or b""
            for at, verdict in ((NOW, "valid"), (end + timedelta(days=1), "invalid")):
                report = check_badge(
                    session, text, keys=house.publisher.keys, base_url=BASE_URL, now=at
                )
                assert report.verdict == verdict


def test_two_at_once_give_one_renewal(house: House) -> None:
    house.give(2, SOON)
    gate = threading.Barrier(4)
    refused: list[Exception] = []

    def press() -> None:
        gate.wait()
        try:
            house.sign(house.renew(1))
        except ConflictError as error:
            refused.append(error)

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(house.renewals()) == 1


def test_the_number_confirmed_must_still_be_the_number(house: House) -> None:
    house.give(2, SOON)
    with pytest.raises(ConflictError, match="Meanwhile 1 of those"):
        house.renew(2)
    assert house.renewals() == []


def test_a_renewal_taken_back_leaves_the_old_badge_and_can_be_made_again(house: House) -> None:
    old = house.give(2, SOON)
    first = house.renew(1)
    house.sign(first)
    house.take_back(first)
    (revoked,) = house.renewals()
    assert revoked.state == AwardState.REVOKED
    assert house.who(Qualifying.NEW) == {2}
    assert house.who(Qualifying.ALREADY, renewing=False) == {2}  # the old one is still good
    with reading(house.engine)() as session:
        assert session.get_one(Award, old).state == "issued"
    house.sign(house.renew(1))
    again = [(each.renews_id, each.renewal, each.state) for each in house.renewals()]
    assert sorted(again) == sorted([(old, 1, "revoked"), (old, 2, "issued")])


def test_a_renewal_undone_before_it_is_signed_goes(house: House) -> None:
    house.give(2, SOON)
    house.take_back(house.renew(1))
    assert house.renewals() == []
    assert house.who(Qualifying.NEW) == {2}
