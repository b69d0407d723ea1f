"""An installation whose awards are decided and not signed yet: what a worker starts from."""

from dataclasses import dataclass
from pathlib import Path
from threading import Event
from uuid import UUID

from sqlalchemy import Engine, insert, select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from leap_dash.cli.house import now
from leap_dash.credentials.keys import KeyStore
from leap_dash.db import Cohort, Learner, Org, Programme
from leap_dash.db.migrate import migrate
from leap_dash.db.session import connect, reading, writing
from leap_dash.domain.access import OPERATOR
from leap_dash.jobs import finish
from leap_dash.jobs.signing import sign_waiting
from leap_dash.services import batches
from leap_dash.services.batches import BatchOutcome
from leap_dash.services.issuing import Publisher
from tests import factories

BASE_URL = "https://badges.example.org"
ORG = "tralee"
PAUSE_SECONDS = 0.05
MET = [{"path": "average", "met": True, "value": 71.5, "needed": 40}]


@dataclass(frozen=True, slots=True)
class Installation:
    """A database and a folder of keys; small enough to be handed to another process."""

    database_url: str
    keys: Path

    @property
    def publisher(self) -> Publisher:
        """Who signs."""
        return Publisher(KeyStore(self.keys), BASE_URL)

    def finish(self, batch_id: UUID) -> BatchOutcome:
        """Sign what is left of a batch, over a connection of one's own."""
        engine = connect(self.database_url)
        outcome = finish(engine, batch_id, publisher=self.publisher, clock=now)
        engine.dispose()
        return outcome

    def worker(self) -> "Worker":
        """Somebody who signs what waits."""
        return Worker(connect(self.database_url), self.publisher)

    def decide(self) -> UUID:
        """A batch for all learners and a badge of its own; returns the batch's id."""
        engine = connect(self.database_url)
        with writing(engine)() as session:
            batch_id = _decide(session)
            session.commit()
        engine.dispose()
        return batch_id


@dataclass(frozen=True, slots=True)
class Worker:
    """One worker among others, over connections of its own."""

    engine: Engine
    publisher: Publisher

    def work(self) -> None:
        """Sign what waits, until nothing does."""
        pause = Event()
        while _waits(self.engine):
            sign_waiting(self.engine, publisher=self.publisher, clock=now)
            pause.wait(PAUSE_SECONDS)  # as a worker does: another may be at the last share


def install(database_url: str, keys: Path, learners: int) -> Installation:
    """Make tables, an org with a key, and learners, half of them with an e-mail."""
    engine = connect(database_url)
    migrate(engine)
    KeyStore(keys).create(ORG)
    with writing(engine)() as session:
        org = factories.org(session, ORG)
        programme = factories.programme(session, subject_area="hospitality")
        factories.cohort(session, org, programme)
        _add_learners(session, org.id, learners)
        session.commit()
    engine.dispose()
    return Installation(database_url, keys)


def _waits(engine: Engine) -> bool:
    with reading(engine)() as session:
        return bool(batches.waiting(session))


def _add_learners(session: Session, org_id: UUID, learners: int) -> None:
    rows = [
        {
            "id": uuid7(),
            "org_id": org_id,
            "key": str(n),
            "email": f"l{n}@example.org" if n % 2 else None,
        }
        for n in range(learners)
    ]
    session.connection().execute(insert(Learner), rows)


def _decide(session: Session) -> UUID:
    org = session.scalars(select(Org)).one()
    programme = session.scalars(select(Programme)).one()
    cohort = session.scalars(select(Cohort)).one()
    learners = session.scalars(select(Learner.id)).all()
    achievement = factories.achievement(session, org, programme, f"host-{uuid7().hex[-8:]}")
    return batches.start(
        session,
        OPERATOR,
        achievement_id=achievement.id,
        rule_version=1,
        cohort_id=cohort.id,
        candidates=[batches.Candidate(id_, cohort.id, MET) for id_ in learners],
        evaluated=len(learners),
        already=0,
        now=now(),
    )
