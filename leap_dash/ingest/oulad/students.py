"""The files of OULAD about students: who is enrolled, since when, and with what marks."""

from datetime import date
from typing import NamedTuple

from leap_dash.ingest.oulad.reading import SECTION, Reading
from leap_dash.ingest.oulad.structure import MAXIMUM
from leap_dash.ingest.rows import EnrollmentRow, ResultRow, SectionKey
from leap_dash.ingest.tabular import Once, Rejects, Row, Table, each, repeated
from leap_dash.ingest.values import (
    Column,
    Mark,
    SpoiledError,
    between,
    identifier,
    number,
    one_of,
    optional,
)

STUDENTS = (*SECTION, "id_student", "final_result")
REGISTRATIONS = (*SECTION, "id_student", "date_registration", "date_unregistration")
RESULTS = ("id_assessment", "id_student", "date_submitted", "is_banked", "score")
ENDINGS = {  # final_result -> status of the enrolment, final result
    "pass": ("completed", "pass"),
    "distinction": ("completed", "distinction"),
    "fail": ("completed", "fail"),
    "withdrawn": ("withdrawn", "withdrawn"),
}


class _Item(NamedTuple):
    """What a result's line needs to know of its assessment, and the results read for it."""

    key: str
    section: SectionKey
    date_of: Column[date | None]
    enrolled: dict[str, EnrollmentRow]
    rows: dict[str, ResultRow]


def students(reading: Reading, table: Table, _mark: Mark, reject: Rejects) -> None:
    ending_of = Column("final_result", optional(one_of(ENDINGS)))
    once = Once[tuple[SectionKey, str]]("id_student")

    def use(line: int, row: Row) -> None:
        module, presentation, student, final_result = row
        section = reading.section(module, presentation)
        learner = reading.learner_of[student]
        status, ending = ending_of[final_result] or (None, None)
        if once.is_new((section, learner), line, ending):
            enrollment = EnrollmentRow(section, learner, status, None, None, ending)
            reading.enrollments[section][learner] = enrollment

    each(table, reject, STUDENTS, use)


def registrations(reading: Reading, table: Table, _mark: Mark, reject: Rejects) -> None:
    enrolled_of = reading.dates("date_registration")
    withdrawn_of = reading.dates("date_unregistration")
    once = Once[tuple[SectionKey, str]]("id_student")

    def use(line: int, row: Row) -> None:
        module, presentation, student, registered, unregistered = row
        section = reading.section(module, presentation)
        learner = reading.learner_of[student]
        content = enrolled_of[section][registered], withdrawn_of[section][unregistered]
        if not once.is_new((section, learner), line, content):
            return
        # Whose line in studentInfo.csv was rejected is still enrolled: their marks go in.
        enrollments = reading.enrollments[section]
        known = enrollments.get(learner) or EnrollmentRow(section, learner)
        enrolled_on, withdrawn_on = content
        # A few rows have left and passed, or not left and withdrawn: the final result is right.
        if known.status != "withdrawn":
            withdrawn_on = None
        enrollments[learner] = EnrollmentRow(
            section, learner, known.status, enrolled_on, withdrawn_on, known.final_result
        )

    each(table, reject, REGISTRATIONS, use)


def results(reading: Reading, table: Table, mark: Mark, reject: Rejects) -> None:
    dates = reading.dates("date_submitted")

    def item(text: str) -> _Item:
        key = identifier(text)
        if key not in reading.items:
            raise ValueError(
                f"assessment {key} is not in assessments.csv, or its line there was rejected"
            )
        section = reading.items[key]
        return _Item(key, section, dates[section], reading.enrollments[section], {})

    item_of = Column("id_assessment", item)
    banked_of = Column("is_banked", one_of({"0": False, "1": True}))
    score_of = Column("score", optional(between(number(mark), 0, MAXIMUM)))

    def use(line: int, row: Row) -> None:
        assessment, student, submitted, banked, score = row
        key, section, date_of, enrolled, rows = item_of[assessment]
        learner = reading.learner_of[student]
        if learner not in enrolled:
            raise SpoiledError(
                "id_student", f"student {learner} is not in studentInfo.csv for {' '.join(section)}"
            )
        result = ResultRow(
            section,
            key,
            learner,
            score_of[score],
            date_of[submitted],
            False,  # noqa: FBT003  by position, as 82,842 calls by name take twice as long
            banked_of[banked],
            line,
        )
        first = rows.setdefault(learner, result)
        if first is not result and first[:-1] != result[:-1]:
            raise repeated("id_student", first.line)

    each(table, reject, RESULTS, use)
    for _, _, _, _, rows in item_of.values():
        reading.parsed.results.extend(rows.values())
