"""Giving people roles and passwords."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leap_dash.db import (
    AuditEvent,
    Identity,
    LearnerIdentifier,
    Membership,
    Org,
    Person,
    SignInSession,
)
from leap_dash.domain.access import OPERATOR, Role, Scope
from leap_dash.domain.errors import (
    BadInputError,
    ConflictError,
    ForbiddenError,
    LeapDashError,
    NotFoundError,
)
from leap_dash.services.merging import merge
from leap_dash.services.passwords import password_matches
from leap_dash.services.people import AddedUser, add_user
from tests import factories
from tests.factories import NOW
from tests.web import PASSWORD


def add(
    session: Session,
    org: Org,
    *,
    scope: Scope = OPERATOR,
    email: str = "ana@example.org",
    role: Role = Role.INSTRUCTOR,
    learner: str | None = None,
    password: str | None = PASSWORD,
) -> AddedUser:
    """Add someone to the org."""
    return add_user(
        session,
        scope,
        email=email,
        org_slug=org.slug,
        role=role,
        now=NOW,
        learner=learner,
        password=password,
    )


def kept_password(session: Session, email: str = "ana@example.org") -> str | None:
    """The hash that is kept of somebody's password."""
    return session.scalar(select(Identity.password_hash).where(Identity.subject == email))


def test_someone_new_can_sign_in_with_the_given_password(session: Session) -> None:
    added = add(session, factories.org(session), email=" Ana.Costa@Example.org ")
    assert (added.email, added.password) == ("ana.costa@example.org", None)
    assert password_matches(PASSWORD, kept_password(session, added.email))
    assert session.scalars(select(Person.name)).one() == "Ana Costa"


def test_someone_new_without_a_password_gets_one_made(session: Session) -> None:
    added = add(session, factories.org(session), password=None)
    assert added.password is not None
    assert len(added.password) >= 10
    assert password_matches(added.password, kept_password(session))


def test_a_second_role_needs_no_second_account(session: Session) -> None:
    org, other = factories.org(session), factories.org(session, "porto")
    first = add(session, org)
    second = add(session, other, email="ANA@example.org", role=Role.MODERATOR, password=None)
    assert first.person_id == second.person_id
    assert second.password is None
    assert session.scalar(select(func.count()).select_from(Membership)) == 2


def test_no_administrator_takes_over_an_account_with_a_new_password(session: Session) -> None:
    org, other = factories.org(session), factories.org(session, "porto")
    add(session, org)
    administrator = factories.viewer(Role.ADMINISTRATOR, other)
    with pytest.raises(ConflictError, match="leave the password out"):
        add(session, other, scope=administrator, password="another pass phrase")
    assert password_matches(PASSWORD, kept_password(session))


def test_the_operator_s_new_password_ends_the_sessions_of_the_old_one(session: Session) -> None:
    org = factories.org(session)
    added = add(session, org)
    session.add(
        SignInSession(
            token_hash="0" * 64, person_id=added.person_id, created_at=NOW, expires_at=NOW
        )
    )
    add(session, org, role=Role.MODERATOR, password="another pass phrase")
    assert password_matches("another pass phrase", kept_password(session))
    assert session.scalars(select(SignInSession)).all() == []


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.ADMINISTRATOR])
def test_only_administrators_add_people_and_only_to_their_org(session: Session, role: Role) -> None:
    org, other = factories.org(session), factories.org(session, "porto")
    with pytest.raises(ForbiddenError):
        add(session, org, scope=factories.viewer(role, org))
    with pytest.raises(NotFoundError):
        add(session, org, scope=factories.viewer(Role.ADMINISTRATOR, other))
    add(session, org, scope=factories.viewer(Role.ADMINISTRATOR, org))


@pytest.mark.parametrize("how", ["key", "identifier", "uuid", "e-mail"])
def test_a_learner_is_found_by_any_identifier_that_is_unique_in_the_org(
    session: Session, how: str
) -> None:
    org, other = factories.org(session), factories.org(session, "porto")
    theirs = factories.learner(session, other, "1001", email="ana@example.org")
    learner = factories.learner(session, org, "1001", email="ana@example.org")
    factories.add(
        session,
        LearnerIdentifier(org_id=org.id, learner_id=learner.id, source="moodle", value="m-7"),
    )
    given = {"key": "1001", "identifier": "m-7", "uuid": str(learner.id), "e-mail": None}[how]
    add(session, org, role=Role.LEARNER, learner=given)
    assert session.scalars(select(Membership.learner_id)).one() == learner.id != theirs.id


def test_a_learner_of_another_org_cannot_be_claimed(session: Session) -> None:
    org, other = factories.org(session), factories.org(session, "porto")
    theirs = factories.learner(session, other, "1001")
    with pytest.raises(NotFoundError):
        add(session, org, role=Role.LEARNER, learner=str(theirs.id))


def test_a_learner_record_opens_for_one_person_only(session: Session) -> None:
    org = factories.org(session)
    factories.learner(session, org, "1001")
    add(session, org, role=Role.LEARNER, learner="1001")
    with pytest.raises(ConflictError, match="Someone else"):
        add(session, org, email="bea@example.org", role=Role.LEARNER, learner="1001")


def test_an_identifier_of_two_learners_is_refused(session: Session) -> None:
    org = factories.org(session)
    first, second = (factories.learner(session, org, key) for key in ("1", "2"))
    for learner, source in ((first, "moodle"), (second, "canvas")):
        factories.add(
            session,
            LearnerIdentifier(org_id=org.id, learner_id=learner.id, source=source, value="7"),
        )
    with pytest.raises(BadInputError, match="names 2 learners"):
        add(session, org, role=Role.LEARNER, learner="7")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"email": "no address"}, "e-mail address"),
        ({"email": "a@b@example.org"}, "e-mail address"),
        ({"email": "@example.org"}, "e-mail address"),
        ({"password": "short"}, "10 to 500"),
        ({"password": "x" * 501}, "10 to 500"),
        ({"password": "ana@example.org"}, "too easy"),
        ({"password": "aaaaaaaaaaaa"}, "too easy"),
        ({"learner": "1001"}, "leave the learner out"),
        ({"role": Role.LEARNER}, "say which learner"),
        ({"role": Role.LEARNER, "learner": "nobody"}, "no learner 'nobody'"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_half_written(
    session: Session, values: dict[str, object], words: str
) -> None:
    org = factories.org(session)
    with pytest.raises(LeapDashError, match=words):
        add(session, org, **values)  # type: ignore[arg-type]
    assert session.scalars(select(Person)).all() == []


def test_the_same_role_twice_is_refused(session: Session) -> None:
    org = factories.org(session)
    add(session, org)
    with pytest.raises(ConflictError, match="an instructor of tralee already"):
        add(session, org, password=None)


def test_who_gave_which_role_is_on_record(session: Session) -> None:
    org = factories.org(session)
    administrator = factories.viewer(Role.ADMINISTRATOR, org)
    added = add(session, org, scope=administrator)
    event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.actor) == ("person.add_role", administrator.actor)
    assert (event.subject, event.detail) == (str(added.person_id), {"role": "instructor"})


@pytest.mark.parametrize("given", ["bea2", " m-7 ", "the UUID", None])
def test_an_account_of_a_merged_record_is_of_the_kept_one(
    session: Session, given: str | None
) -> None:
    org = factories.org(session)
    kept = factories.learner(session, org, "bea", email="bea@example.org")
    other = factories.learner(session, org, "bea2", email="ana@example.org")
    factories.add(
        session,
        LearnerIdentifier(org_id=org.id, learner_id=other.id, source="moodle", value="m-7"),
    )
    merge(session, OPERATOR, keep=kept.id, merged=other.id, now=NOW)
    add(session, org, role=Role.LEARNER, learner=str(other.id) if given == "the UUID" else given)
    assert session.scalars(select(Membership.learner_id)).all() == [kept.id]
