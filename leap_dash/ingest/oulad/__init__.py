"""Open University Learning Analytics Dataset: a folder of CSV files.

Kuzilek, Hlosta, Zdrahal, Scientific Data 4:170171 (2017). A module is a course, a presentation
("2013J") a cohort. `vle.csv` names no learner and is not read. Who people are (region, age, ...) is
not taken over: it is never a reason for or against a badge.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from leap_dash.domain.errors import BadInputError
from leap_dash.ingest.oulad import clicks, structure, students
from leap_dash.ingest.oulad.reading import Reading, Step
from leap_dash.ingest.rows import LearnerRow, Parsed
from leap_dash.ingest.tabular import Rejects, decimal_mark, open_table, require


class _File(NamedTuple):
    """A file of the folder: the columns taken over, those with decimals, and who reads it."""

    name: str
    columns: Sequence[str]
    decimals: Sequence[str]
    step: Step


FILES = (  # in this order: each refers to those before it
    _File("courses.csv", structure.COURSES, (), structure.courses),
    _File("assessments.csv", structure.ASSESSMENTS, ("weight",), structure.assessments),
    _File("studentInfo.csv", students.STUDENTS, (), students.students),
    _File("studentRegistration.csv", students.REGISTRATIONS, (), students.registrations),
    _File("studentAssessment.csv", students.RESULTS, ("score",), students.results),
)


def read(folder: Path) -> Parsed:
    """Read the folder. Raises BadInputError where a file or a column is missing."""
    if not folder.is_dir():
        raise BadInputError(f"{folder}: is not a folder; give the one that holds courses.csv.")
    reading = Reading(Parsed("oulad", "oulad", "studentAssessment.csv", "score"))
    parsed = reading.parsed
    for name, columns, decimals, step in FILES:
        table = open_table(folder / name, columns)
        require(table, columns)
        mark = decimal_mark(table, [table.columns[column] for column in decimals])
        reject = Rejects(name)
        step(reading, table, mark, reject)
        parsed.sources.append(table.source(reject.rows, mark, columns))
        parsed.rejected.extend(reject.rejected)
    for enrollments in reading.enrollments.values():
        parsed.enrollments.extend(enrollments.values())
    parsed.learners.extend(map(LearnerRow, dict.fromkeys(e.learner for e in parsed.enrollments)))
    if (folder / clicks.NAME).exists():
        clicks.read(folder, reading.enrollments, parsed)
    return parsed
