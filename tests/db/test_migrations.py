"""The migrations make exactly the tables of the models, on both databases."""

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text

from leap_dash.db import Base
from leap_dash.db.migrate import _config, check, head, migrate
from leap_dash.db.session import connect, sqlite_url
from leap_dash.domain.errors import ConflictError


def test_models_and_migrations_agree(database: Engine) -> None:
    with database.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_again_changes_nothing(database: Engine) -> None:
    assert migrate(database) == head()
    check(database)


def test_what_is_in_the_outbox_outlives_an_upgrade(tmp_path: Path) -> None:
    """SQLite makes tables anew to change them, and what hangs on the old ones must not go."""
    engine = connect(sqlite_url(tmp_path / "old.db"))
    with engine.execution_options(writes=True).begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for rows in (
            (
                "org (id, slug, name, country, time_zone, language, network_id, is_demo,"
                " issuer_identifiers) VALUES ('o', 'o', 'O', 'IE', 'UTC', 'en', 'o', 0, '[]')"
            ),
            "learner (id, org_id, key) VALUES ('l', 'o', '1')",
            "message (id, org_id, subject, text, created_at) VALUES ('m', 'o', 's', 't', '2026')",
            (
                "outbox_mail (id, message_id, learner_id, recipient, state, attempts, next_try_at) "
                "VALUES ('e', 'm', 'l', 'ana@example.org', 'queued', 0, '2026')"
            ),
        ):
            connection.execute(text(f"INSERT INTO {rows}"))
    migrate(engine)
    with engine.connect() as connection:
        mails = connection.execute(text("SELECT message_id, recipient FROM outbox_mail")).all()
    assert mails == [("m", "ana@example.org")]
    engine.dispose()


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
