"""At the command line: automatic badges come with an import, and the operator is the moderator."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from leap_dash.db import Org, Person
from leap_dash.db.session import connect, writing
from leap_dash.domain.access import Grant, Role, Scope
from leap_dash.jobs import decide
from tests.flows.conftest import STEADY, Installation

BRONZE = STEADY | {"award": "automatic", "rule": {"average": {"min_percent": 40}}}
SILVER = STEADY | {
    "slug": "steadier",
    "name": "Steadier worker",
    "level": "silver",
    "award": "automatic",
    "rule": {"all": [{"holds": {"achievement": "steady"}}, {"average": {"min_percent": 60}}]},
}


@pytest.fixture
def bring(installation: Installation, tmp_path: Path) -> None:
    """A first import, so that there is something that rules can name."""
    give(installation, tmp_path, anna=0, ben=0)


def give(installation: Installation, folder: Path, **marks: int) -> str:
    """Import these marks; returns what is said on stderr."""
    rows = "".join(f"{who},essay,{mark}\n" for who, mark in marks.items())
    (folder / "marks.csv").write_text("learner,item,score\n" + rows)
    return installation.run(
        "import", "csv", folder / "marks.csv", "--org", "open", "--programme", "ou",
        "--course", "AAA", "--cohort", "2026",
    ).stderr  # fmt: skip


def held(installation: Installation) -> list[tuple[str, str, str]]:
    """Who has which badge in which state."""
    rows = installation.json("awards")
    return sorted((row["achievement"], row["learner"], row["state"]) for row in rows)


def propose(installation: Installation, slug: str, *, renewing: bool = False) -> None:
    """Let an instructor award it where there is a moderator, too."""
    for role in ("instructor", "moderator"):
        installation.run(
            "user", "add", f"{role}@example.org", "--org", "open", "--role", role,
            "--password-stdin", given="a sound pass phrase\n",
        )  # fmt: skip
    engine = connect(installation.environment["LEAP_DASH_DATABASE_URL"])
    address = installation.environment["LEAP_DASH_BASE_URL"]
    with writing(engine)() as session:
        org = session.scalars(select(Org)).one()
        email = "instructor@example.org"
        person = session.scalars(select(Person).where(Person.email == email)).one()
        grants = frozenset({Grant(org.id, Role.INSTRUCTOR, org.network_id)})
        scope = Scope(email, person.id, grants)
        decide(
            session,
            scope,
            achievement=slug,
            renewing=renewing,
            base_url=address,
            now=datetime.now(UTC),
        )
        session.commit()
    engine.dispose()


@pytest.mark.usefixtures("bring")
def test_an_import_brings_automatic_badges_unless_they_are_switched_off(
    installation: Installation, tmp_path: Path
) -> None:
    installation.load(BRONZE, SILVER)
    assert "off" in installation.run("automatic", "off").stdout
    assert installation.json("automatic", "status") == {"on": False, "off_at": []}
    assert "automatically" not in give(installation, tmp_path, anna=70, ben=50)
    assert held(installation) == []
    installation.run("automatic", "off", "--org", "nowhere", code=2)
    assert installation.json("automatic", "on") == {"on": True, "off_at": []}
    # Nothing new in it, but what came while it was off is looked at now.
    assert "3 badges awarded automatically." in give(installation, tmp_path, anna=70, ben=50)
    assert held(installation) == [
        ("steadier", "anna", "issued"),
        ("steady", "anna", "issued"),
        ("steady", "ben", "issued"),
    ]
    assert "automatically" not in give(installation, tmp_path, anna=70, ben=50)
    installation.run("audit", "verify")


@pytest.mark.usefixtures("bring")
def test_the_command_line_awards_at_once_also_what_waits_for_a_moderator(
    installation: Installation, tmp_path: Path
) -> None:
    give(installation, tmp_path, anna=70, ben=50, cyd=45)
    installation.load(STEADY)
    propose(installation, "steady")
    assert {state for *_, state in held(installation)} == {"proposed"}
    assert installation.json("award", "steady", "--dry-run")["issued"] == 3
    done = installation.json("award", "steady", "--learner", "anna")
    assert (done["issued"], done["already"]) == (1, 0)
    done = installation.json("award", "steady")
    assert (done["issued"], done["already"], done["evaluated"]) == (2, 1, 3)
    assert {state for *_, state in held(installation)} == {"issued"}


@pytest.mark.usefixtures("bring")
def test_the_command_line_approves_only_what_it_was_asked_to_give(
    installation: Installation, tmp_path: Path
) -> None:
    give(installation, tmp_path, anna=70, ben=10)
    ending = STEADY | {"expires_months": 2}
    installation.load(ending)
    assert installation.json("award", "steady")["issued"] == 1
    propose(installation, "steady", renewing=True)
    give(installation, tmp_path, anna=70, ben=50)
    for extra in (["--dry-run"], []):
        assert installation.json("award", "steady", *extra)["issued"] == 1
    assert held(installation) == [
        ("steady", "anna", "issued"),
        ("steady", "anna", "proposed"),
        ("steady", "ben", "issued"),
    ]
    for extra in (["--dry-run", "--learner", "anna"], ["--learner", "anna"]):
        assert installation.json("award", "steady", "--renew", *extra)["issued"] == 1


@pytest.mark.usefixtures("bring")
def test_renewing_at_the_command_line_approves_nobody_who_never_had_the_badge(
    installation: Installation, tmp_path: Path
) -> None:
    give(installation, tmp_path, anna=70, ben=50)
    installation.load(STEADY | {"expires_months": 2})
    propose(installation, "steady")
    assert installation.json("award", "steady", "--renew")["issued"] == 0
    assert {state for *_, state in held(installation)} == {"proposed"}
