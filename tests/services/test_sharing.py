"""Learners let everyone read why a badge of theirs was awarded, and nobody else does for them."""

from collections import Counter

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import AuditEvent, Award, Learner, Org
from leap_dash.domain.access import OPERATOR, Role, Scope
from leap_dash.domain.errors import NotFoundError
from leap_dash.pages.why_sharing import sharing_panel
from leap_dash.queries.why import shared_why, why
from leap_dash.services.sharing import share_why
from tests import factories as make
from tests.factories import NOW


@pytest.fixture
def award(session: Session) -> Award:
    """A signed badge."""
    org = make.org(session)
    programme = make.programme(session)
    cohort = make.cohort(session, org, programme)
    learner = make.learner(session, org)
    badge = make.achievement(session, org, programme)
    made = make.award(session, badge, learner, cohort_id=cohort.id)
    made.proof, made.issued_at = "{}", NOW
    session.flush()
    return made


def own(session: Session, award: Award) -> Scope:
    """The learner whose it is."""
    learner = session.get_one(Learner, award.learner_id)
    return make.viewer(Role.LEARNER, session.get_one(Org, award.org_id), own=learner)


def test_nothing_is_shown_until_the_learner_shows_it_and_after_they_hide_it(
    session: Session, award: Award
) -> None:
    scope = own(session, award)
    assert shared_why(session, award.id) is None
    for _ in range(2):  # asked for twice, it is said once
        share_why(session, scope, award.id, shared=True, now=NOW)
    shown = shared_why(session, award.id)
    assert shown is not None
    found = why(session, scope, award.id)
    assert found.shared
    assert shown.reasons == found.reasons != ()
    share_why(session, scope, award.id, shared=False, now=NOW)
    session.flush()
    assert shared_why(session, award.id) is None
    assert not why(session, scope, award.id).shared
    actions = Counter(session.scalars(select(AuditEvent.action)))
    assert actions == {"award.why_shown": 1, "award.why_hidden": 1}


@pytest.mark.parametrize("state", ["revoked", "suspended"])
def test_what_is_not_in_force_shows_nothing(session: Session, award: Award, state: str) -> None:
    share_why(session, own(session, award), award.id, shared=True, now=NOW)
    award.state = state
    session.flush()
    assert shared_why(session, award.id) is None


def test_the_switch_stands_where_it_does_something(session: Session, award: Award) -> None:
    learner = own(session, award)
    teacher = make.viewer(Role.INSTRUCTOR, session.get_one(Org, award.org_id))
    assert sharing_panel(why(session, learner, award.id)) is not None
    assert sharing_panel(why(session, teacher, award.id)) is None
    award.state = "suspended"
    session.flush()
    assert sharing_panel(why(session, learner, award.id)) is None


def test_only_the_learner_decides_and_only_of_a_signed_badge(
    session: Session, award: Award
) -> None:
    org = session.get_one(Org, award.org_id)
    other = make.viewer(Role.LEARNER, org, own=make.learner(session, org, "1002"))
    for scope in (other, make.viewer(Role.ADMINISTRATOR, org), OPERATOR):
        with pytest.raises(NotFoundError):
            share_why(session, scope, award.id, shared=True, now=NOW)
    award.proof = None
    session.flush()
    with pytest.raises(NotFoundError):
        share_why(session, own(session, award), award.id, shared=True, now=NOW)
    assert shared_why(session, award.id) is None
