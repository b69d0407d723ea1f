"""Brings a database to this version's tables, and tells whether it is there."""

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Connection, Engine, column, inspect, select, table

from leap_dash.db.locks import wait_alone
from leap_dash.domain.errors import ConflictError

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
# The lock of whoever migrates; any number, the same for all.
MIGRATION = UUID("7be4a0c9-52d1-4c38-9a46-0d3f8e1b6c57")


def migrate(engine: Engine) -> str:
    """Run what is missing, in one transaction; returns the version that the database is now at.

    Several who do so at once wait for the first, and find nothing left to do.
    Raises ConflictError when the database was made by a newer version.
    """
    from alembic import command  # noqa: PLC0415  slow, and every command looks at the version

    with engine.execution_options(writes=True).begin() as connection:
        wait_alone(connection, MIGRATION)
        _refuse_newer(_version(connection))
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return head()


def check(engine: Engine) -> None:
    """Raise ConflictError unless the database is exactly at this version."""
    with engine.connect() as connection:
        version = _version(connection)
    _refuse_newer(version)
    if version != head():
        raise ConflictError(
            "The database is not set up for this version of LEAP Dash: run leap-dash init."
        )


def head() -> str:
    """The newest version that this program knows."""
    newest = max(_known(), default=None)
    if newest is None:
        raise ConflictError("The program's migrations are missing: install it again.")
    return newest


def _known() -> set[str]:
    """All versions, by the first part of the names of their files."""
    files = (MIGRATIONS / "versions").glob("[0-9]*.py")
    return {file.name.partition("_")[0] for file in files}


def _version(connection: Connection) -> str | None:
    """That of the database; none before there is any."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(select(column("version_num")).select_from(table("alembic_version")))


def _config() -> "Config":
    from alembic.config import Config  # noqa: PLC0415  as above

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _refuse_newer(version: str | None) -> None:
    if version is not None and version not in _known():
        raise ConflictError(
            f"The database is of a newer version ({version}) than this program: "
            "install the LEAP Dash that made it."
        )
