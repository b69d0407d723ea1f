"""Reviewed awards wait for a moderator, who approves or returns them; nobody an own proposal."""

from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, select, update

from leap_dash.credentials.keys import KeyStore
from leap_dash.db import (
    Achievement,
    Approval,
    AuditEvent,
    Award,
    AwardBatch,
    Membership,
    Org,
    Person,
)
from leap_dash.db.session import reading, writing
from leap_dash.domain.access import OPERATOR, Role, Scope
from leap_dash.domain.errors import BadFieldError, ConflictError, NotFoundError
from leap_dash.jobs import Jobs, decide, finish
from leap_dash.queries.moderation import proposal_batches, proposals, returned, waiting_for
from leap_dash.services.batch_control import undo
from leap_dash.services.issuing import Publisher
from leap_dash.services.moderation import Moderated, approve, must_wait, return_proposals
from tests import factories
from tests.factories import NOW

BASE_URL = "https://badges.example.org"


@dataclass(frozen=True, slots=True)
class House:
    """An org with 25 learners who qualify for a badge, and those who work there."""

    engine: Engine
    keys: KeyStore
    org: Org
    achievement: Achievement
    people: dict[Role, Scope]
    stranger: Scope

    def propose(self, scope: Scope) -> UUID:
        """Award to all who qualify, as the web does."""
        with writing(self.engine)() as session:
            batch_id, _ = decide(
                session, scope, achievement=self.achievement.id, base_url=BASE_URL, now=NOW
            )
            session.commit()
            return batch_id

    def approve(self, who: Scope, batch_id: UUID, ids: list[UUID] | None = None) -> Moderated:
        """Approve and commit."""
        with writing(self.engine)() as session:
            done = approve(session, who, batch_id, ids, now=NOW)
            session.commit()
            return done

    def give_back(self, who: Scope, batch_id: UUID, ids: list[UUID] | None, note: str) -> Moderated:
        """Return and commit."""
        with writing(self.engine)() as session:
            done = return_proposals(session, who, batch_id, ids, note=note, now=NOW)
            session.commit()
            return done

    def work(self) -> None:
        """One round of the worker."""
        Jobs(self.engine, self.keys, BASE_URL, lambda: NOW).work()

    def states(self) -> list[str]:
        """The states of all awards, in order."""
        with reading(self.engine)() as session:
            return sorted(session.scalars(select(Award.state)))

    def ids(self) -> list[UUID]:
        """All awards."""
        with reading(self.engine)() as session:
            return list(session.scalars(select(Award.id).order_by(Award.id)))

    def batch(self, batch_id: UUID) -> AwardBatch:
        """The batch as it stands."""
        with reading(self.engine)() as session:
            return session.get_one(AwardBatch, batch_id)


@pytest.fixture
def house(database: Engine, tmp_path: Path) -> House:
    """With a moderator."""
    keys = KeyStore(tmp_path / "keys")
    with writing(database)() as session:
        org = factories.org(session)
        keys.create(org.slug)
        programme = factories.programme(session)
        cohort = factories.cohort(session, org, programme)
        section = factories.section(session, cohort, factories.course(session, programme))
        for number in range(25):
            who = factories.learner(session, org, f"L{number:02}")
            enrolled = factories.enrollment(session, section, who)
            factories.progress(session, enrolled, due=1, weight_due=1.0, points_due=60.0, mean=60.0)
        achievement = factories.achievement(session, org, programme)
        people = {role: factories.someone(session, role, org) for role in Role}
        for role in (Role.INSTRUCTOR, Role.MODERATOR, Role.ADMINISTRATOR):
            person_id = people[role].person_id
            assert person_id
            factories.add(session, Membership(person_id=person_id, org_id=org.id, role=role.value))
            email = session.get_one(Person, person_id).email
            people[role] = Scope(email, person_id, people[role].grants)
        stranger = factories.someone(session, Role.MODERATOR, factories.org(session, "graz"))
        session.commit()
    return House(database, keys, org, achievement, people, stranger)


def test_a_reviewed_award_waits_for_a_moderator_and_is_signed_after_the_approval(
    house: House,
) -> None:
    batch_id = house.propose(house.people[Role.INSTRUCTOR])
    house.work()
    assert house.states() == ["proposed"] * 25
    assert house.batch(batch_id).state == "proposed"
    moderator = house.people[Role.MODERATOR]
    first, *_ = house.ids()
    assert house.approve(moderator, batch_id, [first]) == Moderated(done=1)
    house.work()
    assert house.states() == ["issued"] + ["proposed"] * 24
    assert (house.batch(batch_id).state, house.batch(batch_id).issued) == ("proposed", 1)
    assert house.approve(moderator, batch_id) == Moderated(done=24)
    house.work()
    assert house.states() == ["issued"] * 25
    assert (house.batch(batch_id).state, house.batch(batch_id).issued) == ("done", 25)


def test_an_approval_says_who_in_which_role_and_is_audited(house: House) -> None:
    batch_id = house.propose(house.people[Role.INSTRUCTOR])
    moderator = house.people[Role.MODERATOR]
    house.approve(moderator, batch_id, house.ids()[:2])
    house.approve(house.people[Role.ADMINISTRATOR], batch_id, house.ids()[2:3])
    with reading(house.engine)() as session:
        said = sorted(
            tuple(row) for row in session.execute(select(Approval.role, Approval.approved_by))
        )
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "award.approve")
        ).all()
    administrator = house.people[Role.ADMINISTRATOR].actor
    assert said == [("administrator", administrator), *[("moderator", moderator.actor)] * 2]
    assert [(event.actor, len(event.detail["awards"])) for event in events] == [
        (moderator.actor, 2),
        (administrator, 1),
    ]


def test_nobody_approves_or_returns_an_own_proposal(house: House) -> None:
    administrator = house.people[Role.ADMINISTRATOR]
    batch_id = house.propose(administrator)
    for ids in (None, house.ids()[:1]):
        with pytest.raises(ConflictError, match="You proposed these yourself"):
            house.approve(administrator, batch_id, ids)
        with pytest.raises(ConflictError, match="You proposed these yourself"):
            house.give_back(administrator, batch_id, ids, "No.")
    assert house.states() == ["proposed"] * 25
    with reading(house.engine)() as session:
        assert waiting_for(session, administrator) == 0
        assert waiting_for(session, house.people[Role.MODERATOR]) == 25
        assert [row.own for row in proposal_batches(session, administrator)] == [True]


def test_what_is_returned_comes_with_a_note_and_can_be_proposed_again(house: House) -> None:
    instructor = house.people[Role.INSTRUCTOR]
    batch_id = house.propose(instructor)
    moderator = house.people[Role.MODERATOR]
    with pytest.raises(BadFieldError, match="note: is empty"):
        house.give_back(moderator, batch_id, None, "  ")
    two = house.ids()[:2]
    assert house.give_back(moderator, batch_id, two, "Unit 3 was marked twice.") == Moderated(
        done=2
    )
    with reading(house.engine)() as session:
        total, rows = returned(session, instructor, batch_id)
        assert total == 2
        assert {(row.note, row.returned_by) for row in rows} == {
            ("Unit 3 was marked twice.", moderator.actor)
        }
        assert returned(session, house.stranger, batch_id) == (0, ())
    assert house.batch(batch_id).total == 23
    again = house.propose(instructor)
    assert house.batch(again).total == 2
    house.approve(moderator, again)
    house.approve(moderator, batch_id)
    house.work()
    assert house.states() == ["issued"] * 25


def test_a_batch_that_is_returned_as_a_whole_is_done(house: House) -> None:
    batch_id = house.propose(house.people[Role.INSTRUCTOR])
    house.give_back(house.people[Role.MODERATOR], batch_id, None, "The rule is wrong.")
    assert (house.batch(batch_id).state, house.batch(batch_id).total) == ("done", 0)
    assert house.states() == []


def test_only_who_may_approve_in_that_org_does(house: House) -> None:
    batch_id = house.propose(house.people[Role.INSTRUCTOR])
    for who in (house.people[Role.LEARNER], house.people[Role.PARTNER], house.stranger):
        with pytest.raises(NotFoundError):
            house.approve(who, batch_id)
        with pytest.raises(NotFoundError):
            house.give_back(who, batch_id, None, "No.")
        with reading(house.engine)() as session:
            assert proposals(session, who, batch_id) == (0, ())
            assert waiting_for(session, who) == 0
    with pytest.raises(NotFoundError, match="nothing was done"):
        house.approve(house.people[Role.MODERATOR], batch_id, [house.ids()[0], uuid4()])
    assert house.states() == ["proposed"] * 25


def test_what_is_approved_while_others_are_signed_is_not_left_behind(house: House) -> None:
    batch_id = house.propose(house.people[Role.INSTRUCTOR])
    moderator = house.people[Role.MODERATOR]
    first = house.ids()[-1]  # signed in the order of ids, so that the rest comes before it
    house.approve(moderator, batch_id, [first])

    def meanwhile(issued: int, _total: int) -> None:
        if issued:
            house.approve(moderator, batch_id)

    publisher = Publisher(house.keys, BASE_URL)
    finish(house.engine, batch_id, publisher=publisher, clock=lambda: NOW, progress=meanwhile)
    house.work()
    assert house.states() == ["issued"] * 25
    assert (house.batch(batch_id).state, house.batch(batch_id).issued) == ("done", 25)


def test_an_approval_does_not_bring_back_what_is_being_undone(house: House) -> None:
    batch_id = house.propose(house.people[Role.INSTRUCTOR])
    one, *_ = house.ids()
    with writing(house.engine)() as session:
        undo(session, house.people[Role.INSTRUCTOR], batch_id, reason="Wrong cohort", now=NOW)
        session.commit()
    house.approve(house.people[Role.MODERATOR], batch_id, [one])
    house.work()
    assert house.states() == []
    assert house.batch(batch_id).state == "undone"


def test_a_moderator_does_not_end_what_is_planned_or_has_stopped(house: House) -> None:
    batch_id = house.propose(house.people[Role.INSTRUCTOR])
    house.give_back(house.people[Role.MODERATOR], batch_id, None, "All of them.")
    for state in ("scheduled", "called off", "stopped", "paused"):
        with writing(house.engine)() as session:
            session.execute(update(AwardBatch).values(state=state))
            session.commit()
        assert house.approve(house.people[Role.MODERATOR], batch_id) == Moderated(0)
        assert house.batch(batch_id).state == state


def test_nobody_approves_a_badge_for_themselves(house: House) -> None:
    batch_id = house.propose(house.people[Role.INSTRUCTOR])
    moderator = house.people[Role.MODERATOR]
    one, other, *_ = house.ids()
    with reading(house.engine)() as session:
        own = session.get_one(Award, one).learner_id
    (grant,) = moderator.grants
    both = replace(
        moderator, grants=frozenset({grant, replace(grant, role=Role.LEARNER, learner_id=own)})
    )
    with pytest.raises(ConflictError, match="your own badge"):
        house.approve(both, batch_id, None)
    assert house.approve(both, batch_id, [other]).done == 1
    assert house.states().count("approved") == 1


def test_approving_twice_approves_once(house: House) -> None:
    batch_id = house.propose(house.people[Role.INSTRUCTOR])
    ids = house.ids()[:3]
    assert house.approve(house.people[Role.MODERATOR], batch_id, ids).done == 3
    assert house.approve(house.people[Role.ADMINISTRATOR], batch_id, ids).done == 0
    house.work()
    assert house.states().count("issued") == 3


def test_without_another_moderator_the_instructors_own_review_is_the_review(house: House) -> None:
    moderator = house.people[Role.MODERATOR]
    with writing(house.engine)() as session:
        badge = house.achievement.id
        assert must_wait(session, house.people[Role.INSTRUCTOR], badge)
        assert not must_wait(session, OPERATOR, badge)
        assert not must_wait(session, moderator, badge)  # the only one there is
        session.execute(
            update(Achievement).where(Achievement.id == badge).values(award_mode="automatic")
        )
        assert not must_wait(session, house.people[Role.INSTRUCTOR], badge)
        session.rollback()
        session.execute(
            update(Person).where(Person.id == moderator.person_id).values(disabled_at=NOW)
        )
        session.commit()
    house.propose(house.people[Role.INSTRUCTOR])
    house.work()
    assert house.states() == ["issued"] * 25


def test_the_operator_at_the_command_line_awards_at_once(house: House) -> None:
    house.propose(OPERATOR)
    house.work()
    assert house.states() == ["issued"] * 25


def test_a_sample_shows_every_tenth_the_same_ones_at_each_look(house: House) -> None:
    batch_id = house.propose(house.people[Role.INSTRUCTOR])
    with reading(house.engine)() as session:
        moderator = house.people[Role.MODERATOR]
        total, first = proposals(session, moderator, batch_id, every=10)
        _, second = proposals(session, moderator, batch_id, every=10)
        everyone, page = proposals(session, moderator, batch_id, page=2, size=20)
    assert (total, len(first), everyone, len(page)) == (3, 3, 25, 5)
    assert first == second
    assert {row.award_id for row in first} == set(house.ids()[::10])


def test_a_proposal_shows_what_met_each_clause(house: House) -> None:
    batch_id = house.propose(house.people[Role.INSTRUCTOR])
    with reading(house.engine)() as session:
        _, rows = proposals(session, house.people[Role.MODERATOR], batch_id)
    (clause,) = rows[0].clauses
    assert (clause.have, clause.need, clause.met) == ("60 %", "40 %", True)
