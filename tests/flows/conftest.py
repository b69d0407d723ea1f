"""A real installation per test, driven by the real command."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

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
        done = subprocess.run(
            [sys.executable, "-m", "leap_dash", *map(str, arguments)],
            cwd=self.folder,
            env=self.environment | variables,
            input=given,
            capture_output=True,
            text=True,
        )
        assert done.returncode == code, (arguments, done.stdout[-2000:], done.stderr[-2000:])
        return done

    def json(self, *arguments: str | Path, code: int = 0, **variables: str) -> Any:
        """What a command with --json prints: one object, nothing else."""
        return json.loads(self.run(*arguments, "--json", code=code, **variables).stdout)

    def load(self, *specs: Mapping[str, Any], org: str = "open", code: int = 0) -> str:
        """Load achievements from a file; returns what the command says."""
        path = self.folder / "achievements.json"
        path.write_text(json.dumps(list(specs)))
        done = self.run("achievement", "load", path, "--org", org, code=code)
        return done.stdout + done.stderr


@pytest.fixture
def installation(database_url: str, tmp_path: Path) -> Installation:
    """An installation with one org, on each kind of database."""
    made = Installation(
        tmp_path,
        {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "LEAP_DASH_DATA_DIR": str(tmp_path / "data"),
            "LEAP_DASH_DATABASE_URL": database_url,
            "LEAP_DASH_BASE_URL": "https://badges.example.org",
        },
    )
    made.run("init")
    made.run("org", "add", "open", "--name", "The Open University", "--country", "GB")
    return made


@pytest.fixture
def with_oulad(installation: Installation, shared_data: Path) -> Installation:
    """An installation with the whole of OULAD 2013 imported."""
    installation.run(
        "import", "oulad", shared_data / "oulad-2013", "--org", "open", "--programme", "ou"
    )
    return installation
