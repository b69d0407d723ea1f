"""An installation on SQLite with the whole of OULAD 2013 in it, for benchmarks and tests."""

import os
from pathlib import Path

from sqlalchemy import Engine

from leap_dash.cli.house import now
from leap_dash.credentials.keys import KeyStore
from leap_dash.db.migrate import migrate
from leap_dash.db.session import connect, sqlite_url, writing
from leap_dash.domain.access import OPERATOR
from leap_dash.services.imports import import_file
from leap_dash.services.orgs import add_org

PROJECT = Path(__file__).parent.parent


def data_folder() -> Path:
    """Where the shared test data is, or should be."""
    return Path(os.environ.get("LEAP_DASH_TEST_DATA") or PROJECT.parent / "shared" / "data")


def install_oulad(folder: Path) -> tuple[Engine, KeyStore]:
    """Org `open` with programme `ou` and every enrolment of 2013, in `folder`/leap.db."""
    engine = connect(sqlite_url(folder / "leap.db"))
    migrate(engine)
    keys = KeyStore(folder / "keys")
    with writing(engine)() as session:
        add_org(
            session,
            OPERATOR,
            slug="open",
            name="The Open University",
            country="GB",
            keys=keys,
            now=now(),
        )
        import_file(
            session,
            OPERATOR,
            "oulad",
            data_folder() / "oulad-2013",
            org="open",
            programme="ou",
            now=now(),
        )
        session.commit()
    return engine, keys
