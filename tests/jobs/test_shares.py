"""Several workers sign one batch on PostgreSQL, each other shares of it; on SQLite one does."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import count
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Engine, func, select

from leap_dash.cli.house import now
from leap_dash.credentials.keys import KeyStore
from leap_dash.db import Award, AwardBatch, AwardDocument, OutboxMail
from leap_dash.db.locks import held, held_share
from leap_dash.db.session import connect, reading, writing
from leap_dash.domain.awards import BatchState
from leap_dash.jobs.signing import sign_waiting
from leap_dash.services.event_outbox import note_mail_service
from leap_dash.services.issuing import SHARES, Publisher
from tests.approved_batches import BASE_URL, Installation, install
from tests.factories import NOW

LEARNERS = 200


def clock() -> datetime:
    return NOW


@pytest.fixture
def installation(database_url: str, tmp_path: Path) -> Installation:
    """With learners, half of them with an address."""
    return install(database_url, tmp_path / "keys", LEARNERS)


@pytest.fixture
def engine(installation: Installation) -> Iterator[Engine]:
    engine = connect(installation.database_url)
    yield engine
    engine.dispose()


def shares_left(engine: Engine) -> set[str]:
    """The shares in which awards are not signed yet."""
    with reading(engine)() as session:
        ids = session.scalars(select(Award.id).where(Award.state == "approved"))
        return {share for id_ in ids for share in SHARES if id_.hex[-1] in share}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_share_that_another_worker_holds_is_left_to_it(
    installation: Installation, engine: Engine
) -> None:
    batch_id = installation.decide()
    assert shares_left(engine) == set(SHARES)
    with held_share(engine, batch_id, "67") as ours:
        assert ours
        sign_waiting(engine, publisher=installation.publisher, clock=clock)
        assert shares_left(engine) == {"67"}
        with reading(engine)() as session:
            assert session.get_one(AwardBatch, batch_id).state == BatchState.RUNNING
        # Who wants the whole, to undo it say, waits for those who sign shares of it.
        with held(engine, batch_id, wait=False) as whole:
            assert not whole
    with held(engine, batch_id, wait=False) as whole, held_share(engine, batch_id, "67") as part:
        assert (whole, part) == (True, False)
    sign_waiting(engine, publisher=installation.publisher, clock=clock)
    with reading(engine)() as session:
        assert session.get_one(AwardBatch, batch_id).state == BatchState.DONE


def test_what_stops_one_share_is_met_once(
    installation: Installation, engine: Engine, tmp_path: Path
) -> None:
    batch_id = installation.decide()
    without_key = Publisher(KeyStore(tmp_path / "empty"), BASE_URL)
    asked = count()

    def stopping() -> bool:
        next(asked)
        return False

    sign_waiting(engine, publisher=without_key, clock=clock, stopping=stopping)
    assert next(asked) == 1
    with reading(engine)() as session:
        assert session.get_one(AwardBatch, batch_id).state == BatchState.STOPPED


def test_workers_at_once_give_each_badge_once_and_tell_once(
    installation: Installation, engine: Engine
) -> None:
    with writing(engine)() as session:
        note_mail_service(session, now=now())
        session.commit()
    batch_id = installation.decide()
    begin = Barrier(3)

    def work() -> None:
        worker = installation.worker()
        begin.wait()
        worker.work()
        worker.engine.dispose()

    with ThreadPoolExecutor(3) as workers:
        for each in [workers.submit(work) for _ in range(3)]:
            each.result()
    with reading(engine)() as session:
        batch = session.get_one(AwardBatch, batch_id)
        assert (batch.state, batch.issued, batch.failed) == (BatchState.DONE, LEARNERS, [])
        states = session.scalars(select(Award.state).where(Award.proof.is_not(None)))
        assert Counter(states) == {"issued": LEARNERS}
        places = select(AwardDocument.status_list_id, AwardDocument.status_index).distinct()
        assert session.scalar(select(func.count()).select_from(places.subquery())) == LEARNERS
        told = session.scalars(select(OutboxMail.award_id).where(OutboxMail.award_id.is_not(None)))
        assert Counter(Counter(told).values()) == {1: LEARNERS // 2}
