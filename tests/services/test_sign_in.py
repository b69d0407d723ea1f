"""Direct Login: who gets in, who has to wait, and how long a session lasts."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leap_dash.db import Identity, Org, Person, SignInFailures, SignInSession
from leap_dash.domain.access import Grant, Role
from leap_dash.domain.errors import TooManyAttemptsError
from leap_dash.queries.people import scope_of
from leap_dash.services.passwords import hash_password, password_matches
from leap_dash.services.people import DIRECT
from leap_dash.services.sign_in import (
    PER_ACCOUNT,
    PER_ADDRESS,
    SESSION_LASTS,
    WINDOW,
    attempt,
    close_session,
    note_failure,
    open_session,
    token_hash,
)
from tests import factories
from tests.factories import NOW
from tests.web import PASSWORD, add_person

HERE = "192.0.2.7"


@pytest.fixture
def email(session: Session) -> str:
    """An instructor's."""
    return add_person(session, factories.org(session), Role.INSTRUCTOR)


def sign_in(session: Session, email: str, *, address: str = HERE) -> str:
    """As the form does it, with the right password."""
    found = attempt(session, email=email, address=address, now=NOW)
    assert password_matches(PASSWORD, found.password_hash)
    return open_session(session, found, password=PASSWORD, now=NOW)


def fail(session: Session, email: str, *, address: str = HERE) -> None:
    """As the form does it, with a wrong password."""
    note_failure(session, attempt(session, email=email, address=address, now=NOW), now=NOW)


def test_an_e_mail_that_differs_in_case_or_spaces_is_the_same_person(
    session: Session, email: str
) -> None:
    found = attempt(session, email=f"  {email.upper()} ", address=HERE, now=NOW)
    assert found.person_id is not None
    assert password_matches(PASSWORD, found.password_hash)
    assert not password_matches(PASSWORD.upper(), found.password_hash)


def test_a_session_opens_the_scope_of_its_person_until_it_is_over(
    session: Session, email: str
) -> None:
    token = sign_in(session, email)
    org_id, network_id = session.execute(select(Org.id, Org.network_id)).one()
    scope = scope_of(session, token_hash(token), NOW)
    assert scope is not None
    assert scope.actor == email
    assert scope.grants == frozenset({Grant(org_id, Role.INSTRUCTOR, network_id)})
    assert scope_of(session, token_hash(token), NOW + SESSION_LASTS) is None
    assert scope_of(session, token_hash("another"), NOW) is None


def test_the_database_holds_nothing_that_opens_a_session(session: Session, email: str) -> None:
    token = sign_in(session, email)
    kept = session.scalars(select(SignInSession.token_hash)).one()
    assert token not in kept
    assert scope_of(session, kept, NOW) is not None
    assert scope_of(session, token_hash(kept), NOW) is None


def test_a_closed_session_is_over_and_others_are_not(session: Session, email: str) -> None:
    first, second = sign_in(session, email), sign_in(session, email)
    close_session(session, first)
    assert scope_of(session, token_hash(first), NOW) is None
    assert scope_of(session, token_hash(second), NOW) is not None


def test_a_disabled_person_is_out_at_once_and_stays_out(session: Session, email: str) -> None:
    token = sign_in(session, email)
    person = session.scalars(select(Person)).one()
    person.disabled_at = NOW
    session.flush()
    assert scope_of(session, token_hash(token), NOW) is None
    found = attempt(session, email=email, address=HERE, now=NOW)
    assert not password_matches(PASSWORD, found.password_hash)


def test_an_account_waits_after_ten_failures_from_anywhere(session: Session, email: str) -> None:
    for number in range(PER_ACCOUNT):
        fail(session, email, address=f"192.0.2.{number}")
    with pytest.raises(TooManyAttemptsError, match="again in 15 minutes"):
        attempt(session, email=email, address="198.51.100.1", now=NOW)
    attempt(session, email="other@example.org", address="192.0.2.1", now=NOW)
    attempt(session, email=email, address=HERE, now=NOW + WINDOW)


def test_an_address_waits_after_fifty_failures_with_any_account(session: Session) -> None:
    for number in range(PER_ADDRESS):
        fail(session, f"guess{number}@example.org")
    with pytest.raises(TooManyAttemptsError) as waiting:
        attempt(session, email="fresh@example.org", address=HERE, now=NOW + timedelta(minutes=14))
    assert "again in 1 minute." in str(waiting.value)
    attempt(session, email="fresh@example.org", address="192.0.2.8", now=NOW)


def test_success_forgets_the_account_s_failures_but_not_the_address_s(
    session: Session, email: str
) -> None:
    for _ in range(PER_ACCOUNT - 1):
        fail(session, email)
    sign_in(session, email)
    fail(session, email)
    rows = session.execute(select(SignInFailures.key, SignInFailures.failures))
    failures = {row.key: row.failures for row in rows}
    assert failures[f"address:{HERE}"] == PER_ACCOUNT
    assert sorted(failures.values()) == [1, PER_ACCOUNT]


def test_neighbours_in_one_ipv6_network_share_a_limit(session: Session) -> None:
    for number in range(PER_ADDRESS):
        fail(session, f"guess{number}@example.org", address=f"2001:db8:1:2::{number:x}")
    with pytest.raises(TooManyAttemptsError):
        attempt(session, email="a@example.org", address="2001:db8:1:2:ffff::1", now=NOW)
    attempt(session, email="a@example.org", address="2001:db8:1:3::1", now=NOW)


def test_many_sign_ins_from_one_address_are_not_held_up(session: Session, email: str) -> None:
    for _ in range(2 * PER_ADDRESS):
        found = attempt(session, email=email, address=HERE, now=NOW)
        open_session(session, found, password=PASSWORD, now=NOW)
    assert session.scalar(select(func.count()).select_from(SignInSession)) == 2 * PER_ADDRESS


def test_what_is_over_is_swept_away(session: Session, email: str) -> None:
    sign_in(session, email)
    fail(session, email)
    later = NOW + SESSION_LASTS
    found = attempt(session, email="else@example.org", address="192.0.2.9", now=later)
    note_failure(session, found, now=later)
    known = attempt(session, email=email, address="192.0.2.9", now=later)
    open_session(session, known, password=PASSWORD, now=later)
    assert session.scalars(select(SignInSession.created_at)).all() == [later]
    assert set(session.scalars(select(SignInFailures.window_started_at))) == {later}


def test_a_hash_of_weaker_settings_is_replaced_at_sign_in(session: Session, email: str) -> None:
    identity = session.scalars(select(Identity).where(Identity.kind == DIRECT)).one()
    assert identity.password_hash is not None
    strong, weak = "m=65536,t=3,p=4", "m=8192,t=1,p=1"
    assert strong in identity.password_hash
    identity.password_hash = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(
        PASSWORD
    )
    session.flush()
    assert weak in identity.password_hash
    sign_in(session, email)
    session.refresh(identity)
    assert strong in identity.password_hash
    assert password_matches(PASSWORD, identity.password_hash)


def test_the_same_letters_from_two_keyboards_are_the_same_password() -> None:
    kept = hash_password("cafe\N{COMBINING ACUTE ACCENT} au lait", email="a@example.org")
    assert password_matches("caf\N{LATIN SMALL LETTER E WITH ACUTE} au lait", kept)
