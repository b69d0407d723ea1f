"""Importing OULAD 2013 into a new SQLite file, and importing it again.

Against the bare minimum: Python's csv and one sqlite3 `executemany` per file, into tables without
keys, as durable as ours. All take turns in one run, and the best round of each counts.
"""

import csv
import sqlite3
import tempfile
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from leap_dash.cli.house import now
from leap_dash.db.migrate import migrate
from leap_dash.db.session import connect, sqlite_url, writing
from leap_dash.domain.access import OPERATOR
from leap_dash.ingest.oulad import FILES
from leap_dash.services.imports import import_file
from tests import factories
from tests.benchmarks.figure import Figure, seconds
from tests.oulad import data_folder

ROUNDS = 5


def run() -> Iterable[Figure]:
    """Return the seconds of both imports, and how many times the bare minimum they are."""
    folder = data_folder() / "oulad-2013"
    bare, first, second = [], [], []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as name:
            target = Path(name)
            _set_up(target / "leap.db")
            bare.append(seconds(partial(_bare, folder, target / "bare.db")))
            first.append(seconds(partial(_import, folder, target / "leap.db")))
            second.append(seconds(partial(_import, folder, target / "leap.db")))
    least = min(bare)
    yield Figure("import.first.seconds", min(first), "s", "OULAD 2013, 109,808 rows")
    yield Figure("import.first", min(first) / least, "x", "csv and sqlite3 executemany")
    yield Figure("import.second", min(second) / min(first), "x", "the first import")


def _set_up(database: Path) -> None:
    engine = connect(sqlite_url(database))
    migrate(engine)
    with writing(engine)() as session:
        factories.org(session, "open")
        session.commit()
    engine.dispose()


def _bare(folder: Path, database: Path) -> None:
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    for file in FILES:
        with (folder / file.name).open(encoding="utf-8", newline="") as lines:
            rows = csv.reader(lines)
            header = next(rows)
            table = Path(file.name).stem
            connection.execute(f"CREATE TABLE {table} ({', '.join(header)})")
            places = ", ".join("?" * len(header))
            connection.executemany(f"INSERT INTO {table} VALUES ({places})", rows)
    connection.commit()
    connection.close()


def _import(folder: Path, database: Path) -> None:
    engine = connect(sqlite_url(database))
    with writing(engine)() as session:
        import_file(session, OPERATOR, "oulad", folder, org="open", programme="ou", now=now())
        session.commit()
    engine.dispose()
