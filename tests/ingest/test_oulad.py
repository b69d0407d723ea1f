"""OULAD is read whole, and a spoiled line in any of its files costs that line only."""

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from leap_dash.domain.errors import BadInputError
from leap_dash.ingest.oulad import read
from leap_dash.ingest.rows import ActivityRow, EnrollmentRow, ResultRow, SectionKey

FILES = {
    "courses.csv": (
        "code_module,code_presentation,module_presentation_length\nAAA,2013J,268\nAAA,2013B,240\n"
    ),
    "assessments.csv": (
        "code_module,code_presentation,id_assessment,assessment_type,date,weight\n"
        "AAA,2013J,3,TMA,54.0,60.0\nAAA,2013J,1,TMA,19.0,40.0\nAAA,2013J,2,CMA,19.0,0.0\n"
        "AAA,2013J,4,Exam,,100.0\n"
    ),
    "studentInfo.csv": (
        "code_module,code_presentation,id_student,gender,final_result\n"
        "AAA,2013J,11,M,Pass\nAAA,2013J,12,F,Withdrawn\nAAA,2013B,11,M,Fail\n"
    ),
    "studentRegistration.csv": (
        "code_module,code_presentation,id_student,date_registration,date_unregistration\n"
        "AAA,2013J,11,-10,5\nAAA,2013J,12,-5,30\nAAA,2013B,11,,\n"
    ),
    "studentAssessment.csv": (
        "id_assessment,id_student,date_submitted,is_banked,score\n"
        "1,11,18,0,78.0\n1,12,20,1,\n2,11,,0,39.5\n"
    ),
}
J = SectionKey("AAA", "2013J")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def test_the_whole_of_2013_goes_in(shared_data: Path) -> None:
    parsed = read(shared_data / "oulad-2013")
    assert parsed.rejected == []
    assert len(parsed.enrollments) == 13_529
    assert len(parsed.learners) == 13_327
    assert len(parsed.results) == 82_842
    assert len(parsed.line_items) == 92
    assert Counter(row.final_result for row in parsed.enrollments) == {
        "pass": 5494,
        "withdrawn": 3717,
        "fail": 3242,
        "distinction": 1076,
    }
    assert sum(row.carried_over for row in parsed.results) == 720
    assert sum(row.score is None for row in parsed.results) == 84
    assert parsed.sources[-1].rows == 82_842
    assert {source.encoding for source in parsed.sources} == {"UTF-8"}


def test_days_count_from_october_and_february(folder: Path) -> None:
    parsed = read(folder)
    assert [(row.key.cohort, row.starts_on) for row in parsed.sections] == [
        ("2013J", date(2013, 10, 1)),
        ("2013B", date(2013, 2, 1)),
    ]
    assert parsed.results == [
        ResultRow(J, "1", "11", 78.0, date(2013, 10, 19), line=2),
        ResultRow(J, "1", "12", None, date(2013, 10, 21), carried_over=True, line=3),
        ResultRow(J, "2", "11", 39.5, None, line=4),
    ]


def test_items_are_numbered_by_date_and_an_exam_without_one_ends_the_last_week(
    folder: Path,
) -> None:
    items = [
        (row.name, row.source_key, row.category, row.due_on) for row in read(folder).line_items
    ]
    assert items == [
        ("TMA 1", "1", "assignment", date(2013, 10, 20)),
        ("CMA 1", "2", "test", date(2013, 10, 20)),
        ("TMA 2", "3", "assignment", date(2013, 11, 24)),
        ("Exam", "4", "exam", date(2014, 6, 26)),
    ]


def test_the_final_result_is_trusted_over_the_day_of_leaving(folder: Path) -> None:
    assert read(folder).enrollments == [
        EnrollmentRow(J, "11", "completed", date(2013, 9, 21), None, "pass"),
        EnrollmentRow(J, "12", "withdrawn", date(2013, 9, 26), date(2013, 10, 31), "withdrawn"),
        EnrollmentRow(SectionKey("AAA", "2013B"), "11", "completed", None, None, "fail"),
    ]


def test_who_people_are_is_not_taken_over(folder: Path) -> None:
    (source,) = (source for source in read(folder).sources if source.file == "studentInfo.csv")
    assert source.ignored == ("gender",)


@pytest.mark.parametrize(
    ("file", "line", "column", "said"),
    [
        ("courses.csv", "BBB,2013K,268", "code_presentation", "2013K"),
        ("courses.csv", "BBB,2013J,none", "module_presentation_length", "whole number"),
        ("courses.csv", "AAA,2013J,100", "code_presentation", "line 2"),
        ("assessments.csv", "AAA,2014J,9,TMA,5,5", "code_presentation", "courses.csv"),
        ("assessments.csv", "AAA,2013J,9,TME,5,5", "assessment_type", "tma, cma, exam"),
        ("assessments.csv", "AAA,2013J,9,TMA,99999,5", "date", "-3660 to 3660"),
        ("assessments.csv", "AAA,2013J,9,TMA,5,-5", "weight", "0 to 1000"),
        ("assessments.csv", "AAA,2013J,1,TMA,5,5", "id_assessment", "line 3"),
        ("studentInfo.csv", "AAA,2013J,x,M,Pass", "id_student", "whole number"),
        ("studentInfo.csv", "AAA,2013J,13,M,Passed", "final_result", "pass, distinction"),
        ("studentInfo.csv", "AAA,2013J,13,M", "final_result", "4 columns"),
        ("studentInfo.csv", "AAA,2013J,11,M,Fail", "id_student", "line 2"),
        ("studentRegistration.csv", "AAA,2013J,12,soon,", "date_registration", "soon"),
        ("studentRegistration.csv", "AAA,2013J,12,-5,31", "id_student", "line 3"),
        ("studentAssessment.csv", "9,11,18,0,78", "id_assessment", "assessments.csv"),
        ("studentAssessment.csv", "1,99,18,0,78", "id_student", "studentInfo.csv"),
        ("studentAssessment.csv", "3,11,x,0,78", "date_submitted", "whole number"),
        ("studentAssessment.csv", "3,11,18,2,78", "is_banked", "0, 1"),
        ("studentAssessment.csv", "3,11,18,0,7x", "score", "is not a number"),
        ("studentAssessment.csv", "3,11,18,0,100.5", "score", "0 to 100"),
        ("studentAssessment.csv", "3,11,18,0,-1", "score", "0 to 100"),
        ("studentAssessment.csv", "1,11,18,0,79.0", "id_student", "line 2"),
    ],
)
def test_a_spoiled_line_is_listed_and_the_others_go_in(
    folder: Path, file: str, line: str, column: str, said: str
) -> None:
    sound = read(folder)
    with (folder / file).open("a") as out:
        out.write(line + "\n")
    parsed = read(folder)
    (rejection,) = parsed.rejected
    assert (rejection.file, rejection.line) == (file, FILES[file].count("\n") + 1)
    assert rejection.column == column
    assert said in rejection.reason
    for rows in ("sections", "line_items", "enrollments", "results"):
        assert getattr(parsed, rows) == getattr(sound, rows)


def test_the_same_line_twice_is_one(folder: Path) -> None:
    with (folder / "studentAssessment.csv").open("a") as out:
        out.write("1,11,18,0,78.0\n")
    parsed = read(folder)
    assert len(parsed.results) == 3
    assert parsed.rejected == []


def test_marks_of_someone_whose_line_was_rejected_go_in(folder: Path) -> None:
    text = FILES["studentInfo.csv"].replace("AAA,2013J,11,M,Pass", "AAA,2013J,11,M,Psas")
    (folder / "studentInfo.csv").write_text(text)
    parsed = read(folder)
    assert [rejection.column for rejection in parsed.rejected] == ["final_result"]
    assert len(parsed.results) == 3
    assert EnrollmentRow(J, "11", None, date(2013, 9, 21), None, None) in parsed.enrollments


@pytest.mark.parametrize("file", FILES)
def test_a_file_without_a_column_or_missing_is_refused_by_name(folder: Path, file: str) -> None:
    header, _, rest = FILES[file].partition("\n")
    (folder / file).write_text(header.replace(header.split(",")[-1], "other") + "\n" + rest)
    with pytest.raises(BadInputError, match=f"{file}, line 1: column {header.split(',')[-1]} is"):
        read(folder)
    (folder / file).unlink()
    with pytest.raises(BadInputError, match=file):
        read(folder)


def test_a_file_given_for_the_folder_is_refused(folder: Path) -> None:
    with pytest.raises(BadInputError, match=r"is not a folder; give the one that holds courses"):
        read(folder / "courses.csv")


def test_a_resaved_folder_with_semicolons_and_decimal_commas_reads_the_same(folder: Path) -> None:
    sound = read(folder)
    for name, text in FILES.items():
        resaved = text.replace(".", "@").replace(",", ";").replace("@", ",")
        (folder / name).write_bytes(resaved.encode("utf-8-sig"))
    parsed = read(folder)
    assert parsed.results == sound.results
    assert parsed.line_items == sound.line_items
    assert parsed.sources[-1].decimal == ","


def test_one_course_or_cohort_can_be_taken_alone(folder: Path) -> None:
    only = read(folder).of(None, "2013B")
    assert [row.key.cohort for row in only.sections] == ["2013B"]
    assert ([row.id for row in only.learners], only.results) == (["11"], [])
    with pytest.raises(BadInputError, match="nothing is of BBB; there is AAA 2013J, AAA 2013B"):
        read(folder).of("BBB", None)


def test_clicks_become_weeks(folder: Path) -> None:
    (folder / "studentVle.csv").write_text(
        "code_module,code_presentation,id_student,id_site,date,sum_click\n"
        "AAA,2013J,11,1,-1,2\nAAA,2013J,11,1,0,4\nAAA,2013J,11,2,0,1\nAAA,2013J,11,2,6,1\n"
        "AAA,2013J,11,2,7,1\nAAA,2013J,99,2,7,1\n"
    )
    parsed = read(folder)
    assert parsed.activity == [
        ActivityRow(J, "11", -1, 1, 2),
        ActivityRow(J, "11", 0, 2, 6),
        ActivityRow(J, "11", 1, 1, 1),
    ]
    assert [(rejection.line, rejection.column) for rejection in parsed.rejected] == [
        (7, "id_student")
    ]


def test_the_sample_of_clicks_goes_in(shared_data: Path, folder: Path) -> None:
    for file in (shared_data / "oulad-2013").glob("*.csv"):
        shutil.copyfile(file, folder / file.name)
    sample = shared_data / "lms-samples" / "oulad" / "studentVle-AAA-2013J-head.csv"
    shutil.copyfile(sample, folder / "studentVle.csv")
    parsed = read(folder)
    assert parsed.rejected == []
    assert {row.week for row in parsed.activity} == {-2, -1, 0}
