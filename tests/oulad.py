"""An installation on SQLite with the whole of OULAD 2013 in it, for benchmarks and tests."""

import csv
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


def install_oulad(
    folder: Path, *, courses: frozenset[str] | None = None, url: str | None = None
) -> tuple[Engine, KeyStore]:
    """Org `open` with programme `ou` and every enrolment of 2013, in `folder`/leap.db.

    With `courses`, those of these courses (BBB, ...) alone; with `url`, in that database.
    """
    source = data_folder() / "oulad-2013"
    if courses is not None:
        source = _only(courses, source, folder / "source")
    engine = connect(url or sqlite_url(folder / "leap.db"))
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
            source,
            org="open",
            programme="ou",
            now=now(),
        )
        session.commit()
    return engine, keys


def _only(courses: frozenset[str], source: Path, target: Path) -> Path:
    """A copy of the files in which nothing of other courses stands."""
    target.mkdir()
    kept: set[str] = set()  # ids of assessments
    # The marks name their course by the assessment alone, so the assessments come first.
    for name in sorted(path.name for path in source.glob("*.csv")):
        with (source / name).open(newline="") as file:
            rows = csv.DictReader(file)
            found = [
                row
                for row in rows
                if row.get("code_module") in courses or row.get("id_assessment") in kept
            ]
        if name == "assessments.csv":
            kept = {row["id_assessment"] for row in found}
        with (target / name).open("w", newline="") as file:
            writer = csv.DictWriter(file, rows.fieldnames or [])
            writer.writeheader()
            writer.writerows(found)
    return target
