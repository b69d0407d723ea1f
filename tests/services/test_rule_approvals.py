"""A rule that asks for an approval: who lacks nothing else is proposed, approved, and awarded."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, select

from leap_dash.credentials.keys import KeyStore
from leap_dash.db import Achievement, Approval, Award, Membership, Person
from leap_dash.db.session import reading, writing
from leap_dash.domain.access import AUTOMATIC, OPERATOR, Role, Scope
from leap_dash.domain.errors import ConflictError
from leap_dash.jobs import Jobs, decide
from leap_dash.queries.eligibility import evaluate_achievement
from leap_dash.queries.moderation import (
    proposal_batch,
    proposal_batches,
    proposals,
    waiting_for,
)
from leap_dash.services.moderation import Moderated, approve, must_wait, return_proposals
from tests import factories
from tests.factories import NOW

BASE_URL = "https://badges.example.org"
AVERAGE: dict[str, Any] = {"average": {"min_percent": 50}}
BY_MODERATOR: dict[str, Any] = {"approved": {"by": "moderator"}}
BY_ADMINISTRATOR: dict[str, Any] = {"approved": {"by": "administrator"}}


@dataclass(frozen=True, slots=True)
class House:
    """An org with five learners who reach 60 % and three who reach 30 %."""

    engine: Engine
    keys: KeyStore
    badge: UUID
    people: dict[Role, Scope]

    def propose(self, who: Role = Role.INSTRUCTOR) -> UUID:
        """Propose everyone who can be, as the web does."""
        with writing(self.engine)() as session:
            batch_id, _ = decide(
                session, self.people[who], achievement=self.badge, base_url=BASE_URL, now=NOW
            )
            session.commit()
            return batch_id

    def approve(self, who: Role, batch_id: UUID, ids: Collection[UUID] | None = None) -> Moderated:
        """Approve these, or all that wait."""
        with writing(self.engine)() as session:
            done = approve(session, self.people[who], batch_id, ids, note="Seen.", now=NOW)
            session.commit()
            return done

    def work(self) -> None:
        """One round of the worker."""
        Jobs(self.engine, self.keys, BASE_URL, lambda: NOW).work()

    def states(self) -> list[str]:
        """The states of all awards, in order."""
        with reading(self.engine)() as session:
            return sorted(session.scalars(select(Award.state)))

    def count(self, scope: Scope, *, presumed: bool = False) -> tuple[int, int, int]:
        """Who meets the rule, who does not have the badge yet, who is one step away."""
        with reading(self.engine)() as session:
            found = evaluate_achievement(
                session, scope, self.badge, as_of=NOW, presumed=presumed, limit=0
            )
            return found.eligible, found.new, found.one_step


def build(engine: Engine, folder: Path, rule: dict[str, Any], mode: str = "instructor") -> House:
    """The house, with that rule; nobody in it has to review."""
    keys = KeyStore(folder / "keys")
    with writing(engine)() as session:
        org = factories.org(session)
        keys.create(org.slug)
        programme = factories.programme(session)
        cohort = factories.cohort(session, org, programme)
        section = factories.section(session, cohort, factories.course(session, programme))
        for number in range(8):
            enrolled = factories.enrollment(
                session, section, factories.learner(session, org, f"L{number}")
            )
            mean = 60.0 if number < 5 else 30.0
            factories.progress(session, enrolled, due=1, weight_due=1.0, points_due=mean, mean=mean)
        badge = factories.achievement(session, org, programme, rule=rule, award_mode=mode)
        people = {}
        for role in (Role.INSTRUCTOR, Role.MODERATOR, Role.ADMINISTRATOR):
            scope = factories.someone(session, role, org)
            assert scope.person_id
            factories.add(
                session, Membership(person_id=scope.person_id, org_id=org.id, role=role.value)
            )
            email = session.get_one(Person, scope.person_id).email
            people[role] = Scope(email, scope.person_id, scope.grants)
        badge_id = badge.id
        session.commit()
    return House(engine, keys, badge_id, people)


def test_who_lacks_nothing_but_the_approval_is_proposed_and_awarded_once_it_is_there(
    database: Engine, tmp_path: Path
) -> None:
    house = build(database, tmp_path, {"all": [AVERAGE, BY_MODERATOR]})
    instructor, moderator = house.people[Role.INSTRUCTOR], house.people[Role.MODERATOR]
    assert house.count(instructor) == (0, 0, 5)
    assert house.count(instructor, presumed=True) == (5, 5, 3)
    with reading(database)() as session:
        assert must_wait(session, instructor, house.badge)
    batch_id = house.propose()
    assert house.states() == ["proposed"] * 5
    with reading(database)() as session:
        assert waiting_for(session, moderator) == 5
        _, (first, *_) = proposals(session, moderator, batch_id)
        assert [(each.need, each.met) for each in first.clauses] == [
            ("50 %", True),
            ("approved", False),
        ]
    assert house.approve(Role.MODERATOR, batch_id) == Moderated(done=5)
    assert house.count(instructor) == (5, 0, 0)
    house.work()
    assert house.states() == ["issued"] * 5
    with reading(database)() as session:
        traces = session.scalars(select(Award.trace)).all()
        notes = set(session.scalars(select(Approval.note)))
    assert all([each["met"] for each in trace] == [True, True] for trace in traces)
    assert notes == {"Seen."}


def test_an_approval_in_another_role_or_of_an_own_proposal_does_not_stand_for_it(
    database: Engine, tmp_path: Path
) -> None:
    house = build(database, tmp_path, {"all": [AVERAGE, BY_MODERATOR]})
    batch_id = house.propose(Role.ADMINISTRATOR)
    with pytest.raises(ConflictError, match="You proposed these yourself"):
        house.approve(Role.ADMINISTRATOR, batch_id)
    house.approve(Role.MODERATOR, batch_id)
    with writing(database)() as session:
        for award in session.scalars(select(Award)):
            session.delete(award)
        session.commit()
    batch_id = house.propose(Role.INSTRUCTOR)
    with pytest.raises(ConflictError, match="approval of somebody who is moderator here"):
        house.approve(Role.ADMINISTRATOR, batch_id)
    assert house.states() == ["proposed"] * 5


def test_two_roles_have_to_approve_where_the_rule_asks_for_both(
    database: Engine, tmp_path: Path
) -> None:
    house = build(database, tmp_path, {"all": [BY_ADMINISTRATOR, AVERAGE, BY_MODERATOR]})
    batch_id = house.propose()
    assert house.approve(Role.MODERATOR, batch_id) == Moderated(done=5, lacking=5)
    house.work()
    assert house.states() == ["proposed"] * 5
    with reading(database)() as session:
        ids = session.scalars(select(Award.id)).all()
    with pytest.raises(ConflictError, match="somebody who is administrator here"):
        house.approve(Role.MODERATOR, batch_id, ids)
    assert house.approve(Role.ADMINISTRATOR, batch_id) == Moderated(done=5)
    house.work()
    assert house.states() == ["issued"] * 5


def test_what_the_viewer_has_approved_in_part_waits_for_another_and_hinders_none_of_the_rest(
    database: Engine, tmp_path: Path
) -> None:
    house = build(database, tmp_path, {"all": [BY_ADMINISTRATOR, AVERAGE, BY_MODERATOR]})
    batch_id, moderator = house.propose(), house.people[Role.MODERATOR]
    with reading(database)() as session:
        first, *others = session.scalars(select(Award.id).order_by(Award.id)).all()
    house.approve(Role.MODERATOR, batch_id, [first])
    with reading(database)() as session:
        assert waiting_for(session, moderator) == 4
        assert waiting_for(session, house.people[Role.ADMINISTRATOR]) == 5
        total, rows = proposals(session, moderator, batch_id)
        assert (total, {row.award_id for row in rows}) == (4, set(others))
    # Also together with what the viewer's approval adds nothing to: as a list that is not new.
    house.approve(Role.MODERATOR, batch_id, [first, others[0]])
    assert house.approve(Role.MODERATOR, batch_id) == Moderated(done=3, lacking=3)
    assert house.approve(Role.MODERATOR, batch_id) == Moderated(done=0)
    with reading(database)() as session:
        assert (waiting_for(session, moderator), proposal_batches(session, moderator)) == (0, ())
        batch = proposal_batch(session, moderator, batch_id)
        assert (batch.waiting, batch.elsewhere) == (0, 5)
    assert house.approve(Role.ADMINISTRATOR, batch_id) == Moderated(done=5)
    assert house.states() == ["approved"] * 5


def test_where_an_approval_is_one_way_of_several_the_others_need_none(
    database: Engine, tmp_path: Path
) -> None:
    house = build(database, tmp_path, {"any": [AVERAGE, BY_MODERATOR]})
    assert house.count(OPERATOR) == (5, 5, 3)
    assert house.count(house.people[Role.INSTRUCTOR], presumed=True)[0] == 8
    with writing(database)() as session:
        _, report = decide(session, OPERATOR, achievement=house.badge, base_url=BASE_URL, now=NOW)
        assert report.new == 5
        assert set(session.scalars(select(Award.state))) == {"approved"}


def test_what_is_returned_can_be_proposed_again(database: Engine, tmp_path: Path) -> None:
    house = build(database, tmp_path, {"all": [AVERAGE, BY_MODERATOR]})
    batch_id = house.propose()
    moderator = house.people[Role.MODERATOR]
    with writing(database)() as session:
        return_proposals(session, moderator, batch_id, None, note="Not yet.", now=NOW)
        session.commit()
    assert house.states() == []
    house.propose()
    assert house.states() == ["proposed"] * 5


def test_nothing_is_presumed_where_nobody_asks_a_person(database: Engine, tmp_path: Path) -> None:
    house = build(database, tmp_path, {"all": [AVERAGE, BY_MODERATOR]}, "automatic")
    assert house.count(AUTOMATIC) == (0, 0, 5)
    with writing(database)() as session:
        _, report = decide(session, OPERATOR, achievement=house.badge, base_url=BASE_URL, now=NOW)
        assert report.new == 0
        assert session.scalars(select(Achievement.award_mode)).all() == ["automatic"]
