"""The report of a cohort by the command."""

from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.flows.conftest import Installation, Template

MARKS = """learner,item,score,maximum,due,given_name,family_name
k-1,Essay,30,100,2026-01-10,Χλόη,Ανδρέου
k-2,Essay,80,100,2026-01-10,Jörg,Groß
"""
CODES = ("--org", "open", "--programme", "ou", "--course", "FOH", "--cohort", "2026A")


@pytest.fixture(scope="module")
def with_marks(empty: Template, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """One cohort of two learners; for all tests, since none writes anything."""
    made = empty.copy(tmp_path_factory.mktemp("marks"))
    (made.folder / "marks.csv").write_text(MARKS)
    made.run("import", "csv", "marks.csv", *CODES)
    return made


def test_a_report_says_what_was_imported(with_marks: Installation, tmp_path: Path) -> None:
    out = tmp_path / "report.pdf"
    said = with_marks.json("report", *CODES, "--out", out)
    assert said == {"file": str(out), "pages": len(PdfReader(out).pages)}
    text = " ".join(page.extract_text() for page in PdfReader(out).pages)
    for words in ("The Open University", "2 learners;", "Χλόη Ανδρέου", "Made by command line."):
        assert words in text


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--org", "open", "--cohort", "2027"), "'2027'"),
        (("--org", "none", "--cohort", "2026A"), "'none'"),
        (("--org", "open", "--cohort", "2026A", "--course", "BAR"), "it has FOH"),
    ],
)
def test_what_there_is_no_report_of_is_said_in_one_line(
    with_marks: Installation, tmp_path: Path, arguments: tuple[str, ...], word: str
) -> None:
    out = tmp_path / "report.pdf"
    done = with_marks.run("report", *arguments, "--out", out, code=2)
    assert done.stderr.count("\n") == 1
    assert word in done.stderr
    assert not out.exists()


def test_a_file_that_cannot_be_written_is_named(with_marks: Installation, tmp_path: Path) -> None:
    out = tmp_path / "none" / "report.pdf"
    done = with_marks.run("report", *CODES, "--out", out, code=2)
    assert "No such file or directory" in done.stderr
    assert str(out) in done.stderr
