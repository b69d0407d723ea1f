"""Adding organisations with their keys."""

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.credentials.keys import KeyStore
from leap_dash.db import Org
from leap_dash.domain.access import OPERATOR, Role, Scope
from leap_dash.domain.errors import (
    BadInputError,
    ConflictError,
    LeapDashError,
    NotFoundError,
    SigningError,
)
from leap_dash.services.orgs import add_org
from tests import factories
from tests.factories import NOW


@pytest.fixture
def keys(tmp_path: Path) -> KeyStore:
    """An empty key store."""
    return KeyStore(tmp_path / "keys")


def add(
    session: Session,
    keys: KeyStore,
    slug: str = "tralee",
    *,
    scope: Scope = OPERATOR,
    name: str = "Tralee College",
    country: str = "IE",
    parent: str | None = None,
    time_zone: str | None = None,
) -> Org:
    """Add an org and fetch it."""
    org_id = add_org(
        session,
        scope,
        slug=slug,
        name=name,
        country=country,
        keys=keys,
        now=NOW,
        parent=parent,
        time_zone=time_zone,
    )
    return session.get_one(Org, org_id)


def test_an_org_comes_with_keys_that_sign(session: Session, keys: KeyStore) -> None:
    org = add(session, keys)
    made = keys.list("tralee")
    assert [(key.kind, key.state) for key in made] == [("ed25519", "active"), ("rsa", "active")]
    signer = keys.signer("tralee", "did:web:localhost:issuers:tralee")
    signer.check(b"badge", signer.sign(b"badge"))
    assert keys.jwt_signer("tralee", "did:web:localhost:issuers:tralee").sign_rs256(b"badge")
    assert keys.list("tralee") == made
    assert (org.network_id, org.parent_id) == (org.id, None)


def test_an_org_below_another_belongs_to_the_same_network(session: Session, keys: KeyStore) -> None:
    network = add(session, keys, "leap")
    partner = add(session, keys, "ireland", parent="leap")
    college = add(session, keys, "tralee", parent="ireland")
    assert college.parent_id == partner.id
    assert {partner.network_id, college.network_id} == {network.id}


def test_due_dates_follow_the_country_s_time_zone_unless_told(
    session: Session, keys: KeyStore
) -> None:
    assert add(session, keys, "tralee", country="ie").time_zone == "Europe/Dublin"
    assert add(session, keys, "porto", country="PT").time_zone == "Europe/Lisbon"
    azores = add(session, keys, "ponta", country="PT", time_zone="Atlantic/Azores")
    assert azores.time_zone == "Atlantic/Azores"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"slug": "Tralee College"}, "cannot be a slug"),
        ({"slug": "-tralee"}, "cannot be a slug"),
        ({"slug": "a" * 64}, "cannot be a slug"),
        ({"slug": "../keys"}, "cannot be a slug"),
        ({"country": "XX"}, "not a country"),
        ({"country": "Ireland"}, "not a country"),
        ({"name": " "}, "1 to 500"),
        ({"parent": "nobody"}, "no organisation 'nobody'"),
        ({"time_zone": "Mars/Olympus"}, "not a time zone"),
    ],
)
def test_what_is_wrong_is_named_and_neither_org_nor_key_is_made(
    session: Session, keys: KeyStore, values: dict[str, str], words: str
) -> None:
    with pytest.raises(LeapDashError, match=words):
        add(session, keys, **values)  # type: ignore[arg-type]
    assert session.scalars(select(Org)).all() == []
    assert keys.list("tralee") == ()


def test_a_taken_slug_keeps_its_key(session: Session, keys: KeyStore) -> None:
    add(session, keys)
    before = keys.list("tralee")
    with pytest.raises(ConflictError, match="already"):
        add(session, keys, name="Another")
    assert keys.list("tralee") == before


def test_where_no_key_can_be_written_there_is_no_org(session: Session, tmp_path: Path) -> None:
    in_the_way = tmp_path / "keys"
    in_the_way.write_text("a file where the folder should be")
    with pytest.raises(SigningError, match="cannot be written"):
        add(session, KeyStore(in_the_way))
    session.rollback()
    assert session.scalars(select(Org)).all() == []


def test_after_a_lost_commit_the_same_command_works(session: Session, keys: KeyStore) -> None:
    add(session, keys)
    session.rollback()
    add(session, keys)
    assert [key.kind for key in keys.list("tralee")] == ["ed25519", "rsa"]


def test_only_who_runs_the_parent_adds_below_it(session: Session, keys: KeyStore) -> None:
    network = add(session, keys, "leap")
    for role in set(Role) - {Role.ADMINISTRATOR}:
        with pytest.raises(NotFoundError):
            add(session, keys, scope=factories.viewer(role, network), parent="leap")
    with pytest.raises(BadInputError):
        add(session, keys, scope=factories.viewer(Role.ADMINISTRATOR, network))
    add(session, keys, scope=factories.viewer(Role.ADMINISTRATOR, network), parent="leap")
