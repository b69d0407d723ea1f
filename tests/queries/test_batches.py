"""A bulk award is seen with its counters and failures by those who see the org's learners."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from leap_dash.db import AwardBatch, Org
from leap_dash.domain.access import Role
from leap_dash.domain.errors import NotFoundError
from leap_dash.queries.batches import batch, batches
from tests import factories as make
from tests.factories import NOW


def bulk_award(session: Session, at: Org, slug: str = "host", **values: object) -> AwardBatch:
    """A batch of a badge of the org, just started."""
    badge = make.achievement(session, at, make.programme(session, slug), slug)
    row = AwardBatch(
        org_id=at.id,
        achievement_id=badge.id,
        rule_version=1,
        requested_by="someone",
        **{"state": "running", "created_at": NOW} | values,
    )
    return make.add(session, row)


def test_a_failure_is_named_by_the_learners_name_or_key(session: Session) -> None:
    tralee = make.org(session)
    make.learner(session, tralee, "17", given_name="Ana", family_name="Costa")
    make.learner(session, make.org(session, "graz"), "18", given_name="Not", family_name="Theirs")
    failed = [{"learner": "17", "reason": "No e-mail."}, {"learner": "18", "reason": "Erased."}]
    row = bulk_award(session, tralee, total=5, issued=2, already=1, failed=failed)
    seen = batch(session, make.viewer(Role.INSTRUCTOR, tralee), row.id)
    assert [(each.learner_name, each.reason) for each in seen.failed] == [
        ("Ana Costa", "No e-mail."),
        ("18", "Erased."),
    ]
    assert (seen.total, seen.issued, seen.already, seen.state) == (5, 2, 1, "running")
    assert seen.achievement_name == "Host"


def test_the_latest_batches_stand_first(session: Session) -> None:
    tralee = make.org(session)
    old = bulk_award(session, tralee, "old", created_at=NOW - timedelta(days=1))
    new = bulk_award(session, tralee, "new")
    scope = make.viewer(Role.MODERATOR, tralee)
    assert [row.id for row in batches(session, scope)] == [new.id, old.id]
    assert [row.id for row in batches(session, scope, limit=1)] == [new.id]


@pytest.mark.parametrize("role", [Role.LEARNER, Role.PARTNER, None])
def test_nobody_else_sees_a_batch(session: Session, role: Role | None) -> None:
    tralee = make.org(session)
    row = bulk_award(session, tralee)
    scope = (
        make.viewer(role, tralee)
        if role
        else make.viewer(Role.INSTRUCTOR, make.org(session, "graz"))
    )
    assert batches(session, scope) == ()
    with pytest.raises(NotFoundError):
        batch(session, scope, row.id)
