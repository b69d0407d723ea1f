"""Brings a database to this version's tables, and tells whether it is there."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from leap_dash.domain.errors import ConflictError

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(engine: Engine) -> str:
    """Run what is missing, in one transaction; returns the version that the database is now at.

    Raises ConflictError when the database was made by a newer version.
    """
    with engine.execution_options(writes=True).begin() as connection:
        _refuse_newer(connection)
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return head()


def check(engine: Engine) -> None:
    """Raise ConflictError unless the database is exactly at this version."""
    with engine.connect() as connection:
        _refuse_newer(connection)
        if MigrationContext.configure(connection).get_current_revision() != head():
            raise ConflictError(
                "The database is not set up for this version of LEAP Dash: run leap-dash init."
            )


def head() -> str:
    """The newest version that this program knows."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    if revision is None:
        raise ConflictError("The program's migrations are missing: install it again.")
    return revision


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _refuse_newer(connection: Connection) -> None:
    current = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if current is not None and current not in known:
        raise ConflictError(
            f"The database is of a newer version ({current}) than this program: "
            "install the LEAP Dash that made it."
        )
