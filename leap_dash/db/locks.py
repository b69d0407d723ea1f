"""One holder at a time for long work, freed by the system when its process dies."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from uuid import UUID, uuid5

from sqlalchemy import Connection, Engine, text

from leap_dash.domain.errors import ConflictError

LOCK_FILES = 16


@contextmanager
def held(engine: Engine, key: UUID, *, wait: bool) -> Iterator[bool]:
    """Whether the lock of that key is ours while the block runs.

    With `wait` it always is, after whoever holds it has ended. On SQLite keys share a few lock
    files, which stay: two keys may then wait for one another without need.
    """
    if engine.dialect.name == "sqlite":
        with _file_lock(engine, key, wait=wait) as ours:
            yield ours
    else:
        with _advisory_lock(engine, key, "wait" if wait else "alone") as ours:
            yield ours


def shares_work(engine: Engine) -> bool:
    """Whether several workers at one piece of work are faster than one: where several can write."""
    return engine.dialect.name == "postgresql"


@contextmanager
def held_share(engine: Engine, key: UUID, share: str) -> Iterator[bool]:
    """Whether a share of what the key locks is ours while the block runs; on PostgreSQL.

    Others may hold other shares meanwhile, and who wants the whole (`held`) waits for all of them.
    """
    with (
        _advisory_lock(engine, key, "beside others") as whole,
        _advisory_lock(engine, uuid5(key, share), "alone") as ours,
    ):
        yield whole and ours


@contextmanager
def turn(engine: Engine) -> Iterator[None]:
    """Wait for one's turn among those whose long work writes to SQLite, chunk after chunk.

    SQLite lets one write at a time, and who finds another at it asks again at longer and longer
    intervals: workers that take turns would sleep most of the time. PostgreSQL lets them all write.
    """
    if engine.dialect.name != "sqlite":
        yield
        return
    with _lock_file(engine, "turn").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def wait_alone(connection: Connection, key: UUID) -> None:
    """Wait until nobody else who asks for that key writes, for as long as our transaction lasts.

    On SQLite whoever has begun to write is alone.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _number(key)})


@contextmanager
def _file_lock(engine: Engine, key: UUID, *, wait: bool) -> Iterator[bool]:
    with _lock_file(engine, str(key.int % LOCK_FILES)).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True  # closing the file frees the lock


def _lock_file(engine: Engine, name: str) -> Path:
    database = engine.url.database
    if not database:
        raise ConflictError("Long work needs a database file: set LEAP_DASH_DATABASE_URL.")
    return Path(f"{database}-work-{name}.lock")


@contextmanager
def _advisory_lock(
    engine: Engine, key: UUID, way: Literal["wait", "alone", "beside others"]
) -> Iterator[bool]:
    number = _number(key)
    shared = "_shared" if way == "beside others" else ""
    # Autocommit: an open transaction would hold back the server's vacuum for the batch's length.
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if way == "wait":
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": number})
            ours = True
        else:
            attempt = text(f"SELECT pg_try_advisory_lock{shared}(:key)")
            ours = bool(connection.scalar(attempt, {"key": number}))
        try:
            yield ours
        finally:
            if ours:
                connection.execute(
                    text(f"SELECT pg_advisory_unlock{shared}(:key)"), {"key": number}
                )


def _number(key: UUID) -> int:
    return key.int & 0x7FFF_FFFF_FFFF_FFFF
