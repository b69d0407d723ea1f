"""The migrations make exactly the tables of the models, on both databases."""

import multiprocessing
import sqlite3
import uuid
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CHAR, Engine, MetaData, text

from leap_dash.db import Base
from leap_dash.db.migrate import _config, _known, check, head, migrate
from leap_dash.db.session import connect, sqlite_url
from leap_dash.domain.errors import ConflictError
from tests.empty_databases import create_database

ORG = (
    "org (id, slug, name, country, time_zone, language, network_id, is_demo, issuer_identifiers)"
    " VALUES ('o', 'o', 'O', 'IE', 'UTC', 'en', 'o', 0, '[]')"
)


def at_version(version: str, path: Path, *rows: str) -> Engine:
    """A database of an earlier version with these rows in it."""
    engine = connect(sqlite_url(path))
    with engine.execution_options(writes=True).begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        for row in rows:
            connection.execute(text(f"INSERT INTO {row}"))
    return engine


def test_models_and_migrations_agree(database: Engine) -> None:
    with database.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_way_from_the_first_version_keeps_what_hangs_on_awards_and_learners(
    tmp_path: Path,
) -> None:
    """SQLite makes a table anew for some changes, and drops what refers to the old one."""
    engine = at_version("0001", tmp_path / "old.db")
    tables = MetaData()
    tables.reflect(engine)
    kept = ("award", "award_document", "learner", "learner_identifier", "enrollment", "result")
    with closing(sqlite3.connect(tmp_path / "old.db")) as plain, plain:  # without foreign keys
        for name in kept:
            columns = [column for column in tables.tables[name].columns if not column.nullable]
            names = ", ".join(column.name for column in columns)
            marks = ", ".join("?" * len(columns))
            # One row of each, whatever its columns are: only that it stays is asked for.
            row = ["0" * 32 if isinstance(column.type, CHAR) else 0 for column in columns]
            plain.execute(f"INSERT INTO {name} ({names}) VALUES ({marks})", row)
    migrate(engine)
    with engine.connect() as connection:
        for name in kept:
            rows = connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()
            assert rows == 1, name
    engine.dispose()


def test_migrating_again_changes_nothing(database: Engine) -> None:
    assert migrate(database) == head()
    check(database)


def set_up(url: str) -> str:
    """What `leap-dash init` does, in a process of its own."""
    engine = connect(url)
    version = migrate(engine)
    engine.dispose()
    return version


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_several_that_set_up_at_once_make_the_tables_once(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    if kind == "sqlite":
        url = sqlite_url(tmp_path / "new.db")
    else:
        server = request.getfixturevalue("postgres_server")
        url = create_database(server, f"leap_{uuid.uuid4().hex}")
    with multiprocessing.get_context("spawn").Pool(4) as processes:
        assert processes.map(set_up, [url] * 4, chunksize=1) == [head()] * 4


def test_what_is_in_the_outbox_outlives_an_upgrade(tmp_path: Path) -> None:
    """SQLite makes tables anew to change them, and what hangs on the old ones must not go."""
    engine = at_version(
        "0001",
        tmp_path / "old.db",
        ORG,
        "learner (id, org_id, key) VALUES ('l', 'o', '1')",
        "message (id, org_id, subject, text, created_at) VALUES ('m', 'o', 's', 't', '2026')",
        "outbox_mail (id, message_id, learner_id, recipient, state, attempts, next_try_at)"
        " VALUES ('e', 'm', 'l', 'ana@example.org', 'queued', 0, '2026')",
    )
    migrate(engine)
    with engine.connect() as connection:
        mails = connection.execute(text("SELECT message_id, recipient FROM outbox_mail")).all()
    assert mails == [("m", "ana@example.org")]
    engine.dispose()


def test_what_is_kept_of_cohorts_is_kept_anew_after_an_upgrade(tmp_path: Path) -> None:
    """Or weeks, which were not kept before, would be read as weeks in which nobody did anything."""
    engine = at_version(
        "0003",
        tmp_path / "old.db",
        ORG,
        "programme (id, slug, name, subject_area) VALUES ('p', 'p', 'p', 'tourism')",
        "cohort (id, org_id, programme_id, code, name, learners_on)"
        " VALUES ('c', 'o', 'p', 'c', 'c', '2026-11-01')",
    )
    migrate(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT learners_on FROM cohort")).all() == [(None,)]
    engine.dispose()


def test_the_names_of_the_files_say_their_versions() -> None:
    scripts = ScriptDirectory.from_config(_config())
    assert scripts.get_current_head() == head()
    assert {script.revision for script in scripts.walk_revisions()} == _known()


def test_a_database_of_a_newer_version_is_refused(database: Engine) -> None:
    with database.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ConflictError, match="9999"):
        migrate(database)
    with pytest.raises(ConflictError, match="newer version"):
        check(database)


def test_a_database_without_tables_asks_for_init(database: Engine) -> None:
    with database.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
    with pytest.raises(ConflictError, match="leap-dash init"):
        check(database)
