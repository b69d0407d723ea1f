"""`leap-dash attention-model`: learned, said in words, and refused in words."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from leap_dash.db.session import writing
from tests.finished_course import LEARNERS, add_section, taught
from tests.flows.conftest import Installation, installed

WHICH = ("--org", "tralee", "--course", "unit-1")


@pytest.fixture
def house(database: Engine, database_url: str, tmp_path: Path) -> Installation:
    """An installation with a course of two finished sections, and one with a small section."""
    with writing(database)() as session:
        course = taught(session)
        add_section(session, course, "spring", date(2025, 2, 1))
        add_section(session, course, "autumn", date(2025, 9, 1))
        add_section(session, taught(session, "porto"), "few", date(2025, 2, 1), learners=20)
        session.commit()
    return installed(tmp_path, database_url)


def test_what_was_learned_is_said_and_stays(house: Installation) -> None:
    trained = house.json("attention-model", "train", *WHICH)
    assert trained.pop("seconds") > 0
    assert house.json("attention-model", "show", *WHICH) == trained
    model = next(each for each in trained["models"] if each["day"] == 60 and not each["without"])
    assert (model["trained_on"], model["learners"]) == (["spring", "autumn"], 2 * LEARNERS)
    assert (model["checked_by"], model["failing"]) == ("section", LEARNERS)
    assert 0.75 < model["auc"] < 0.85
    said = house.run("attention-model", "show", *WHICH).stdout
    assert (
        f"unit-1, day 60: {2 * LEARNERS} learners of spring, autumn, of whom {LEARNERS} failed or "
        f"left later; AUC {model['auc']:.3f} and {model['top_share']:.0%} of the tenth ranked "
        "highest, scoring each section by the others."
    ) in said.splitlines()
    assert "  a lower mean of the due work: odds times 1." in said


def test_too_few_are_refused_with_their_number(house: Installation) -> None:
    done = house.run("attention-model", "train", "--org", "porto", "--course", "unit-1", code=2)
    assert done.stdout == ""
    assert done.stderr.startswith("leap-dash: Course unit-1 has no model: at least 200 enrolments")
    assert "there are 20 enrolments" in done.stderr


def test_a_course_without_model_says_how_to_get_one(house: Installation) -> None:
    done = house.run("attention-model", "show", *WHICH, code=2)
    assert "leap-dash attention-model train" in done.stderr


def test_an_unknown_course_is_named(house: Installation) -> None:
    done = house.run("attention-model", "train", "--org", "tralee", "--course", "unit-9", code=2)
    assert "'unit-9'" in done.stderr
