"""Plain CSV, long and wide: what it says is taken over, what cannot be is listed."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leap_dash.domain.errors import BadInputError
from leap_dash.ingest.formats import FORMATS, parse
from leap_dash.ingest.rows import UNNAMED, EnrollmentRow, LearnerRow, LineItemRow, Parsed, ResultRow


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "marks.csv"


def read(path: Path, *lines: str) -> Parsed:
    """What a file of these lines says."""
    path.write_text("\n".join(lines) + "\n")
    return parse("csv", path)


def test_the_long_layout_says_all_it_can(path: Path) -> None:
    parsed = read(
        path,
        "status,item,score,learner,maximum,weight,category,due,submitted,email,given_name,family_name",
        "active,Essay,40,a1,50,2.5,Assignment,2026-03-01,2026-02-27,Ana@Example.org,Ana,Costa",
        ",Quiz,excused,a1,,,test,,,,,",
        "withdrawn,Essay,,b2,,,,,,,,",
    )
    assert parsed.learners == [
        LearnerRow("a1", "ana@example.org", "Ana", "Costa"),
        LearnerRow("b2"),
    ]
    assert parsed.line_items == [
        LineItemRow(UNNAMED, "Essay", "Essay", "assignment", 50.0, 2.5, date(2026, 3, 1)),
        LineItemRow(UNNAMED, "Quiz", "Quiz", "test"),
    ]
    assert parsed.enrollments == [
        EnrollmentRow(UNNAMED, "a1", "active"),
        EnrollmentRow(UNNAMED, "b2", "withdrawn", final_result="withdrawn"),
    ]
    assert parsed.results == [
        ResultRow(UNNAMED, "Essay", "a1", 40.0, date(2026, 2, 27), line=2),
        ResultRow(UNNAMED, "Quiz", "a1", None, None, excused=True, line=3),
        ResultRow(UNNAMED, "Essay", "b2", None, None, line=4),
    ]
    assert parsed.rejected == []


def test_three_columns_are_enough_and_others_are_named_as_not_read(path: Path) -> None:
    parsed = read(path, "Score;Learner;Item;Submited", "78,5;a1;Essay;2026-01-01")
    assert [row.score for row in parsed.results] == [78.5]
    (source,) = parsed.sources
    assert (source.separator, source.decimal, source.rows) == ("semicolon", ",", 1)
    assert source.ignored == ("Submited",)


@pytest.mark.parametrize(
    ("line", "column", "said"),
    [
        ("b,Essay,seventy,,,", "score", '"seventy" is not a number'),
        ("b,Essay,-1,,,", "score", "below 0"),
        ("b,Essay,101,,,", "score", "maximum of 100"),
        ("b,Essay,70,0,,", "maximum", "outside"),
        ("b,Essay,70,90,,", "maximum", "contradicts 100"),
        ("b,Essay,70,,1.3.2026,", "due", "year-month-day"),
        ("b,Essay,70,,2026-03-02,", "due", "contradicts 2026-03-01"),
        ("b,Essay,70,,,away", "status", "active, withdrawn"),
        ("a,Essay,71,,,", "item", "line 2"),
        (",Essay,71,,,", "learner", "is empty"),
        ("b,,71,,,", "item", "is empty"),
        ("b,Essay,71", "maximum", "3 columns"),
        (f"{'b' * 201},Essay,71,,,", "learner", "200 characters"),
    ],
)
def test_a_spoiled_line_of_the_long_layout_is_listed(
    path: Path, line: str, column: str, said: str
) -> None:
    parsed = read(
        path,
        "learner,item,score,maximum,due,status",
        "a,Essay,70,100,2026-03-01,active",
        line,
        "c,Essay,80,,,",
    )
    (rejection,) = parsed.rejected
    assert (rejection.file, rejection.line, rejection.column) == ("marks.csv", 3, column)
    assert said in rejection.reason
    assert [(row.learner, row.score) for row in parsed.results] == [("a", 70.0), ("c", 80.0)]


def test_a_rejected_line_tells_nothing_else(path: Path) -> None:
    parsed = read(path, "learner,item,score,maximum", "a,Essay,x,10", "b,Essay,70,100")
    assert [row.maximum for row in parsed.line_items] == [100.0]
    assert [row.id for row in parsed.learners] == ["b"]


def test_a_maximum_on_a_later_line_holds_for_all(path: Path) -> None:
    parsed = read(path, "learner,item,score,maximum", "a,Essay,60,", "b,Essay,40,50")
    assert [(r.line, r.column) for r in parsed.rejected] == [(2, "score")]


def test_the_wide_layout_says_all_it_can(path: Path) -> None:
    parsed = read(
        path,
        "Essay,learner,Final quiz,email,status",
        "50,maximum,10,,",
        "2026-03-01,due,,,",
        "40,a1,excused,Ana@example.org,pass",
        ",b2,7.5,,",
    )
    assert parsed.line_items == [
        LineItemRow(UNNAMED, "Essay", "Essay", None, 50.0, None, date(2026, 3, 1)),
        LineItemRow(UNNAMED, "Final quiz", "Final quiz", None, 10.0),
    ]
    assert parsed.learners == [LearnerRow("a1", "ana@example.org"), LearnerRow("b2")]
    assert parsed.enrollments[0] == EnrollmentRow(UNNAMED, "a1", "completed", final_result="pass")
    assert parsed.results == [
        ResultRow(UNNAMED, "Essay", "a1", 40.0, None, line=4),
        ResultRow(UNNAMED, "Final quiz", "a1", None, None, excused=True, line=4),
        ResultRow(UNNAMED, "Final quiz", "b2", 7.5, None, line=5),
    ]
    assert parsed.rows == 2


@pytest.mark.parametrize(
    ("line", "column", "said"),
    [
        ("b,60,5", "Essay", "maximum of 50"),
        ("b,40,five", "Quiz", "is not a number"),
        ("a,41,5", "learner", "line 3"),
        ("maximum,1,1", "learner", "below the header"),
        (",41,5", "learner", "is empty"),
    ],
)
def test_a_spoiled_line_of_the_wide_layout_is_listed(
    path: Path, line: str, column: str, said: str
) -> None:
    parsed = read(path, "learner,Essay,Quiz", "maximum,50,", "a,40,5", line, "c,1,2")
    (rejection,) = parsed.rejected
    assert (rejection.line, rejection.column) == (4, column)
    assert said in rejection.reason
    assert {row.learner for row in parsed.results} == {"a", "c"}


def test_a_slip_in_a_maximum_or_due_day_stops_the_file(path: Path) -> None:
    with pytest.raises(BadInputError, match=r"marks\.csv, line 2, column Quiz: .* is not a number"):
        read(path, "learner,Essay,Quiz", "maximum,50,ten", "a,40,5")
    with pytest.raises(BadInputError, match=r"line 3, column Essay: .* is not a date"):
        read(path, "learner,Essay,Quiz", "maximum,50,10", "due,soon,", "a,40,5")


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("student,item,score", "column learner is missing"),
        ("learner,item,mark", "column score is missing"),
        ("student,Essay", "column learner is missing"),
        ("learner,email", "there is no item"),
        ("learner," + "x" * 201, "longer than 200"),
    ],
)
def test_a_file_without_what_it_needs_is_refused(path: Path, header: str, said: str) -> None:
    with pytest.raises(BadInputError, match=said):
        read(path, header, "a,b,c")


def test_a_file_that_does_not_say_its_section_asks_for_it(path: Path) -> None:
    parsed = read(path, "learner,item,score", "a,Essay,70")
    with pytest.raises(BadInputError, match="--course CODE"):
        parsed.of(None, "2026")
    with pytest.raises(BadInputError, match="--cohort CODE"):
        parsed.of("ESS", None)
    with pytest.raises(BadInputError, match="at most 100"):
        parsed.of("ESS", "2" * 101)
    named = parsed.of("ESS", "2026")
    assert [row.section for row in named.results] == [("ESS", "2026")]
    assert [row.code for row in named.courses] == ["ESS"]


def test_an_unknown_format_is_refused_with_those_there_are(path: Path) -> None:
    with pytest.raises(BadInputError, match="no format exel; there is oulad, csv"):
        parse("exel", path)
    assert set(FORMATS) == {"oulad", "csv"}


_marks = st.none() | st.just("excused") | st.integers(0, 100).map(lambda n: n / 4)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.dictionaries(
        st.text("abc123", min_size=1, max_size=4),
        st.lists(_marks, min_size=2, max_size=2),
        min_size=1,
        max_size=6,
    )
)
def test_both_layouts_of_the_same_marks_agree(
    path: Path, marks: dict[str, list[float | str | None]]
) -> None:
    cells = {who: ["" if mark is None else str(mark) for mark in row] for who, row in marks.items()}
    wide = read(path, "learner,Essay,Quiz", *(f"{who},{a},{b}" for who, (a, b) in cells.items()))
    lines = [
        f"{who},{item},{cell}"
        for who, row in cells.items()
        for item, cell in zip(("Essay", "Quiz"), row, strict=True)
    ]
    long = read(path, "learner,item,score", *lines)

    def known(parsed: Parsed) -> set[tuple[object, ...]]:
        return {
            (row.learner, row.item, row.score, row.excused)
            for row in parsed.results
            if row.excused or row.score is not None
        }

    assert known(wide) == known(long)
    assert wide.rejected == long.rejected == []
    assert wide.learners == long.learners
