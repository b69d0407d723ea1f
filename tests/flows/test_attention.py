"""`leap-dash attention` prints whom to contact first, and one line where it cannot."""

import json

import pytest

from tests.flows.conftest import Installation, Template

MARKS = """\
learner,item,score,category,due,submitted
anna,essay,70,assignment,2026-03-01,2026-02-27
bert,essay,,assignment,2026-03-01,
anna,test,80,test,2026-04-01,2026-03-30
bert,test,10,test,2026-04-01,2026-03-31
"""
PLACE = ("--org", "open", "--cohort", "2026")


@pytest.fixture(scope="module")
def with_marks(empty: Template, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Two learners of one course; for all tests, since none writes anything."""
    made = empty.copy(tmp_path_factory.mktemp("marks"))
    made.bring(MARKS)
    return made


def test_each_enrolment_is_an_object_with_its_status_and_why(with_marks: Installation) -> None:
    asked = ("attention", *PLACE, "--course", "AAA", "--as-of", "2026-04-10")
    bert, anna = json.loads(with_marks.run(*asked, "--json").stdout)
    assert bert == {
        "learner": "bert",
        "section": "AAA",
        "status": "needs attention",
        "score": bert["score"],
        "reasons": ["1 due item missing", "mean 5 %, below 40 %"],
    }
    assert 0 <= anna["score"] < bert["score"] <= 100
    assert (anna["status"], anna["reasons"]) == ("on track", [])
    lines = with_marks.run(*asked).stdout.splitlines()
    assert lines[0] == "2026, as of 2026-04-10: 2 enrolments."
    assert lines[2].split()[1:4] == ["needs", "attention", "bert"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--org", "opn", "--cohort", "2026"), "There is no organisation 'opn'; there is open."),
        (("--org", "open", "--cohort", "2025"), "There is no cohort '2025' at open"),
        ((*PLACE, "--course", "BBB"), "it has AAA"),
        ((*PLACE, "--as-of", "soon"), "expected a date such as 2013-12-01"),
        ((*PLACE, "--as-of", "day:5"), "no first day to count from"),
    ],
)
def test_what_cannot_be_shown_is_said_in_one_line(
    with_marks: Installation, arguments: tuple[str, ...], said: str
) -> None:
    done = with_marks.run("attention", *arguments, "--json", code=2)
    assert done.stdout == ""
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
