"""Badges of two records that become one: the one in force counts, and each goes back again."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import Award, Learner
from leap_dash.domain.access import OPERATOR
from leap_dash.queries.eligibility import evaluate_achievement
from leap_dash.records import Qualifying
from leap_dash.services import batches
from tests import factories as make
from tests.factories import NOW
from tests.services.merges import Triplets, everything, triplets

DAY = timedelta(days=1)
SOON = NOW + 30 * DAY


@pytest.fixture
def house(session: Session) -> Triplets:
    """The three records."""
    return triplets(session)


def award(house: Triplets, learner: Learner, days_ago: int, **values: object) -> UUID:
    """A badge of a record, decided so many days ago."""
    made = make.award(
        house.session, house.badge, learner, decided_at=NOW - days_ago * DAY, **values
    )
    return made.id


def judged(house: Triplets, which: Qualifying, *, renewing: bool = False) -> list[str]:
    """Keys of the learners of whom this is so."""
    report = evaluate_achievement(
        house.session, OPERATOR, house.badge.id, as_of=NOW, renewing=renewing, showing=which
    )
    return [row.learner_key for row in report.rows]


def renew(house: Triplets) -> None:
    """Renew all badges that can be."""
    report = evaluate_achievement(
        house.session,
        OPERATOR,
        house.badge.id,
        as_of=NOW,
        renewing=True,
        showing=Qualifying.NEW,
    )
    batches.start(
        house.session,
        OPERATOR,
        achievement_id=house.badge.id,
        rule_version=report.rule_version,
        cohort_id=None,
        candidates=[batches.Candidate(row.learner_id, row.cohort_id, []) for row in report.rows],
        evaluated=report.evaluated,
        already=report.already,
        renewing=True,
        now=NOW,
    )
    house.session.expire_all()


def holders(house: Triplets) -> dict[UUID, tuple[UUID, int]]:
    """By award, whose it is and which number it has."""
    rows = house.session.execute(select(Award.id, Award.learner_id, Award.renewal))
    return {id_: (learner_id, renewal) for id_, learner_id, renewal in rows}


@pytest.mark.parametrize(
    "out",
    [
        {"state": "revoked"},
        {"state": "expired", "valid_until": NOW - DAY},
        {"valid_until": NOW - DAY},
    ],
)
def test_a_later_double_that_is_out_does_not_hide_the_badge_in_force(
    house: Triplets, out: dict[str, object]
) -> None:
    award(house, house.first, 20, valid_until=SOON)
    award(house, house.second, 10, **out)
    before = everything(house.session)
    made = house.merge(house.first, house.second)
    assert judged(house, Qualifying.ALREADY) == ["a"]
    assert judged(house, Qualifying.AGAIN) == []
    assert judged(house, Qualifying.NEW, renewing=True) == ["a"]
    house.split(made)
    assert everything(house.session) == before


def test_a_renewal_that_was_taken_back_keeps_its_place(house: Triplets) -> None:
    old = award(house, house.first, 20, valid_until=SOON)
    award(house, house.first, 5, renewal=1, renews_id=old, state="revoked")
    award(house, house.second, 10, valid_until=SOON)
    before = everything(house.session)
    made = house.merge(house.first, house.second)
    house.split(made)
    assert everything(house.session) == before


def test_a_badge_goes_back_with_what_has_renewed_it_since(house: Triplets) -> None:
    old = award(house, house.second, 10, valid_until=SOON)
    award(house, house.third, 10, valid_until=SOON)
    made = house.merge(house.first, house.second)
    renew(house)
    new = house.session.scalars(select(Award.id).where(Award.renews_id == old)).one()
    assert holders(house)[new] == (house.first.id, 1)
    house.split(made)
    found = holders(house)
    assert (found[old], found[new]) == ((house.second.id, 0), (house.second.id, 1))
    assert judged(house, Qualifying.NEW, renewing=True) == []


def test_one_badge_that_was_renewed_elsewhere_keeps_nobody_else_from_theirs(
    house: Triplets,
) -> None:
    """Two workers at once: the one sees a badge as not renewed that the other renews."""
    old = award(house, house.first, 10, valid_until=SOON)
    award(house, house.third, 10, valid_until=SOON)
    award(house, house.second, 0, renewal=0, renews_id=old, state="approved")
    renew(house)
    renewed = select(Award.learner_id).where(Award.renewal == 1)
    assert house.session.scalars(renewed).all() == [house.third.id]


def test_merges_into_one_record_are_taken_back_in_any_order(house: Triplets) -> None:
    for learner, days in ((house.first, 20), (house.second, 10), (house.third, 30)):
        award(house, learner, days)
    before = everything(house.session)
    one = house.merge(house.first, house.second)
    two = house.merge(house.first, house.third)
    assert sorted(number for _, number in holders(house).values()) == [0, 1, 2]
    house.split(one)
    assert sorted(holders(house).values()) == sorted(
        [(house.first.id, 0), (house.first.id, 1), (house.second.id, 0)]
    )
    house.split(two)
    assert everything(house.session) == before
