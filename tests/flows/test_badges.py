"""Badges as files: written, baked, unbaked, checked; keys that change in between."""

import json
from pathlib import Path

import pytest

from tests.flows.conftest import STEADY, Installation, Template

MARKS = (
    "learner,item,score,category,due,submitted,email\n"
    "anna,essay,70,assignment,2026-03-01,2026-02-27,Anna@Example.org\n"
    "ben,essay,20,assignment,2026-03-01,2026-02-27,\n"
)


@pytest.fixture(scope="module")
def awarded_once(empty: Template, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Anna has a badge."""
    made = empty.copy(tmp_path_factory.mktemp("awarded"))
    made.bring(MARKS)
    made.load(STEADY)
    assert made.json("award", "steady")["issued"] == 1
    return Template(made, empty.server)


@pytest.fixture
def awarding(awarded_once: Template, tmp_path: Path) -> Installation:
    """A copy of that."""
    return awarded_once.copy(tmp_path)


@pytest.fixture(scope="module")
def awarded(awarded_once: Template) -> str:
    """The id of Anna's badge."""
    (row,) = awarded_once.original.json("awards", "--learner", "anna")
    assert row["learner"] == "anna"
    return str(row["id"])


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_badge_is_written_unbaked_and_baked_again(
    awarding: Installation, awarded: str, tmp_path: Path, kind: str
) -> None:
    image, document = tmp_path / f"badge.{kind}", tmp_path / "badge.json"
    awarding.run("badge", awarded, "--format", kind, "--out", image)
    awarding.run("badge", awarded, "--format", "json", "--out", document)
    carried = awarding.run("unbake", image).stdout
    assert json.loads(carried) == json.loads(document.read_text())
    again = tmp_path / f"again.{kind}"
    awarding.run("bake", image, document, "--out", again)
    assert again.read_bytes() == image.read_bytes()
    assert awarding.json("verify", again)["verdict"] == "valid"


def test_a_drawing_that_runs_a_program_is_not_baked(
    installation: Installation, tmp_path: Path
) -> None:
    drawing, out = tmp_path / "drawing.svg", tmp_path / "badge.svg"
    drawing.write_text('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>')
    (tmp_path / "badge.json").write_text("{}")
    refused = installation.run(
        "bake", drawing, tmp_path / "badge.json", "--out", out, code=2
    ).stderr
    assert "<script> at line 1" in refused
    assert not out.exists()


def test_awards_are_listed_by_every_name_of_the_badge(awarding: Installation, awarded: str) -> None:
    for name in ("steady", "open/steady"):
        evaluated = awarding.json("evaluate", name)
        assert (evaluated["achievement"], evaluated["already"]) == ("steady", 1)
        (row,) = awarding.json("awards", "--achievement", name)
        assert row["id"] == awarded


def test_a_badge_is_written_as_a_token_and_baked(
    awarding: Installation, awarded: str, tmp_path: Path
) -> None:
    plain, token, baked = tmp_path / "plain.png", tmp_path / "badge.jwt", tmp_path / "baked.png"
    awarding.run("badge", awarded, "--format", "png", "--out", plain)
    awarding.run("badge", awarded, "--format", "jwt", "--out", token)
    text = token.read_text()
    assert awarding.run("badge", awarded, "--format", "jwt").stdout == text
    token.write_text(f"{text}\n")
    awarding.run("bake", plain, token, "--out", baked)
    assert awarding.run("unbake", baked).stdout == f"{text}\n"
    awarding.run("keys", "rotate", "--org", "open")
    for given in (token, baked):
        report = awarding.json("verify", given, "--recipient", "anna@example.org")
        assert report["verdict"] == "valid"
    forged = tmp_path / "forged.jwt"
    forged.write_text(text[:-1] + ("A" if text[-1] != "A" else "B"))
    assert awarding.json("verify", forged, code=1)["credential"] is None


def test_the_recipient_is_checked_when_asked_for(
    awarding: Installation, awarded: str, tmp_path: Path
) -> None:
    png = tmp_path / "badge.png"
    awarding.run("badge", awarded, "--format", "png", "--out", png)
    assert awarding.json("verify", png, "--recipient", "anna@example.org")["verdict"] == "valid"
    other = awarding.json("verify", png, "--recipient", "ben@example.org", code=1)
    assert [c["name"] for c in other["checks"] if c["result"] == "fail"] == ["recipient"]


def test_a_badge_verifies_after_its_key_was_replaced(
    awarding: Installation, awarded: str, tmp_path: Path
) -> None:
    old = tmp_path / "old.json"
    awarding.run("badge", awarded, "--format", "json", "--out", old)
    awarding.run("keys", "rotate", "--org", "open")
    awarding.run("keys", "rotate", "--org", "open", "--type", "rsa")
    listed = awarding.json("keys", "list", "--org", "open")["keys"]
    states = {
        kind: [key["state"] for key in listed if key["type"] == kind] for kind in ("ed25519", "rsa")
    }
    assert states == {"ed25519": ["retired", "active"], "rsa": ["retired", "retired", "active"]}
    assert awarding.json("verify", old)["verdict"] == "valid"
    awarding.bring(MARKS.replace("ben,essay,20", "ben,essay,90"))
    assert awarding.json("award", "steady")["issued"] == 1
    (row,) = awarding.json("awards", "--learner", "ben")
    assert awarding.json("verify", row["url"])["verdict"] == "valid"


def test_without_a_database_a_badge_is_unknown_never_valid(
    awarding: Installation, awarded: str, tmp_path: Path
) -> None:
    document = tmp_path / "badge.json"
    awarding.run("badge", awarded, "--format", "json", "--out", document)
    elsewhere = {"LEAP_DASH_DATA_DIR": str(tmp_path / "none"), "LEAP_DASH_DATABASE_URL": ""}
    assert awarding.json("verify", document, code=1, **elsewhere)["verdict"] == "unknown"


def test_asking_online_goes_through_the_guard_and_says_what_came_of_it(
    awarding: Installation, awarded: str, tmp_path: Path
) -> None:
    document = tmp_path / "badge.json"
    awarding.run("badge", awarded, "--format", "json", "--out", document)
    assert awarding.json("verify", document, "--online")["verdict"] == "valid"
    elsewhere = {"LEAP_DASH_DATA_DIR": str(tmp_path / "none"), "LEAP_DASH_DATABASE_URL": ""}
    inside = tmp_path / "inside.json"
    inside.write_text(document.read_text().replace("web:badges.example.org", "web:localhost%3A443"))
    told = awarding.json("verify", inside, "--online", code=1, **elsewhere)
    assert told["verdict"] == "unknown"
    assert "Nobody was asked: localhost is a name of an inner" in told["checks"][-1]["detail"]
    for variables in ({}, elsewhere):
        link = awarding.json("verify", "https://127.0.0.1/", "--online", code=1, **variables)
        assert link["verdict"] == "unknown"
        assert "is a number" in link["checks"][-1]["detail"]


@pytest.mark.parametrize("content", [b"", b"\x00\xff binary", b'{"a": 1, "a": 2}', b"[" * 300_000])
def test_what_is_no_badge_is_said_to_be_none(
    installation: Installation, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "thing"
    path.write_bytes(content)
    report = installation.json("verify", path, code=1)
    assert report["verdict"] == "invalid"
    assert report["credential"] is None


def test_nothing_qualified_is_a_no(installation: Installation, tmp_path: Path) -> None:
    installation.bring(MARKS)
    installation.load({**STEADY, "rule": {"average": {"min_percent": 100}}})
    assert installation.json("evaluate", "steady", code=1)["eligible"] == 0
    assert installation.json("award", "steady", code=1)["issued"] == 0
    assert installation.json("awards") == []


def test_a_badge_that_lapses_soon_is_renewed_once_as_a_new_one(
    awarding: Installation, awarded: str, tmp_path: Path
) -> None:
    assert awarded
    assert awarding.json("award", "steady", "--renew")["issued"] == 0  # it has no end
    ending = {**STEADY, "slug": "ending", "name": "Ending", "expires_months": 2}
    awarding.load(ending)
    assert awarding.json("award", "ending")["issued"] == 1
    assert awarding.json("award", "ending", "--renew", "--dry-run")["issued"] == 1
    assert awarding.json("award", "ending", "--renew")["issued"] == 1
    first, second = awarding.json("awards", "--achievement", "ending")
    assert {first["state"], second["state"]} == {"issued"}
    assert first["id"] != second["id"]
    for row in (first, second):
        written = tmp_path / f"{row['id']}.json"
        awarding.run("badge", row["id"], "--format", "json", "--out", written)
        assert awarding.json("verify", written)["verdict"] == "valid"
    evidence = json.loads((tmp_path / f"{second['id']}.json").read_text())["evidence"]
    assert evidence[0]["id"].endswith(f"/badges/{first['id']}")
