"""Importing puts in what is new, changes what differs, and leaves everything else alone."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, select, text
from sqlalchemy.orm import Session

from leap_dash.db import (
    AuditEvent,
    Cohort,
    Course,
    Enrollment,
    Learner,
    LineItem,
    Org,
    Programme,
    Progress,
    Result,
    Section,
)
from leap_dash.domain.access import OPERATOR
from leap_dash.domain.errors import BadInputError
from leap_dash.services.imports import import_file
from tests import factories
from tests.services.importing import HEADER, NOW, Import, count, importer, the


@pytest.fixture
def org(session: Session) -> Org:
    return factories.org(session, "tralee", time_zone="Europe/Dublin")


@pytest.fixture
def bring(session: Session, org: Org, tmp_path: Path) -> Import:
    return importer(session, tmp_path)


def test_the_whole_of_oulad_goes_in_and_again_changes_nothing(
    session: Session, org: Org, shared_data: Path
) -> None:
    folder = shared_data / "oulad-2013"
    given: dict[str, Any] = {"org": "tralee", "programme": "ou", "now": NOW}
    first = import_file(session, OPERATOR, "oulad", folder, **given)
    tables = {Learner: 13_327, Enrollment: 13_529, Result: 82_842, LineItem: 92, Section: 9}
    assert {table: count(session, table) for table in tables} == tables
    assert (first.learners, first.enrollments, first.results) == (13_327, 13_529, 82_842)
    assert first.inserted == sum(tables.values()) + 6 + 2 + 1  # courses, cohorts, the programme
    assert (first.updated, first.unchanged, first.rejected) == (0, 0, ())
    assert count(session, Progress) == 13_529
    second = import_file(session, OPERATOR, "oulad", folder, **given)
    assert (second.inserted, second.updated, second.unchanged) == (0, 0, first.inserted)
    assert {table: count(session, table) for table in tables} == tables


def test_sections_and_cohorts_get_their_days(session: Session, org: Org, shared_data: Path) -> None:
    import_file(
        session,
        OPERATOR,
        "oulad",
        shared_data / "oulad-2013",
        org="tralee",
        programme="ou",
        course="DDD",
        now=NOW,
    )
    days = session.execute(
        select(Cohort.code, Cohort.starts_on, Cohort.ends_on, Section.ends_on, Course.code)
        .join(Section, Section.cohort_id == Cohort.id)
        .join(Course, Course.id == Section.course_id)
        .order_by(Cohort.code)
    ).all()
    b, j = date(2013, 2, 1), date(2013, 10, 1)
    ends = b + timedelta(days=240), j + timedelta(days=261)
    assert [tuple(row) for row in days] == [
        ("2013B", b, ends[0], ends[0], "DDD"),
        ("2013J", j, ends[1], ends[1], "DDD"),
    ]


def test_a_dry_run_counts_and_writes_nothing(session: Session, bring: Import) -> None:
    report = bring("learner,item,score", "a,Essay,70", dry_run=True)
    assert report.dry_run
    # programme, course, cohort, section; learner, enrolment, item, result
    assert report.inserted == 8
    for table in (Learner, Result, Programme, AuditEvent):
        assert count(session, table) == 0


def test_an_import_is_told_to_the_audit_chain_without_names(
    session: Session, bring: Import
) -> None:
    bring(HEADER, "anna,Essay,70,,,,,,", "ben,Essay,x,,,,,,")
    event_row = the(session, AuditEvent)
    assert (event_row.action, event_row.subject) == ("import", "hospitality")
    assert event_row.detail["rejected"] == 1
    assert "anna" not in str(event_row.detail)


def test_a_programme_that_cannot_be_an_address_is_refused(bring: Import) -> None:
    with pytest.raises(BadInputError, match="'a b' cannot be a programme"):
        bring("learner,item,score", "a,Essay,70", programme="a b")


def test_the_number_of_statements_does_not_grow_with_the_rows(
    database: Engine, session: Session, bring: Import
) -> None:
    statements: list[str] = []
    event.listen(
        database, "before_cursor_execute", lambda *arguments: statements.append(arguments[2])
    )
    bring("learner,item,score", "0,i0,1")
    counts = []
    for size in (2, 200):
        statements.clear()
        bring(
            "learner,item,score",
            *(f"{n},i{n % 5},{n % 100}" for n in range(size)),
            cohort=f"{size}",
        )
        counts.append(len(statements))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_is_asked_next_is_planned_for_as_many_rows_as_there_are(
    session: Session, bring: Import
) -> None:
    bring("learner,item,score", *(f"{n},i,{n % 100}" for n in range(1_000)))
    known = text("SELECT reltuples FROM pg_class WHERE relname = :name")
    for name in ("learner", "enrollment", "result"):
        assert session.scalar(known, {"name": name}) == 1_000


def test_a_report_can_be_printed_and_sent(bring: Import) -> None:
    report = bring(HEADER, "a,Essay,70,,,,,,", "b,Essay,x,,,,,,")
    data = report.to_json()
    assert data["rejected"][0]["column"] == "score"
    assert data["sources"][0]["encoding"] == "UTF-8"
    lines = list(report.lines())
    assert lines[-1].startswith("marks.csv:3: score: ")
    assert any("separator comma" in line for line in lines)
