"""Long commands show on a terminal how far they are, and nowhere else."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from leap_dash.db.session import sqlite_url
from leap_dash.services.imports import STEPS
from tests.flows.conftest import STEADY, Installation, installed

IMPORT = (
    "import", "csv", "marks.csv", "--org", "open", "--programme", "ou", "--course", "AAA",
    "--cohort", "2026", "--json",
)  # fmt: skip
AWARD = ("award", "steady", "--json")


@pytest.fixture
def ready(tmp_path: Path) -> Installation:
    """An installation with an org, and a file of marks beside it."""
    made = installed(tmp_path, sqlite_url(tmp_path / "data" / "leap.db"))
    made.run("init")
    made.run("org", "add", "open", "--name", "The Open University", "--country", "GB")
    (tmp_path / "marks.csv").write_text("learner,item,score\nanna,essay,70\n")
    return made


def at_a_terminal(installation: Installation, *arguments: str) -> tuple[str, str]:
    """What goes to stdout, and what a person at the terminal sees of stderr."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "leap_dash", *arguments],
        cwd=installation.folder,
        env=installation.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
    ) as running:
        os.close(theirs)
        shown = b""
        try:
            while read := os.read(ours, 4096):
                shown += read
        except OSError:  # how Linux says that nobody has the terminal any more
            pass
        os.close(ours)
        assert running.stdout is not None
        said = running.stdout.read()
    assert running.returncode == 0, shown
    return said, shown.decode()


def test_import_and_award_show_how_far_they_are_and_leave_a_clean_line(
    ready: Installation,
) -> None:
    said, shown = at_a_terminal(ready, *IMPORT)
    assert json.loads(said)["results"] == 1
    places = [shown.index(f"{step}: ") for step in STEPS]
    assert places == sorted(places)
    assert "Reading: 0%" in shown
    assert shown.endswith("\r\x1b[K")

    ready.load(STEADY)
    said, shown = at_a_terminal(ready, *AWARD)
    assert json.loads(said)["issued"] == 1
    assert "Signing Steady worker: 100%" in shown
    assert shown.endswith("\r\x1b[K")


def test_nothing_is_shown_where_nobody_looks(ready: Installation) -> None:
    imported = ready.run(*IMPORT)
    assert (json.loads(imported.stdout)["results"], imported.stderr) == (1, "")
    ready.load(STEADY)
    awarded = ready.run(*AWARD)
    assert (json.loads(awarded.stdout)["issued"], awarded.stderr) == (1, "")
