"""PostgreSQL databases with all tables and nothing in them, used again and again.

To make one takes many times as long as most tests do with it; to empty one does not.
"""

import uuid

from sqlalchemy import Connection, Engine, text

from leap_dash.db import Base
from leap_dash.db.session import connect

MOST_BYTES = 30_000_000
"""Deleted rows stay in their files for a while: a database that has grown beyond is given up."""

_OTHERS = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""
_SCHEMA = """SELECT md5(string_agg(line, ' ' ORDER BY line)) FROM (
    SELECT concat_ws(' ', relname, attname, atttypid, attnotnull) AS line
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace AND attnum > 0
    UNION ALL SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT version_num FROM alembic_version
) AS lines"""
_FILLED = " UNION ALL ".join(
    f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in Base.metadata.tables
)


class EmptyDatabases:
    """Copies of an empty database on one server."""

    def __init__(self, server: str, template: str) -> None:
        """None yet. `template` is the name of the empty database."""
        self._server = server
        self._template = template
        self._schema = _schema(address(server, template))
        self._free: list[str] = []

    def take(self) -> str:
        """Address of one that nobody else uses."""
        if self._free:
            return self._free.pop()
        return create_database(self._server, f"leap_{uuid.uuid4().hex}", self._template)

    def give_back(self, url: str) -> None:
        """Empty it for the next one; a database that is no longer as it was made is dropped."""
        engine = connect(url)
        try:
            with engine.begin() as connection:
                if self._emptied(connection):
                    self._free.append(url)
                    return
        finally:
            engine.dispose()
        name = engine.url.database
        _as_admin(self._server, f'DROP DATABASE "{name}" WITH (FORCE)')

    def _emptied(self, connection: Connection) -> bool:
        connection.execute(text(_OTHERS))
        size = connection.scalar(text("SELECT pg_database_size(current_database())"))
        if size > MOST_BYTES or connection.scalar(text(_SCHEMA)) != self._schema:
            return False
        # The order of tables does not matter then.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for table in connection.scalars(text(_FILLED)).all():
            connection.execute(text(f'DELETE FROM "{table}"'))
        return True


def create_database(server: str, name: str, template: str = "template1") -> str:
    """Make a database on the server; returns its address."""
    _as_admin(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return address(server, name)


def address(server: str, name: str) -> str:
    """The address of a database on a server."""
    parts = server.split("?", 1)
    base = parts[0].rsplit("/", 1)[0] + "/" + name
    return base + ("?" + parts[1] if len(parts) > 1 else "")


def _as_admin(server: str, statement: str) -> None:
    admin = connect(server).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(statement))
    admin.dispose()


def _schema(url: str) -> str | None:
    engine: Engine = connect(url)
    with engine.connect() as connection:
        found: str | None = connection.scalar(text(_SCHEMA))
    engine.dispose()  # a database with somebody in it cannot be copied
    return found
