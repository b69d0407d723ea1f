"""The migrations make exactly the tables of the models, on both databases."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text

from leap_dash.db import Base
from leap_dash.db.migrate import check, head, migrate
from leap_dash.domain.errors import ConflictError


def test_models_and_migrations_agree(database: Engine) -> None:
    with database.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_again_changes_nothing(database: Engine) -> None:
    assert migrate(database) == head()
    check(database)


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
