"""From real marks to a badge that anyone can verify, and what happens when that is disturbed."""

import json
from pathlib import Path

from leap_dash.app import create_app
from leap_dash.settings import read_settings
from tests.flows.conftest import STEADY, Installation

DDD = {"all": [{"average": {"course": "DDD", "min_percent": 40}}, {"completed": {}}]}


def fetch(installation: Installation, path: str) -> bytes:
    """What the public address answers."""
    app = create_app(read_settings(installation.environment))
    answer = app.test_client().get(path)
    app.extensions["leap_dash"].engine.dispose()
    assert answer.status_code == 200, (path, answer.status_code)
    return bytes(answer.data)


def test_real_marks_become_badges_that_verify_until_they_are_revoked(
    with_oulad: Installation, tmp_path: Path
) -> None:
    assert "steady rule version 1" in with_oulad.load({**STEADY, "rule": DDD})
    before = with_oulad.json("evaluate", "steady", "--cohort", "2013J")
    assert before["evaluated"] > before["eligible"] > 500
    assert before["already"] == 0
    behind = next(row for row in before["learners"] if not row["eligible"])
    assert behind["missing"][0].keys() == {"clause", "have", "need"}

    dry = with_oulad.json("award", "steady", "--cohort", "2013J", "--dry-run")
    assert dry["issued"] == before["eligible"]
    assert with_oulad.json("awards") == []

    first = with_oulad.json("award", "steady", "--cohort", "2013J")
    assert (first["issued"], first["failed"]) == (before["eligible"], [])
    second = with_oulad.json("award", "steady", "--cohort", "2013J")
    assert (second["issued"], second["already"]) == (0, before["eligible"])

    awards = with_oulad.json("awards", "--achievement", "steady", "--cohort", "2013J")
    assert len({row["learner"] for row in awards}) == before["eligible"]
    assert {row["state"] for row in awards} == {"issued"}
    badge = awards[0]
    path = badge["url"].removeprefix("https://badges.example.org")

    png, document = tmp_path / "badge.png", tmp_path / "badge.json"
    png.write_bytes(fetch(with_oulad, path + ".png"))
    document.write_bytes(fetch(with_oulad, path + ".json"))
    for given in (png, document, badge["url"]):
        checked = with_oulad.json("verify", given)
        assert checked["verdict"] == "valid", checked
        assert {check["result"] for check in checked["checks"]} == {"pass"}
    written = json.loads(document.read_text())
    assert written["id"] == badge["url"]
    average, completed = written["credentialSubject"]["result"]
    described = written["credentialSubject"]["achievement"]["resultDescription"]
    assert 40 <= float(average["value"]) <= 100
    assert completed["status"] == "Completed"
    assert [d["id"] for d in described] == [r["resultDescription"] for r in (average, completed)]
    assert described[0]["requiredValue"] == "40"

    forged = document.read_text().replace("Steady worker", "Steady winner")
    document.write_text(forged)
    refused = with_oulad.json("verify", document, code=1)
    assert {"proof"} <= {c["name"] for c in refused["checks"] if c["result"] == "fail"}
    assert refused["credential"] is None

    with_oulad.run("suspend", badge["id"], "--reason", "A complaint")
    suspended = with_oulad.json("verify", png, code=1)
    (status,) = [c for c in suspended["checks"] if c["name"] == "status"]
    assert status["detail"].endswith("A complaint")
    with_oulad.run("reinstate", badge["id"])
    assert with_oulad.json("verify", png)["verdict"] == "valid"
    with_oulad.run("revoke", badge["id"], "--reason", "Awarded in error")
    revoked = with_oulad.json("verify", png, code=1)
    (status,) = [c for c in revoked["checks"] if c["name"] == "status"]
    assert status["result"] == "fail"
    assert "Awarded in error" in status["detail"]
    again = with_oulad.json("award", "steady", "--cohort", "2013J")
    assert again["issued"] == 0  # a bulk award gives nothing back that was taken
    assert with_oulad.json("audit", "verify")["valid"]


def test_a_changed_address_signs_nothing_until_it_is_accepted(
    with_oulad: Installation, tmp_path: Path
) -> None:
    with_oulad.load({**STEADY, "rule": DDD})
    with_oulad.run("award", "steady", "--cohort", "2013B")
    other = "https://other.example.org"
    refused = with_oulad.run("award", "steady", code=2, LEAP_DASH_BASE_URL=other)
    assert "LEAP_DASH_BASE_URL" in refused.stderr
    assert refused.stderr.count("\n") == 1
    with_oulad.run("init", "--accept-base-url", LEAP_DASH_BASE_URL=other)
    assert with_oulad.json("award", "steady", LEAP_DASH_BASE_URL=other)["issued"] > 0
