"""An org whose learners are awarded a badge in bulk: a fixture for those who import `house`."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, select

from leap_dash.credentials.keys import KeyStore
from leap_dash.db import Achievement, Award, Org
from leap_dash.db.session import reading, writing
from leap_dash.domain.access import OPERATOR, Scope
from leap_dash.jobs import finish
from leap_dash.services import batches
from leap_dash.services.batches import BatchOutcome, Candidate
from leap_dash.services.issuing import (
    Issuance,
    Publisher,
    Unsigned,
    open_issuance,
    read_next,
    store_documents,
)
from tests import factories

BASE_URL = "https://badges.example.org"
NOW = factories.NOW


@dataclass(frozen=True, slots=True)
class House:
    """An org with a key, a badge, a cohort and learners who qualify."""

    engine: Engine
    publisher: Publisher
    org: Org
    achievement: Achievement
    cohort_id: UUID
    learners: tuple[UUID, ...]

    def start(self, scope: Scope = OPERATOR, learners: tuple[UUID, ...] | None = None) -> UUID:
        """Decide for all learners, or for those given, and commit."""
        with writing(self.engine)() as session:
            batch_id = batches.start(
                session,
                scope,
                achievement_id=self.achievement.id,
                rule_version=1,
                cohort_id=self.cohort_id,
                candidates=[
                    Candidate(who, self.cohort_id, [{"path": "", "met": True}])
                    for who in (self.learners if learners is None else learners)
                ],
                evaluated=len(self.learners),
                already=0,
                now=NOW,
            )
            session.commit()
            return batch_id

    def finish(self, batch_id: UUID) -> BatchOutcome:
        """Sign what is left."""
        return finish(self.engine, batch_id, publisher=self.publisher, clock=lambda: NOW)

    def prepare(self, batch_id: UUID, size: int) -> tuple[Issuance, list[Unsigned]]:
        """Store documents as a worker does that dies before it signs them."""
        with writing(self.engine)() as session:
            issuance = open_issuance(session, batch_id, self.publisher)
            waiting = read_next(session, issuance, after=None, size=size, now=NOW)
            unsigned = store_documents(session, issuance, waiting, now=NOW)
            session.commit()
        return issuance, unsigned

    def awards(self) -> list[Award]:
        """All of them."""
        with reading(self.engine)() as session:
            return list(session.scalars(select(Award)))


@pytest.fixture
def house(database: Engine, tmp_path: Path) -> Iterator[House]:
    """Twelve learners, one in three with an e-mail address."""
    keys = KeyStore(tmp_path / "keys")
    with writing(database)() as session:
        org = factories.org(session, "tralee")
        keys.create("tralee")
        programme = factories.programme(session)
        cohort = factories.cohort(session, org, programme)
        achievement = factories.achievement(session, org, programme)
        learners = tuple(
            factories.learner(
                session, org, str(n), email=f"learner{n}@example.org" if n % 3 == 0 else None
            ).id
            for n in range(12)
        )
        session.commit()
        yield House(database, Publisher(keys, BASE_URL), org, achievement, cohort.id, learners)
