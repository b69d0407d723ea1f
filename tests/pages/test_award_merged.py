"""A bulk award that was planned, or ticked, before a record in it was merged into another one."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from leap_dash.db import Achievement, Award, Evidence, Learner, Membership, Org, Person
from leap_dash.db.session import reading, writing
from leap_dash.domain import evidence
from leap_dash.domain.access import OPERATOR, Role
from leap_dash.domain.evidence import EvidenceKind, Stated
from leap_dash.domain.review import Review, Ticked
from leap_dash.jobs import award_due
from leap_dash.pages import award_confirm, award_review
from leap_dash.queries.people import scope_of_actor
from leap_dash.services.award_lists import keep_list
from leap_dash.services.merging import merge
from leap_dash.services.scheduled import schedule
from tests import factories as make
from tests.factories import NOW, TODAY
from tests.pages.house import House

PLANNER = "planner@tralee.example.org"
BEST_NOTE = Stated((evidence.Evidence(EvidenceKind.NARRATIVE, "Best of the year."),))
TOMORROW = NOW + timedelta(days=1)


def merged(house: House, *learner_ids: UUID) -> list[UUID]:
    """Merge each into a record made for it; those records."""
    with writing(house.web.engine)() as session:
        kept = []
        for each in learner_ids:
            org = session.get_one(Org, session.get_one(Learner, each).org_id)
            kept.append(make.learner(session, org, f"again-{each}").id)
            merge(session, OPERATOR, keep=kept[-1], merged=each, now=NOW)
        session.commit()
    return kept


def recipients(house: House) -> set[UUID]:
    """Who has an award."""
    with reading(house.web.engine)() as session:
        return set(session.scalars(select(Award.learner_id)))


@pytest.fixture
def batch_id(house: House) -> UUID:
    """Planned for tomorrow: of three in a list one is taken out, and the best has a note."""
    taken_out, good, best = house.learner_ids[7:]
    with writing(house.web.engine)() as session:
        person = make.add(session, Person(email=PLANNER, name="Niamh", created_at=NOW))
        org_id = session.get_one(Achievement, house.achievement_id).org_id
        role = Role.INSTRUCTOR.value
        make.add(session, Membership(person_id=person.id, org_id=org_id, role=role))
        scope = scope_of_actor(session, PLANNER)
        assert scope is not None
        listed = [taken_out, good, best]
        review = Review(
            house.achievement_id,
            ticked=Ticked(ids=frozenset({taken_out})),
            list_id=keep_list(session, scope, house.achievement_id, listed, [], now=NOW),
            stated=Stated(BEST_NOTE.pieces, best),
        )
        day = (TODAY + timedelta(days=1)).isoformat()
        planned = schedule(session, scope, review, day=day, now=NOW)
        session.commit()
    return planned


def test_on_the_day_the_record_that_is_kept_gets_what_was_planned_for_it(
    house: House, batch_id: UUID
) -> None:
    taken_out, good, best = house.learner_ids[7:]
    kept, _ = merged(house, best, taken_out)
    base_url = house.as_(Role.INSTRUCTOR).base_url
    award_due(house.web.engine, batch_id, base_url=base_url, now=TOMORROW)
    assert recipients(house) == {kept, good}
    with reading(house.web.engine)() as session:
        stated = select(Award.learner_id).join(Evidence, Evidence.award_id == Award.id)
        assert session.scalars(stated).all() == [kept]


def test_whoever_was_taken_out_of_a_review_stays_out_as_the_record_that_is_kept(
    house: House,
) -> None:
    ctx, badge = house.as_(Role.INSTRUCTOR), str(house.achievement_id)
    ticked: dict[str, Any] = {"every": True, "ids": [str(house.learner_ids[9])]}
    (kept,) = merged(house, house.learner_ids[9])
    counted = award_review.show(ctx, [], None, None, 1, None, ticked, badge)[4]
    assert counted == {"every": True, "ids": [str(kept)], "awards": 4}
    assert award_confirm.ask(ctx, 1, [], None, ticked, badge)[4] == 4
    award_confirm.award(ctx, 1, [], None, ticked, badge, None, 4, "", "", "all", "", None, None)
    assert recipients(house) == set(house.learner_ids[5:9])
