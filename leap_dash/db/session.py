"""Engines and sessions: what every connection must be set to, on SQLite and on PostgreSQL."""

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from leap_dash.domain.errors import BadSettingError

POOL = 8
"""Connections that are kept: the threads of a server's worker and what works in the background."""


def sqlite_url(path: Path) -> str:
    """The address of a database file."""
    return f"sqlite:///{path}"


def connect(url: str) -> Engine:
    """An engine on `sqlite:///...` or `postgresql://...` (psycopg 3).

    Raises BadSettingError for an address of any other kind.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise BadSettingError(
            "LEAP_DASH_DATABASE_URL is not an address; expected postgresql://user@host/name."
        ) from error
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        engine = create_engine(parsed, pool_size=POOL)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if backend == "postgresql":
        return create_engine(
            parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, pool_size=POOL
        )
    raise BadSettingError(
        f"LEAP_DASH_DATABASE_URL names {backend}; expected postgresql:// or sqlite:///."
    )


def reading(engine: Engine) -> sessionmaker[Session]:
    """Sessions that only read; what they loaded stays readable after they end.

    All that one reads is of one moment, whatever others commit meanwhile.
    """
    if engine.dialect.name == "postgresql":  # on SQLite it is so anyway
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    return sessionmaker(engine, expire_on_commit=False)


def writing(engine: Engine) -> sessionmaker[Session]:
    """Sessions that will write.

    On SQLite they take the write lock at their start: a transaction that reads first and writes
    later would fail, without waiting, when another one has written in between.
    """
    return sessionmaker(engine.execution_options(writes=True), expire_on_commit=False)


def _set_up_sqlite(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # BEGIN is ours, see _begin_sqlite
    # synchronous: WAL's usual NORMAL may lose the last commits with the power, and a badge that
    # was given out must never be lost.
    # wal_autocheckpoint: a bulk award's commit is larger than the usual 4 MB, and each would
    # otherwise copy the whole log into the file; measured at half the time of a commit.
    for pragma in (
        "busy_timeout=15000",
        "journal_mode=WAL",
        "foreign_keys=ON",
        "synchronous=FULL",
        "cache_size=-65536",
        "mmap_size=268435456",
        "wal_autocheckpoint=8000",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
