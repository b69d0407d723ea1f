"""The JWT form of a badge: made once, however many ask for it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from leap_dash.credentials.keys import KeyStore
from leap_dash.db import Award, AwardDocument
from leap_dash.db.session import writing
from leap_dash.domain.access import OPERATOR
from leap_dash.domain.errors import NotFoundError
from leap_dash.services import batches
from leap_dash.services.badge_jwt import make_jwt
from leap_dash.services.issuing import Publisher
from tests import factories


@dataclass(frozen=True, slots=True)
class Issued:
    """A badge that was given out, by an org that has no RSA key yet."""

    engine: Engine
    keys: KeyStore
    award_id: UUID

    def session(self) -> Session:
        """One that writes."""
        return writing(self.engine)()

    def ask(self) -> str:
        """Ask for the token."""
        return make_jwt(self.session, self.award_id, keys=self.keys)

    def stored(self) -> str | None:
        """What is in the database."""
        with self.session() as session:
            return session.scalar(select(AwardDocument.jwt))


@pytest.fixture
def issued(database: Engine, tmp_path: Path) -> Issued:
    """On each kind of database."""
    keys = KeyStore(tmp_path / "keys")
    keys.create("tralee")
    with writing(database)() as session:
        org = factories.org(session, "tralee")
        programme = factories.programme(session)
        cohort = factories.cohort(session, org, programme)
        learner = factories.learner(session, org)
        batch_id = batches.start(
            session,
            OPERATOR,
            achievement_id=factories.achievement(session, org, programme).id,
            rule_version=1,
            cohort_id=cohort.id,
            candidates=[batches.Candidate(learner.id, cohort.id, [])],
            evaluated=1,
            already=0,
            now=factories.NOW,
        )
        award_id = session.scalars(select(Award.id)).one()
        session.commit()
    with pytest.raises(NotFoundError):  # while it is unsigned
        make_jwt(writing(database), award_id, keys=keys)
    publisher = Publisher(keys, "https://badges.example.org")
    batches.finish(database, batch_id, publisher=publisher, clock=lambda: factories.NOW)
    return Issued(database, keys, award_id)


def test_the_token_is_made_when_first_asked_for_and_then_stays(issued: Issued) -> None:
    assert issued.stored() is None
    assert [key.kind for key in issued.keys.list("tralee")] == ["ed25519"]
    token = issued.ask()
    assert issued.stored() == token
    assert [key.kind for key in issued.keys.list("tralee")] == ["ed25519", "rsa"]
    issued.keys.rotate("tralee", "rsa")
    assert issued.ask() == token


def test_who_is_second_to_store_answers_what_the_first_has_stored(issued: Issued) -> None:
    faster = []

    def sessions() -> Session:
        """Between reading and storing, someone else asks and is done, with a newer key."""
        opened.append(None)
        if len(opened) == 2:
            issued.keys.rotate("tralee", "rsa")
            faster.append(issued.ask())
        return issued.session()

    opened: list[None] = []
    slower = make_jwt(sessions, issued.award_id, keys=issued.keys)
    assert [slower] == faster == [issued.stored()]


def test_many_that_ask_at_once_get_the_same_token_of_the_one_key(issued: Issued) -> None:
    with ThreadPoolExecutor(6) as pool:
        tokens = set(pool.map(lambda _: issued.ask(), range(6)))
    assert tokens == {issued.stored()}
    assert [key.kind for key in issued.keys.list("tralee")] == ["ed25519", "rsa"]


def test_there_is_no_token_of_a_badge_there_is_not(issued: Issued) -> None:
    with pytest.raises(NotFoundError, match="no badge at this address"):
        make_jwt(issued.session, uuid4(), keys=issued.keys)
