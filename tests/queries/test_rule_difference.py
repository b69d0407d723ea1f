"""Two versions in people: who gains, who loses and who keeps are those of the two evaluations."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy.orm import Session

from leap_dash.db import Achievement, CriteriaRule, Learner, Org
from leap_dash.domain.access import NOBODY, OPERATOR, Role
from leap_dash.domain.awards import AwardState
from leap_dash.domain.criteria import Rule, to_json
from leap_dash.domain.errors import NotFoundError
from leap_dash.queries.eligibility import evaluate_achievement
from leap_dash.queries.eligibility_lookup import ask_version
from leap_dash.queries.rule_difference import KEPT, rule_difference
from leap_dash.queries.rule_versions import rule_versions, version_numbers
from leap_dash.records import Concerned, RuleDifference
from leap_dash.services import audit
from tests import factories
from tests.factories import NOW
from tests.rules import rules
from tests.worlds import World, worlds, write


def publish(session: Session, badge: Achievement, rule: object) -> None:
    """The next version of the badge's rule, in force."""
    badge.rule_version += 1
    factories.add(
        session,
        CriteriaRule(
            achievement_id=badge.id,
            version=badge.rule_version,
            rule=rule,
            narrative=f"Version {badge.rule_version}.",
            created_at=NOW,
        ),
    )


def met(session: Session, badge: UUID) -> set[UUID]:
    """Who qualifies by the rule in force."""
    report = evaluate_achievement(session, OPERATOR, badge, as_of=NOW)
    return {row.learner_id for row in report.rows if row.eligible}


def compared(
    session: Session, badge: UUID, showing: Concerned = Concerned.GAINS, *, limit: int = 50
) -> RuleDifference:
    """Version 1 and version 2."""
    older, newer = (ask_version(session, OPERATOR, badge, number, NOW) for number in (1, 2))
    return rule_difference(session, OPERATOR, older, newer, showing=showing, limit=limit)


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=worlds(), before=rules(), after=rules())
def test_the_lists_are_the_set_difference_of_both_evaluations(
    session: Session, world: World, before: Rule, after: Rule
) -> None:
    try:
        (badge_id,), learners = write(session, world, [before])
        badge = session.get_one(Achievement, badge_id)
        old = met(session, badge_id)
        publish(session, badge, to_json(after))
        session.flush()
        new = met(session, badge_id)
        have = {
            learner
            for person, learner in zip(world.people, learners, strict=True)
            if person.proposed in KEPT
        }
        expected = {
            Concerned.GAINS: new - old,
            Concerned.LOSES: old - new - have,
            Concerned.KEEPS: have - new,
        }
        for which, people in expected.items():
            found = compared(session, badge_id, which)
            assert {row.learner_id for row in found.rows} == people
            assert found.concerned == {each: len(who) for each, who in expected.items()}
            assert (found.learners, found.before, found.after) == (
                len(learners),
                len(old),
                len(new),
            )
    finally:
        session.rollback()


@pytest.fixture
def badge(session: Session) -> Achievement:
    """Ten learners with a mean of 10, 20, ... 100; an average of 40 % at first, then of 60 %."""
    org, programme = factories.org(session), factories.programme(session)
    cohort = factories.cohort(session, org, programme)
    section = factories.section(session, cohort, factories.course(session, programme))
    for mean in range(10, 101, 10):
        who = factories.learner(session, org, f"{mean:03}")
        factories.progress(
            session,
            factories.enrollment(session, section, who),
            due=1,
            done=1,
            weight_due=1.0,
            points_due=float(mean),
            mean=float(mean),
        )
    return factories.achievement(session, org, programme)


def _learner(session: Session, badge: Achievement, key: str) -> Learner:
    return session.query(Learner).filter_by(org_id=badge.org_id, key=key).one()


def test_who_has_it_keeps_it_by_the_version_that_gave_it(
    session: Session, badge: Achievement
) -> None:
    for key, state in (("040", "issued"), ("050", "revoked"), ("020", "suspended")):
        factories.award(session, badge, _learner(session, badge, key), state=state)
    publish(session, badge, {"average": {"min_percent": 60}})
    # By the newer version itself: nothing of an older one is kept.
    factories.award(session, badge, _learner(session, badge, "010"))
    found = compared(session, badge.id, Concerned.KEEPS)
    assert [row.learner_name for row in found.rows] == ["020", "040"]
    assert found.concerned == {Concerned.GAINS: 0, Concerned.LOSES: 1, Concerned.KEEPS: 2}
    assert [row.learner_name for row in compared(session, badge.id, Concerned.LOSES).rows] == [
        "050"
    ]


def test_an_expired_badge_is_not_kept(session: Session, badge: Achievement) -> None:
    factories.award(
        session,
        badge,
        _learner(session, badge, "040"),
        valid_until=NOW - timedelta(days=1),
    )
    publish(session, badge, {"average": {"min_percent": 60}})
    assert compared(session, badge.id).concerned[Concerned.KEEPS] == 0


def test_a_page_of_many_has_the_counts_of_all(session: Session, badge: Achievement) -> None:
    publish(session, badge, {"average": {"min_percent": 0}})
    found = compared(session, badge.id, limit=2)
    assert [row.learner_name for row in found.rows] == ["010", "020"]
    assert found.concerned[Concerned.GAINS] == 3
    older, newer = (ask_version(session, OPERATOR, badge.id, number, NOW) for number in (1, 2))
    last = rule_difference(
        session, OPERATOR, older, newer, showing=Concerned.GAINS, limit=2, offset=2
    )
    assert [row.learner_name for row in last.rows] == ["030"]
    empty = rule_difference(
        session, OPERATOR, older, newer, showing=Concerned.GAINS, limit=2, offset=8
    )
    assert (empty.rows, empty.concerned) == ((), found.concerned)


def test_versions_say_since_when_by_whom_and_how_many_have_it_by_each(
    session: Session, badge: Achievement
) -> None:
    factories.award(session, badge, _learner(session, badge, "040"))
    factories.award(session, badge, _learner(session, badge, "050"), state=AwardState.REVOKED)
    publish(session, badge, {"average": {"min_percent": 60}})
    factories.award(session, badge, _learner(session, badge, "060"))
    for actor, action in (
        ("eva@example.org", "achievement.picture"),  # of the picture's version
        ("ana@example.org", "rule-draft.publish"),
        ("ben@example.org", "achievement.load"),
    ):
        audit.record(
            session,
            at=NOW,
            actor=actor,
            org_id=badge.org_id,
            action=action,
            subject=str(badge.id),
            detail={"version": 2},
        )
    newest, first = rule_versions(session, OPERATOR, badge.id, now=NOW)
    assert (newest.number, newest.in_force, newest.by) == (2, True, "ana@example.org")
    assert (newest.given, newest.held) == (1, 1)
    assert (first.number, first.in_force, first.by) == (1, False, None)
    assert (first.given, first.held) == (2, 1)


def test_versions_are_for_those_who_see_the_learners(session: Session, badge: Achievement) -> None:
    org = session.get_one(Org, badge.org_id)
    stranger = factories.viewer(Role.ADMINISTRATOR, factories.org(session, "graz"))
    for role in (Role.ADMINISTRATOR, Role.INSTRUCTOR, Role.MODERATOR):
        scope = factories.viewer(role, org)
        assert len(rule_versions(session, scope, badge.id, now=NOW)) == 1
        assert version_numbers(session, scope, badge.id) == (1,)
        ask_version(session, scope, badge.id, 1, NOW)
    others = [factories.viewer(role, org) for role in (Role.PARTNER, Role.LEARNER)]
    for scope in (NOBODY, stranger, *others):
        assert rule_versions(session, scope, badge.id, now=NOW) == ()
        assert version_numbers(session, scope, badge.id) == ()
        with pytest.raises(NotFoundError):
            ask_version(session, scope, badge.id, 1, NOW)
    with pytest.raises(NotFoundError):
        ask_version(session, OPERATOR, badge.id, 9, NOW)
