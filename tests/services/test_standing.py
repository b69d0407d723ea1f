"""Taking a badge back, for good or for a while: with a reason, by those who may, all or none."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from leap_dash.db import Award, Org
from leap_dash.domain.access import Role
from leap_dash.domain.errors import BadInputError, ConflictError, NotFoundError
from leap_dash.services.standing import REASON_LENGTH, reinstate, revoke, suspend
from tests import factories

NOW = factories.NOW


@pytest.fixture
def award(session: Session) -> Award:
    """An issued award of org `tralee`."""
    org = factories.org(session)
    achievement = factories.achievement(session, org, factories.programme(session))
    return factories.award(session, achievement, factories.learner(session, org))


def instructor_of(session: Session, award: Award) -> Org:
    """The award's org."""
    return session.get_one(Org, award.org_id)


def test_a_revoked_badge_keeps_the_reason_and_the_time(session: Session, award: Award) -> None:
    scope = factories.viewer(Role.INSTRUCTOR, instructor_of(session, award))
    assert revoke(session, scope, [award.id], reason="  In error ", now=NOW) == 1
    session.refresh(award)
    assert (award.state, award.status_reason, award.status_at) == ("revoked", "In error", NOW)


def test_revoking_again_changes_nothing(session: Session, award: Award) -> None:
    scope = factories.viewer(Role.MODERATOR, instructor_of(session, award))
    revoke(session, scope, [award.id], reason="First", now=NOW)
    assert revoke(session, scope, [award.id], reason="Second", now=NOW) == 0
    session.refresh(award)
    assert award.status_reason == "First"


@pytest.mark.parametrize("reason", ["", "   ", "x" * (REASON_LENGTH + 1)])
def test_a_reason_is_asked_for(session: Session, award: Award, reason: str) -> None:
    scope = factories.viewer(Role.INSTRUCTOR, instructor_of(session, award))
    with pytest.raises(BadInputError, match="reason"):
        revoke(session, scope, [award.id], reason=reason, now=NOW)


def test_all_or_none_are_revoked(session: Session, award: Award) -> None:
    scope = factories.viewer(Role.INSTRUCTOR, instructor_of(session, award))
    with pytest.raises(NotFoundError):
        revoke(session, scope, [award.id, uuid4()], reason="In error", now=NOW)
    session.refresh(award)
    assert award.state == "issued"


def test_an_award_never_issued_cannot_be_revoked(session: Session, award: Award) -> None:
    award.state = "approved"
    session.flush()
    scope = factories.viewer(Role.INSTRUCTOR, instructor_of(session, award))
    with pytest.raises(ConflictError, match="approved"):
        revoke(session, scope, [award.id], reason="In error", now=NOW)


@pytest.mark.parametrize("role", list(Role))
def test_nobody_of_another_org_can_revoke(session: Session, award: Award, role: Role) -> None:
    stranger = factories.viewer(role, factories.org(session, "graz"))
    with pytest.raises(NotFoundError):
        revoke(session, stranger, [award.id], reason="In error", now=NOW)


@pytest.mark.parametrize("role", [Role.PARTNER, Role.LEARNER])
def test_partners_and_learners_revoke_nothing(session: Session, award: Award, role: Role) -> None:
    scope = factories.viewer(role, instructor_of(session, award))
    with pytest.raises(NotFoundError):
        revoke(session, scope, [award.id], reason="In error", now=NOW)


def test_a_suspended_badge_counts_again_when_it_is_reinstated(
    session: Session, award: Award
) -> None:
    scope = factories.viewer(Role.INSTRUCTOR, instructor_of(session, award))
    assert suspend(session, scope, [award.id], reason="A complaint", now=NOW) == 1
    session.refresh(award)
    assert (award.state, award.status_reason, award.status_at) == ("suspended", "A complaint", NOW)
    assert suspend(session, scope, [award.id], reason="Another", now=NOW) == 0
    later = NOW + timedelta(hours=1)
    assert reinstate(session, scope, [award.id], now=later) == 1
    session.refresh(award)
    assert (award.state, award.status_reason, award.status_at) == ("issued", None, later)
    assert reinstate(session, scope, [award.id], now=later) == 0


def test_what_is_revoked_can_be_neither_suspended_nor_reinstated(
    session: Session, award: Award
) -> None:
    scope = factories.viewer(Role.INSTRUCTOR, instructor_of(session, award))
    suspend(session, scope, [award.id], reason="A complaint", now=NOW)
    assert revoke(session, scope, [award.id], reason="It was right", now=NOW) == 1
    with pytest.raises(ConflictError, match="revoked"):
        suspend(session, scope, [award.id], reason="Too late", now=NOW)
    with pytest.raises(ConflictError, match="revoked"):
        reinstate(session, scope, [award.id], now=NOW)


def test_those_who_may_not_revoke_neither_suspend_nor_reinstate(
    session: Session, award: Award
) -> None:
    stranger = factories.viewer(Role.INSTRUCTOR, factories.org(session, "graz"))
    with pytest.raises(NotFoundError):
        suspend(session, stranger, [award.id], reason="Mine", now=NOW)
    with pytest.raises(NotFoundError):
        reinstate(session, stranger, [award.id], now=NOW)
