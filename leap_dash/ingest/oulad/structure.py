"""courses.csv and assessments.csv of OULAD: sections and their line items."""

import re
from collections import Counter
from datetime import date, timedelta
from typing import NamedTuple

from leap_dash.ingest.oulad.reading import FAR, SECTION, Reading, days
from leap_dash.ingest.rows import MAX_CODE, CourseRow, LineItemRow, SectionKey, SectionRow
from leap_dash.ingest.tabular import Once, Rejects, Row, Table, each
from leap_dash.ingest.values import (
    Column,
    Mark,
    between,
    identifier,
    number,
    one_of,
    optional,
    shown,
    whole,
    words,
)

COURSES = (*SECTION, "module_presentation_length")
ASSESSMENTS = (*SECTION, "id_assessment", "assessment_type", "date", "weight")
MAXIMUM = 100.0
FIRST_DAY = {"B": (2, 1), "J": (10, 1)}  # month and day of a presentation's day 0
TYPES = {"tma": ("TMA", "assignment"), "cma": ("CMA", "test"), "exam": ("Exam", "exam")}


class _Assessment(NamedTuple):
    """An assessment whose place among the others of its section is not known yet."""

    section: SectionKey
    id: str
    type: tuple[str, str]  # label, category
    due_on: date
    weight: float


def courses(reading: Reading, table: Table, _mark: Mark, reject: Rejects) -> None:
    code_of = Column("code_module", words(MAX_CODE))
    start_of = Column("code_presentation", _first_day)
    length_of = Column("module_presentation_length", between(whole, 1, FAR))
    once = Once[SectionKey](SECTION[1])

    def use(line: int, row: Row) -> None:
        module, presentation, length = row
        key = SectionKey(code_of[module], presentation.strip())
        content = start_of[presentation], length_of[length]
        if once.is_new(key, line, content):
            reading.sections[key] = content
            reading.parsed.sections.append(SectionRow(key, *content))

    each(table, reject, COURSES, use)
    codes = dict.fromkeys(key.course for key in reading.sections)
    reading.parsed.courses.extend(CourseRow(code, code) for code in codes)


def assessments(reading: Reading, table: Table, mark: Mark, reject: Rejects) -> None:
    id_of = Column("id_assessment", identifier)
    type_of = Column("assessment_type", one_of(TYPES))
    day_of = Column("date", optional(days))
    weight_of = Column("weight", between(number(mark), 0, 1_000))
    once = Once[str]("id_assessment")
    found: list[_Assessment] = []

    def use(line: int, row: Row) -> None:
        module, presentation, text, kind, day, weight = row
        section = reading.section(module, presentation)
        start, length = reading.sections[section]
        # An exam without a date is at the end of the last week.
        due_on = start + timedelta(days=length if day_of[day] is None else day_of[day] or 0)
        read = _Assessment(section, id_of[text], type_of[kind], due_on, weight_of[weight])
        if once.is_new(read.id, line, read):
            found.append(read)
            reading.items[read.id] = section

    each(table, reject, ASSESSMENTS, use)
    found.sort(key=lambda read: (read.section, read.due_on, int(read.id)))
    totals = Counter((read.section, read.type) for read in found)
    numbers: Counter[tuple[SectionKey, tuple[str, str]]] = Counter()
    positions: Counter[SectionKey] = Counter()
    for read in found:
        label, category = read.type
        numbers[read.section, read.type] += 1
        if label != "Exam" or totals[read.section, read.type] > 1:
            label = f"{label} {numbers[read.section, read.type]}"
        reading.parsed.line_items.append(
            LineItemRow(
                read.section,
                read.id,
                label,
                category,
                MAXIMUM,
                read.weight,
                read.due_on,
                positions[read.section],
            )
        )
        positions[read.section] += 1


def _first_day(presentation: str) -> date:
    found = re.fullmatch(r"(20\d\d)([BJ])", presentation, re.ASCII)
    if found is None:
        raise ValueError(
            f"{shown(presentation)} is no presentation such as 2013B (February) or 2013J (October)"
        )
    return date(int(found[1]), *FIRST_DAY[found[2]])
