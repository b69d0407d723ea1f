"""Importing finds who is who, and changes nothing of them that a file does not say."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import (
    Cohort,
    Course,
    Enrollment,
    Learner,
    LearnerIdentifier,
    LineItem,
    Org,
    Programme,
    Result,
)
from leap_dash.domain.access import OPERATOR, Role, Scope
from leap_dash.domain.errors import NotFoundError
from leap_dash.ingest.formats import parse
from leap_dash.ingest.rows import Parsed
from leap_dash.services.imports import import_file, import_rows
from tests import factories
from tests.services.importing import GIVEN, HEADER, NOW, Import, count, importer, the


@pytest.fixture
def org(session: Session) -> Org:
    return factories.org(session, "tralee", time_zone="Europe/Dublin")


@pytest.fixture
def bring(session: Session, org: Org, tmp_path: Path) -> Import:
    return importer(session, tmp_path)


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


def other_source(parsed: Parsed, name: str) -> Parsed:
    """The same rows out of a system that has ids of its own."""
    return replace(parsed, format=name, id_source=name, own_ids=False)


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


def test_of_two_ids_of_one_learner_that_which_is_the_key_counts(
    session: Session, org: Org, bring: Import
) -> None:
    bring("learner,item,score", "17,Essay,70")
    learner = the(session, Learner)
    session.add(LearnerIdentifier(org_id=org.id, learner_id=learner.id, source="csv", value="ana"))
    session.flush()
    both = ("ana,Essay,60", "17,Essay,70", "17,Test,", "ana,Test,50", "17,Talk,40", "ana,Talk,30")
    bring("learner,item,score", *both)
    marks = session.execute(
        select(LineItem.name, Result.score, Result.learner_id)
        .join(Result, Result.line_item_id == LineItem.id)
        .order_by(LineItem.name)
    ).all()
    assert marks == [("Essay", 70, learner.id), ("Talk", 40, learner.id), ("Test", 50, learner.id)]
    again = bring("learner,item,score", *both)
    assert (again.inserted, again.updated) == (0, 0)


@pytest.mark.parametrize(
    ("of_the_key", "of_the_other", "stands"),
    [
        ("withdrawn", "pass", ("completed", "pass")),
        ("pass", "withdrawn", ("completed", "pass")),
        ("withdrawn", "active", ("active", None)),
        ("active", "fail", ("completed", "fail")),
        ("fail", "pass", ("completed", "pass")),
        ("pass", "distinction", ("completed", "pass")),
    ],
)
def test_of_two_enrolments_of_one_learner_the_better_one_stands(
    session: Session,
    org: Org,
    bring: Import,
    of_the_key: str,
    of_the_other: str,
    stands: tuple[str, str | None],
) -> None:
    bring("learner,item,score", "17,Essay,70")
    learner = the(session, Learner)
    session.add(LearnerIdentifier(org_id=org.id, learner_id=learner.id, source="csv", value="ana"))
    session.flush()
    bring("learner,item,score,status", f"ana,Test,50,{of_the_other}", f"17,Essay,70,{of_the_key}")
    enrollment = the(session, Enrollment)
    assert (enrollment.status, enrollment.final_result) == stands
