"""A real installation per test, driven by the real command."""

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from leap_dash.db.session import sqlite_url
from tests.empty_databases import create_database

STEADY = {
    "slug": "steady",
    "name": "Steady worker",
    "description": "Kept a sound average over a whole presentation.",
    "type": "Badge",
    "programme": "ou",
    "level": "bronze",
    "award": "reviewed",
    "alignments": [
        {"name": "EQF level 6", "url": "https://europa.eu/europass/en/eqf", "framework": "EQF"}
    ],
    "rule": {"average": {"min_percent": 40}},
}


class Ready:
    """Runs commands without loading the libraries anew for each: see `ready_commands`."""

    def __init__(self) -> None:
        self._runner = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("ready_commands.py")],
            env={"PATH": os.environ["PATH"]},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(
        self, arguments: list[str], environment: Mapping[str, str], folder: Path, given: str
    ) -> subprocess.CompletedProcess[str]:
        """Run `leap-dash` with these arguments to its end."""
        assert self._runner.stdin is not None
        assert self._runner.stdout is not None
        with tempfile.TemporaryDirectory() as kept:
            streams = [Path(kept, name) for name in ("stdin", "stdout", "stderr")]
            for path in streams:
                path.write_text(given if path.name == "stdin" else "")
            told = {
                "arguments": arguments,
                "environment": environment,
                "folder": str(folder),
                "streams": list(map(str, streams)),
            }
            print(json.dumps(told), file=self._runner.stdin, flush=True)
            code = int(self._runner.stdout.readline())
            _, said, complained = (path.read_text() for path in streams)
        return subprocess.CompletedProcess(arguments, code, said, complained)

    def close(self) -> None:
        """There are no more commands."""
        self._runner.communicate()


@cache
def ready() -> Ready:
    """What runs the commands of this process's tests, from the first one on."""
    made = Ready()
    atexit.register(made.close)
    return made


@dataclass(frozen=True, slots=True)
class Installation:
    """The command line of one installation."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def start(self, *arguments: str | Path, **variables: str) -> subprocess.Popen[str]:
        """Start a command and do not wait."""
        return subprocess.Popen(
            [sys.executable, "-m", "leap_dash", *map(str, arguments)],
            cwd=self.folder,
            env=self.environment | variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(
        self, *arguments: str | Path, code: int = 0, given: str = "", **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end; its exit code must be `code`."""
        done = ready().run(
            list(map(str, arguments)), self.environment | variables, self.folder, given
        )
        assert done.returncode == code, (arguments, done.stdout[-2000:], done.stderr[-2000:])
        return done

    def json(self, *arguments: str | Path, code: int = 0, **variables: str) -> Any:  # noqa: ANN401
        """What a command with --json prints: one object, nothing else."""
        return json.loads(self.run(*arguments, "--json", code=code, **variables).stdout)

    def bring(self, marks: str) -> None:
        """Import marks of course AAA and cohort 2026."""
        (self.folder / "marks.csv").write_text(marks)
        self.run(
            "import", "csv", "marks.csv", "--org", "open", "--programme", "ou",
            "--course", "AAA", "--cohort", "2026",
        )  # fmt: skip

    def load(self, *specs: Mapping[str, Any], org: str = "open", code: int = 0) -> str:
        """Load achievements from a file; returns what the command says."""
        path = self.folder / "achievements.json"
        path.write_text(json.dumps(list(specs)))
        done = self.run("achievement", "load", path, "--org", org, code=code)
        return done.stdout + done.stderr


@dataclass(frozen=True, slots=True)
class Template:
    """An installation that tests get copies of; `server`: none where its database is a file."""

    original: Installation
    server: str | None

    def copy(self, folder: Path) -> Installation:
        """Another one like it, in that folder."""
        shutil.copytree(self.original.folder / "data", folder / "data")
        if self.server is None:
            return installed(folder, sqlite_url(folder / "data" / "leap.db"))
        database = make_url(self.original.environment["LEAP_DASH_DATABASE_URL"]).database
        assert database is not None
        return installed(folder, create_database(self.server, f"leap_{uuid.uuid4().hex}", database))


@pytest.fixture(scope="session")
def empty_on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """One org in a database file, set up once."""
    return set_up_on_sqlite(tmp_path_factory.mktemp("empty"))


@pytest.fixture(scope="session")
def empty_on_postgresql(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """One org in a PostgreSQL database, set up once."""
    return set_up_on_postgresql(tmp_path_factory.mktemp("empty"), postgres_server, "leap_empty")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest) -> Template:
    """One org, on each kind of database."""
    template: Template = request.getfixturevalue(f"empty_on_{request.param}")
    return template


@pytest.fixture
def installation(empty: Template, tmp_path: Path) -> Installation:
    """An installation with one org, on each kind of database."""
    return empty.copy(tmp_path)


@pytest.fixture(scope="session")
def oulad_on_sqlite(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Template:
    """The whole of OULAD 2013, imported once into a database file."""
    template = set_up_on_sqlite(tmp_path_factory.mktemp("oulad"))
    import_oulad(template.original, shared_data)
    return template


@pytest.fixture(scope="session")
def oulad_on_postgresql(
    postgres_server: str, tmp_path_factory: pytest.TempPathFactory, shared_data: Path
) -> Template:
    """The whole of OULAD 2013, imported once into a PostgreSQL database."""
    template = set_up_on_postgresql(tmp_path_factory.mktemp("oulad"), postgres_server, "leap_oulad")
    import_oulad(template.original, shared_data)
    return template


@pytest.fixture(params=["sqlite", "postgresql"])
def with_oulad(request: pytest.FixtureRequest, tmp_path: Path) -> Installation:
    """An installation with the whole of OULAD 2013 imported, on each kind of database."""
    template: Template = request.getfixturevalue(f"oulad_on_{request.param}")
    return template.copy(tmp_path)


def set_up_on_sqlite(folder: Path) -> Template:
    """An org in a database file."""
    return Template(_set_up(folder, sqlite_url(folder / "data" / "leap.db")), None)


def set_up_on_postgresql(folder: Path, server: str, database: str) -> Template:
    """An org in a database of that name."""
    return Template(_set_up(folder, create_database(server, database)), server)


def _set_up(folder: Path, database_url: str) -> Installation:
    made = installed(folder, database_url)
    made.run("init")
    made.run("org", "add", "open", "--name", "The Open University", "--country", "GB")
    return made


def installed(folder: Path, database_url: str) -> Installation:
    """The commands of an installation in that folder; nothing is set up yet."""
    return Installation(
        folder,
        {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "LEAP_DASH_DATA_DIR": str(folder / "data"),
            "LEAP_DASH_DATABASE_URL": database_url,
            "LEAP_DASH_BASE_URL": "https://badges.example.org",
        },
    )


def import_oulad(installation: Installation, shared_data: Path) -> None:
    """Import the year, as the README says."""
    installation.run(
        "import", "oulad", shared_data / "oulad-2013", "--org", "open", "--programme", "ou"
    )
