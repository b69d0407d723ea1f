"""Importing puts in what is new, changes what differs, and leaves everything else alone."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Session

from leap_dash.db import (
    ActivityWeek,
    AuditEvent,
    Base,
    Cohort,
    Course,
    Enrollment,
    Learner,
    LearnerIdentifier,
    LineItem,
    Org,
    Programme,
    Progress,
    Result,
    Section,
)
from leap_dash.domain.access import OPERATOR, Role, Scope
from leap_dash.domain.errors import BadInputError, NotFoundError
from leap_dash.ingest.formats import parse
from leap_dash.ingest.rows import Parsed
from leap_dash.services.imports import ImportReport, import_file, import_rows
from tests import factories

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
GIVEN: dict[str, Any] = {
    "org": "tralee",
    "programme": "hospitality",
    "course": "FOH",
    "cohort": "2026",
    "now": NOW,
}
HEADER = "learner,item,score,maximum,weight,category,due,submitted,status"

Row = TypeVar("Row", bound=Base)
Import = Callable[..., ImportReport]


@pytest.fixture
def org(session: Session) -> Org:
    return factories.org(session, "tralee", time_zone="Europe/Dublin")


@pytest.fixture
def bring(session: Session, org: Org, tmp_path: Path) -> Import:
    """Import these lines as plain CSV."""

    def bring(*lines: str, **arguments: Any) -> ImportReport:  # noqa: ANN401  as import_file's
        path = tmp_path / "marks.csv"
        path.write_text("\n".join(lines) + "\n")
        given: dict[str, Any] = {
            "org": "tralee",
            "programme": "hospitality",
            "course": "FOH",
            "cohort": "2026",
        }
        scope = arguments.pop("scope", OPERATOR)
        return import_file(session, scope, "csv", path, **given | {"now": NOW} | arguments)

    return bring


def count(session: Session, table: type[Base]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def the(session: Session, table: type[Row]) -> Row:
    """The only row of the table."""
    return session.scalars(select(table).execution_options(populate_existing=True)).one()


def progress_of(session: Session, key: str) -> Progress:
    return session.scalars(
        select(Progress)
        .join(Enrollment, Enrollment.id == Progress.enrollment_id)
        .join(Learner, Learner.id == Enrollment.learner_id)
        .where(Learner.key == key)
        .execution_options(populate_existing=True)
    ).one()


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


def test_one_changed_mark_is_one_update(session: Session, bring: Import) -> None:
    bring(HEADER, "a,Essay,70,100,,,,,", "b,Essay,50,,,,,,")
    report = bring(HEADER, "a,Essay,71,100,,,,,", "b,Essay,50,,,,,,")
    assert (report.inserted, report.updated) == (0, 1)
    assert progress_of(session, "a").mean == 71.0


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


def test_an_item_counts_from_the_day_after_it_is_due(session: Session, bring: Import) -> None:
    bring(HEADER, "a,Essay,70,,,,2026-11-24,,")
    assert the(session, LineItem).counts_from == date(2026, 11, 25)
    assert progress_of(session, "a").due == 0
    bring(HEADER, "a,Essay,70,,,,2026-11-23,,")
    assert the(session, LineItem).counts_from == date(2026, 11, 24)
    assert progress_of(session, "a").due == 1


def test_an_item_without_a_due_day_counts_from_its_first_result(
    session: Session, bring: Import
) -> None:
    bring(HEADER, "a,Essay,,,,,,,")
    assert the(session, LineItem).counts_from is None
    assert count(session, Result) == 0
    bring(
        HEADER, "a,Essay,70,,,,,2026-10-05,", "b,Essay,60,,,,,2026-10-02,", "c,Essay,excused,,,,,,"
    )
    assert the(session, LineItem).counts_from == date(2026, 10, 2)
    assert [progress_of(session, key).due for key in "abc"] == [1, 1, 0]


def test_marks_without_any_day_count_from_when_they_are_first_seen(
    session: Session, bring: Import
) -> None:
    bring("learner,item,score", "a,Essay,70")
    again = bring("learner,item,score", "a,Essay,70", now=NOW + timedelta(days=9))
    assert the(session, LineItem).counts_from == NOW.date()
    assert (again.inserted, again.updated) == (0, 0)


def test_today_is_the_day_at_the_org(session: Session, bring: Import) -> None:
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # half past midnight in Dublin
    bring("learner,item,score", "a,Essay,70", now=late)
    assert the(session, LineItem).counts_from == date(2026, 7, 2)
    assert the(session, Section).progress_on == date(2026, 7, 2)


def test_what_a_file_does_not_say_stays(session: Session, bring: Import) -> None:
    bring(
        HEADER + ",email,given_name",
        "a,Essay,40,50,2,test,2026-03-01,2026-02-27,withdrawn,ana@example.org,Ana",
    )
    report = bring("learner,item,score", "a,Essay,41")
    assert (report.inserted, report.updated) == (0, 1)
    item, result = the(session, LineItem), the(session, Result)
    assert (item.maximum, item.weight, item.category, item.due_on) == (
        50.0,
        2.0,
        "test",
        date(2026, 3, 1),
    )
    assert (result.score, result.submitted_on) == (41.0, date(2026, 2, 27))
    learner, enrollment = the(session, Learner), the(session, Enrollment)
    assert (learner.email, learner.given_name) == ("ana@example.org", "Ana")
    assert (enrollment.status, enrollment.final_result) == ("withdrawn", "withdrawn")


def test_an_ending_goes_with_the_status(session: Session, bring: Import) -> None:
    bring(HEADER, "a,Essay,40,,,,,,pass")
    bring(HEADER, "a,Essay,40,,,,,,completed")
    assert the(session, Enrollment).final_result == "pass"
    bring(HEADER, "a,Essay,40,,,,,,active")
    enrollment = the(session, Enrollment)
    assert (enrollment.status, enrollment.final_result) == ("active", None)


def test_a_score_above_the_stored_maximum_is_rejected_alone(
    session: Session, bring: Import
) -> None:
    bring(HEADER, "a,Essay,40,50,,,,,")
    report = bring("learner,item,score", "a,Essay,41", "b,Essay,60")
    (rejection,) = report.rejected
    assert (rejection.line, rejection.column) == (3, "score")
    assert "maximum of 50" in rejection.reason
    assert (report.results, report.updated) == (1, 1)
    wide = bring("learner,Essay", "b,60")
    assert [(found.line, found.column) for found in wide.rejected] == [(2, "Essay")]


def test_new_items_come_after_those_there_are(session: Session, bring: Import) -> None:
    bring("learner,Essay,Quiz", "a,1,2")
    bring("learner,Talk,Essay", "a,3,1")
    names = session.scalars(select(LineItem.name).order_by(LineItem.position)).all()
    assert names == ["Essay", "Quiz", "Talk"]


def test_only_touched_enrolments_get_new_summaries(session: Session, bring: Import) -> None:
    bring("learner,item,score", "a,Essay,70", "b,Essay,50")
    for key in "ab":
        progress_of(session, key).on_time = 99
    session.flush()
    bring("learner,item,score", "a,Essay,71", "b,Essay,50")
    session.expire_all()
    assert [progress_of(session, key).on_time for key in "ab"] == [1, 99]


def test_a_changed_item_gives_the_whole_section_new_summaries(
    session: Session, bring: Import
) -> None:
    bring(HEADER, "a,Essay,40,80,,,,,", "b,Essay,20,,,,,,")
    bring(HEADER, "a,Essay,40,50,,,,,")
    assert [progress_of(session, key).mean for key in "ab"] == [80.0, 40.0]


def test_another_sections_summaries_are_left_alone(session: Session, bring: Import) -> None:
    bring("learner,item,score", "a,Essay,70")
    progress_of(session, "a").on_time = 99
    session.flush()
    bring("learner,item,score", "b,Essay,70", cohort="2027")
    session.expire_all()
    assert progress_of(session, "a").on_time == 99


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


def test_nobody_imports_where_they_may_not(session: Session, org: Org, bring: Import) -> None:
    other = factories.org(session, "porto")
    for scope in (
        factories.viewer(Role.INSTRUCTOR, other),
        factories.viewer(Role.MODERATOR, org),
        factories.viewer(Role.LEARNER, org),
        Scope(actor="anyone"),
    ):
        with pytest.raises(NotFoundError, match="'tralee'"):
            bring("learner,item,score", "a,Essay,70", scope=scope)
    with pytest.raises(NotFoundError, match="'tralee'"):  # before the file is looked at
        import_file(
            session,
            factories.viewer(Role.PARTNER, org),
            "csv",
            Path("none.csv"),
            org="tralee",
            programme="p",
            now=NOW,
        )
    assert count(session, Learner) == 0
    bring("learner,item,score", "a,Essay,70", scope=factories.viewer(Role.INSTRUCTOR, org))
    assert count(session, Learner) == 1


def test_orgs_share_programme_and_courses_but_no_learners(session: Session, bring: Import) -> None:
    factories.org(session, "porto")
    bring("learner,item,score", "a,Essay,70")
    report = bring("learner,item,score", "a,Essay,60", org="porto")
    assert report.inserted == 6
    assert (count(session, Programme), count(session, Course)) == (1, 1)
    assert (count(session, Cohort), count(session, Learner)) == (2, 2)


def test_a_programme_that_cannot_be_an_address_is_refused(bring: Import) -> None:
    with pytest.raises(BadInputError, match="'a b' cannot be a programme"):
        bring("learner,item,score", "a,Essay,70", programme="a b")


def other_source(parsed: Parsed, name: str, *, own_ids: bool = False) -> Parsed:
    return Parsed(
        name,
        name,
        parsed.results_file,
        parsed.score_column,
        own_ids=own_ids,
        learners=parsed.learners,
        courses=parsed.courses,
        sections=parsed.sections,
        line_items=parsed.line_items,
        enrollments=parsed.enrollments,
        results=parsed.results,
    )


def test_two_systems_may_use_one_id_for_two_people(
    session: Session, org: Org, bring: Import, tmp_path: Path
) -> None:
    bring("learner,item,score", "17,Essay,70")
    parsed = parse("csv", tmp_path / "marks.csv")
    canvas, moodle = other_source(parsed, "canvas"), other_source(parsed, "moodle")
    for source in (canvas, moodle, canvas):
        import_rows(session, OPERATOR, source, **GIVEN)
    keys = session.scalars(select(Learner.key).order_by(Learner.key)).all()
    assert keys == ["17", "canvas:17", "moodle:17"]
    assert count(session, LearnerIdentifier) == 3


def test_an_orgs_own_id_finds_who_alone_has_it(
    session: Session, org: Org, bring: Import, tmp_path: Path
) -> None:
    (tmp_path / "lms.csv").write_text("learner,item,score\n17,Essay,70\n")
    parsed = parse("csv", tmp_path / "lms.csv")
    import_rows(session, OPERATOR, other_source(parsed, "canvas"), **GIVEN)
    bring("learner,item,score", "17,Essay,70")
    assert the(session, Learner).key == "17"
    sources = session.scalars(select(LearnerIdentifier.source).order_by(LearnerIdentifier.source))
    assert sources.all() == ["canvas", "csv"]


def test_two_ids_of_one_learner_in_one_file_are_refused(
    session: Session, org: Org, bring: Import
) -> None:
    bring("learner,item,score", "17,Essay,70")
    learner = the(session, Learner)
    session.add(LearnerIdentifier(org_id=org.id, learner_id=learner.id, source="csv", value="ana"))
    session.flush()
    with pytest.raises(BadInputError, match="17 and ana are ids of one learner"):
        bring("learner,item,score", "17,Essay,70", "ana,Essay,60")


def test_clicks_go_in_once(session: Session, org: Org, tmp_path: Path, shared_data: Path) -> None:
    for file in (shared_data / "oulad-2013").glob("*.csv"):
        (tmp_path / file.name).symlink_to(file)
    sample = shared_data / "lms-samples" / "oulad" / "studentVle-AAA-2013J-head.csv"
    (tmp_path / "studentVle.csv").symlink_to(sample)
    given: dict[str, Any] = {"org": "tralee", "programme": "ou", "course": "AAA", "now": NOW}
    import_file(session, OPERATOR, "oulad", tmp_path, **given)
    weeks = count(session, ActivityWeek)
    assert weeks > 300
    assert session.scalar(select(func.max(Progress.active_weeks))) == 3
    report = import_file(session, OPERATOR, "oulad", tmp_path, **given)
    assert (report.inserted, report.updated) == (0, 0)


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


def test_a_report_can_be_printed_and_sent(bring: Import) -> None:
    report = bring(HEADER, "a,Essay,70,,,,,,", "b,Essay,x,,,,,,")
    data = report.to_json()
    assert data["rejected"][0]["column"] == "score"
    assert data["sources"][0]["encoding"] == "UTF-8"
    lines = list(report.lines())
    assert lines[-1].startswith("marks.csv:3: score: ")
    assert any("separator comma" in line for line in lines)
