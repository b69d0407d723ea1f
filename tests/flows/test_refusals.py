"""What an installation cannot work with is refused at the start: in one line, with nothing written.

A key that cannot sign, a database that does not answer, a folder that cannot be written to.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from leap_dash.db import AuditEvent, Award, AwardBatch
from leap_dash.db.session import connect, reading, sqlite_url
from tests.browser.conftest import free_port
from tests.flows.conftest import STEADY, Installation, installed

PASSPHRASE = "correct horse"
MARKS = "learner,item,score\nanna,essay,70\n"


@pytest.fixture
def ready(tmp_path: Path) -> Callable[..., Installation]:
    """Makes an installation in which one learner qualifies for a badge."""

    def make(passphrase: str = "") -> Installation:
        made = installed(tmp_path, sqlite_url(tmp_path / "data" / "leap.db"))
        made.run("init")
        made.run(
            "org", "add", "open", "--name", "Open", "--country", "GB",
            LEAP_DASH_KEY_PASSPHRASE=passphrase,
        )  # fmt: skip
        (tmp_path / "marks.csv").write_text(MARKS)
        made.run(
            "import", "csv", tmp_path / "marks.csv", "--org", "open", "--programme", "ou",
            "--course", "AAA", "--cohort", "2026",
        )  # fmt: skip
        made.load(STEADY)
        return made

    return make


def refusal(installation: Installation, *arguments: str, **variables: str) -> str:
    """What is said: one line on stderr, nothing on stdout, exit 2."""
    done = installation.run(*arguments, code=2, **variables)
    assert done.stdout == ""
    assert done.stderr.startswith("leap-dash: ")
    assert done.stderr.count("\n") == 1
    return done.stderr


def refusals(installation: Installation, **variables: str) -> list[str]:
    """What `award` and `serve` say; neither writes anything."""
    before = written(installation)
    said = [
        refusal(installation, *arguments, **variables)
        for arguments in (["award", "steady"], ["serve", "--port", str(free_port())])
    ]
    assert written(installation) == before
    return said


def written(installation: Installation) -> list[int]:
    """How many rows a bulk award could have left."""
    engine = connect(installation.environment["LEAP_DASH_DATABASE_URL"])
    with reading(engine)() as session:
        counts = [
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Award, AwardBatch, AuditEvent)
        ]
    engine.dispose()
    return counts


def key_file(installation: Installation) -> Path:
    """The file of the private key that signs the org's badges."""
    folder = installation.folder / "data" / "keys" / "open"
    return folder / f"{(folder / 'active').read_text().strip()}.pem"


def test_a_key_that_the_passphrase_does_not_open_is_named(
    ready: Callable[..., Installation],
) -> None:
    installation = ready(PASSPHRASE)
    wrong = refusals(installation, LEAP_DASH_KEY_PASSPHRASE="battery staple")
    missing = refusals(installation)
    for said in (*wrong, *missing):
        assert str(key_file(installation)) in said
        assert "set LEAP_DASH_KEY_PASSPHRASE" in said
        assert "battery staple" not in said
    given = installation.json("award", "steady", LEAP_DASH_KEY_PASSPHRASE=PASSPHRASE)
    assert given["issued"] == 1


def test_a_key_that_others_may_read_is_named(ready: Callable[..., Installation]) -> None:
    installation = ready()
    key_file(installation).chmod(0o644)
    for said in refusals(installation):
        assert str(key_file(installation)) in said
        assert "644" in said
        assert "chmod 600" in said
    key_file(installation).chmod(0o600)
    assert installation.json("award", "steady")["issued"] == 1


@pytest.mark.parametrize("command", [["init"], ["award", "steady"], ["serve"]])
def test_a_postgresql_that_does_not_answer_is_named_without_its_password(
    tmp_path: Path, command: list[str]
) -> None:
    nowhere = f"127.0.0.1:{free_port()}/leap"
    installation = installed(tmp_path, f"postgresql://leap:quokka@{nowhere}")
    said = refusal(installation, *command)
    assert "LEAP_DASH_DATABASE_URL" in said
    assert nowhere in said
    assert "quokka" not in said


def test_a_data_dir_that_cannot_be_written_to_is_named_at_serve(
    ready: Callable[..., Installation],
) -> None:
    installation = ready()
    said = refusal(installation, "serve", LEAP_DASH_DATA_DIR="/proc/leap")
    assert "LEAP_DASH_DATA_DIR: /proc/leap cannot be written to" in said


def test_a_database_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "leap.db"
    folder.mkdir()
    said = refusal(installed(tmp_path, sqlite_url(folder)), "serve")
    assert str(folder) in said
    assert "LEAP_DASH_DATA_DIR" in said
