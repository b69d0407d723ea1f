"""Wrong use is said in one line that names it and what would be right, and writes nothing."""

import json
import socket
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from leap_dash.db import Achievement, AuditEvent, Enrollment, Learner, Result
from leap_dash.db.session import connect, reading
from tests.flows.conftest import STEADY, Installation, Template

LONG = "learner,item,score,category,due,submitted\nanna,essay,70,assignment,2026-03-01,2026-02-27\n"


def refusal(installation: Installation, *arguments: str | Path, **variables: str) -> str:
    """What is said; it must be one line, and the exit code 2."""
    done = installation.run(*arguments, code=2, **variables)
    assert done.stdout == ""
    assert done.stderr.startswith("leap-dash: ")
    assert done.stderr.count("\n") == 1
    return done.stderr


def stored(installation: Installation) -> list[int]:
    """How many rows there are of all that a command could have half-written."""
    engine = connect(installation.environment["LEAP_DASH_DATABASE_URL"])
    with reading(engine)() as session:
        counts = [
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Achievement, AuditEvent, Enrollment, Learner, Result)
        ]
    engine.dispose()
    return counts


@pytest.fixture(scope="module")
def with_marks(empty: Template, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation with one learner's mark; one for all tests, since refusals write nothing."""
    made = empty.copy(tmp_path_factory.mktemp("marks"))
    made.bring(LONG)
    return made


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["awrad", "steady"], ["awrad", "award"]),
        (["award"], ["SLUG"]),
        (["award", "steady", "--chort", "x"], ["--chort", "--cohort"]),
        (["award", "nothing"], ["nothing"]),
        (["evaluate", "nothing"], ["nothing"]),
        (["import", "exel", "x.csv", "--org", "open", "--programme", "ou"], ["exel", "oulad"]),
        (["import", "csv", "none.csv", "--org", "open", "--programme", "ou", "--course", "A",
          "--cohort", "B"], ["none.csv"]),
        (["import", "oulad", ".", "--org", "open", "--programme", "ou"], ["courses.csv"]),
        (["import", "oulad", ".", "--org", "opne", "--programme", "ou"], ["opne"]),
        (["org", "add", "Not A Slug", "--name", "N", "--country", "IE"], ["Not A Slug"]),
        (["org", "add", "open", "--name", "N", "--country", "IE"], ["open"]),
        (["org", "add", "tralee", "--name", "N", "--country", "Ireland"], ["Ireland", "IE"]),
        (["org", "add", "tralee", "--name", "N", "--country", "IE", "--parent", "x"], ["'x'"]),
        (["user", "add", "ana", "--org", "open", "--role", "instructor", "--password-stdin"],
         ["ana"]),
        (["user", "add", "a@b.example", "--org", "open", "--role", "teacher",
          "--password-stdin"], ["teacher", "instructor"]),
        (["awards", "--achievement", "open/nothing"], ["open/nothing"]),
        (["awards", "--cohort", "2027"], ["2027"]),
        (["awards", "--learner", "nobody"], ["nobody"]),
        (["revoke", "not-an-id", "--reason", "x"], ["not-an-id"]),
        (["suspend", "not-an-id", "--reason", "x"], ["not-an-id"]),
        (["reinstate", "not-an-id"], ["not-an-id"]),
        (["revoke", "0b9c7a52-6a0c-4e0f-9f57-3f1f3b7d0e11", "--reason", "x"], ["0b9c7a52"]),
        (["verify", "none.png"], ["none.png"]),
        (["serve", "--port", "99999"], ["99999"]),
    ],
)  # fmt: skip
def test_wrong_words_are_named_with_what_would_be_right(
    with_marks: Installation, arguments: list[str], named: list[str]
) -> None:
    before = stored(with_marks)
    said = refusal(with_marks, *arguments)
    for word in named:
        assert word in said
    assert stored(with_marks) == before


@pytest.mark.parametrize(
    ("rule", "named"),
    [
        ({"average": {"min_percent": 140}}, ["min_percent", "100"]),
        ({"result": {"item": "esay", "min_percent": 40}}, ["esay"]),
        ({"average": {"course": "ZZZ", "min_percent": 40}}, ["ZZZ"]),
        ({"holds": {"achievement": "gold"}}, ["gold"]),
        ({"all": []}, ["all"]),
        ({"avrage": {"min_percent": 40}}, ["avrage", "average"]),
    ],
)
def test_a_rule_that_cannot_be_is_refused_when_it_is_loaded(
    with_marks: Installation, rule: dict[str, object], named: list[str]
) -> None:
    before = stored(with_marks)
    good = {**STEADY, "slug": "good"}
    said = with_marks.load(good, {**STEADY, "rule": rule}, code=2)
    for word in named:
        assert word in said
    assert stored(with_marks) == before  # not even the good one


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("LEAP_DASH_BASE_URL", "nowhere"),
        ("LEAP_DASH_PORT", "80"),
        ("LEAP_DASH_DATABASE_URL", "mysql://localhost/leap"),
        ("LEAP_DASH_DATA_DIR", "/proc/leap"),
        ("LEAP_DASH_LOG", "loud"),
    ],
)
def test_a_wrong_variable_is_named(installation: Installation, variable: str, value: str) -> None:
    assert variable in refusal(installation, "init", **{variable: value})


def test_a_port_in_use_is_named(installation: Installation) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = refusal(installation, "serve", "--port", port)
    assert port in said
    assert "--port" in said


def test_a_database_of_a_newer_version_is_named(installation: Installation) -> None:
    engine = connect(installation.environment["LEAP_DASH_DATABASE_URL"])
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    for command in (["init"], ["awards"], ["serve"]):
        assert "newer version (9999)" in refusal(installation, *command)


def test_no_database_asks_for_init(installation: Installation, tmp_path: Path) -> None:
    said = refusal(
        installation,
        "awards",
        LEAP_DASH_DATA_DIR=str(tmp_path / "elsewhere"),
        LEAP_DASH_DATABASE_URL="",
    )
    assert "leap-dash init" in said
    assert not (tmp_path / "elsewhere").exists()


def test_a_spoiled_line_is_listed_and_the_others_go_in(
    installation: Installation, tmp_path: Path
) -> None:
    (tmp_path / "marks.csv").write_text(LONG + "ben,essay,seventy,assignment,2026-03-01,\n")
    report = installation.json(
        "import", "csv", tmp_path / "marks.csv", "--org", "open", "--programme", "ou",
        "--course", "AAA", "--cohort", "2026",
    )  # fmt: skip
    (rejected,) = report["rejected"]
    assert (rejected["line"], rejected["column"]) == (3, "score")
    assert "seventy" in rejected["reason"]
    assert rejected["file"].endswith("marks.csv")
    assert report["results"] == 1
    assert json.dumps(report)


def test_of_several_who_add_an_organisation_at_once_one_does_and_the_others_are_told(
    installation: Installation,
) -> None:
    add = ("org", "add", "tralee", "--name", "Tralee", "--country", "IE")
    started = [installation.start(*add) for _ in range(4)]
    said = [process.communicate() for process in started]
    assert sorted(process.returncode for process in started) == [0, 2, 2, 2]
    for process, (_, complaint) in zip(started, said, strict=True):
        if process.returncode:
            assert complaint.startswith("leap-dash: ")
            assert complaint.count("\n") == 1
