"""Importing says from when an item counts, and sums up anew only where that is needed."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leap_dash.db import (
    ActivityWeek,
    LineItem,
    Org,
    Progress,
    Result,
    Section,
)
from leap_dash.domain.access import OPERATOR
from leap_dash.services.imports import import_file
from tests import factories
from tests.services.importing import HEADER, NOW, Import, count, importer, progress_of, the


@pytest.fixture
def org(session: Session) -> Org:
    return factories.org(session, "tralee", time_zone="Europe/Dublin")


@pytest.fixture
def bring(session: Session, org: Org, tmp_path: Path) -> Import:
    return importer(session, tmp_path)


def test_one_changed_mark_is_one_update(session: Session, bring: Import) -> None:
    bring(HEADER, "a,Essay,70,100,,,,,", "b,Essay,50,,,,,,")
    report = bring(HEADER, "a,Essay,71,100,,,,,", "b,Essay,50,,,,,,")
    assert (report.inserted, report.updated) == (0, 1)
    assert progress_of(session, "a").mean == 71.0


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
