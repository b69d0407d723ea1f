"""`award --from`: only those whom a file names, and what is wrong with its other lines."""

from pathlib import Path

from tests.flows.conftest import STEADY, Installation

MARKS = (
    "learner,item,score,category,due,submitted,email\n"
    "anna,essay,70,assignment,2026-03-01,2026-02-27,anna@example.org\n"
    "ben,essay,20,assignment,2026-03-01,2026-02-27,\n"
    "cleo,essay,80,assignment,2026-03-01,2026-02-27,\n"
)


def test_a_file_names_who_may_get_the_badge(installation: Installation, tmp_path: Path) -> None:
    (tmp_path / "marks.csv").write_text(MARKS)
    installation.run(
        "import", "csv", tmp_path / "marks.csv", "--org", "open", "--programme", "ou",
        "--course", "AAA", "--cohort", "2026",
    )  # fmt: skip
    installation.load(STEADY)
    named = tmp_path / "named.csv"
    named.write_text("learner\nanna\nben\nnobody\nanna\n")
    for extra in (["--dry-run"], []):
        done = installation.json("award", "steady", "--from", named, *extra)
        assert (done["issued"], done["evaluated"]) == (1, 2)
        assert [(each["line"], each["learner"]) for each in done["lines"]] == [
            (4, "nobody"),
            (5, "anna"),
        ]
    assert [row["learner"] for row in installation.json("awards")] == ["anna"]
    (tmp_path / "other.csv").write_text("name,mark\nAna,3\n")
    refused = installation.run("award", "steady", "--from", tmp_path / "other.csv", code=2).stderr
    assert "column called learner" in refused
