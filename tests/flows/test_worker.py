"""`leap-dash worker`: processes beside the web server that share the long work, on PostgreSQL."""

import time
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select

from leap_dash.db import Award, AwardBatch
from leap_dash.db.session import connect, reading, sqlite_url
from tests import approved_batches
from tests.empty_databases import create_database
from tests.flows.conftest import Installation, installed

LEARNERS = 200
PATIENCE_SECONDS = 120


@pytest.fixture
def on_postgresql(postgres_server: str, tmp_path: Path) -> Installation:
    """An installation with learners whose awards can be decided."""
    made = installed(tmp_path, create_database(postgres_server, f"worker_{time.monotonic_ns()}"))
    approved_batches.install(
        made.environment["LEAP_DASH_DATABASE_URL"], tmp_path / "data" / "keys", LEARNERS
    )
    return made


def done(database_url: str, batch_ids: list[UUID]) -> bool:
    """Whether all of them are, with a badge for everyone."""
    engine = connect(database_url)
    with reading(engine)() as session:
        states = session.scalars(select(AwardBatch.state).where(AwardBatch.id.in_(batch_ids)))
        issued = session.scalar(select(func.count()).where(Award.proof.is_not(None)))
        ended = set(states) == {"done"} and issued == LEARNERS * len(batch_ids)
    engine.dispose()
    return ended


def test_two_workers_sign_what_was_decided_and_end_when_told(on_postgresql: Installation) -> None:
    url = on_postgresql.environment["LEAP_DASH_DATABASE_URL"]
    house = approved_batches.Installation(url, on_postgresql.folder / "data" / "keys")
    batch_ids = [house.decide() for _ in range(2)]
    workers = [on_postgresql.start("worker") for _ in range(2)]
    given_up = time.monotonic() + PATIENCE_SECONDS
    while not done(url, batch_ids):
        assert time.monotonic() < given_up
        assert [worker.poll() for worker in workers] == [None, None]
    for worker in workers:
        worker.terminate()
        _, said = worker.communicate(timeout=60)
        assert (worker.returncode, said) == (0, "")


def test_on_sqlite_there_is_one_already(tmp_path: Path) -> None:
    made = installed(tmp_path, sqlite_url(tmp_path / "data" / "leap.db"))
    made.run("init")
    refused = made.run("worker", code=2)
    assert "LEAP_DASH_DATABASE_URL" in refused.stderr
    assert "inside leap-dash serve" in refused.stderr
