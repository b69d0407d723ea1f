"""The database sums up an enrolment exactly as the plain rule does, and keeps up with the days."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import (
    ActivityWeek,
    Enrollment,
    Learner,
    LineItem,
    Org,
    Progress,
    ProgressCategory,
    Result,
    Section,
)
from leap_dash.domain import results
from leap_dash.domain.access import OPERATOR
from leap_dash.domain.progress import Summary, Totals, summarise
from leap_dash.services.imports import import_file
from leap_dash.services.progress import rebuild_enrollments, rebuild_sections, refresh
from tests import factories as make

AS_OF = date(2026, 3, 15)
NOON = datetime(2026, 3, 15, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Place:
    """A section and the org it is at."""

    org: Org
    section: Section


def a_section(session: Session, slug: str = "tralee", time_zone: str = "UTC") -> Place:
    org = make.org(session, slug, time_zone=time_zone)
    programme = make.programme(session, slug)
    cohort = make.cohort(session, org, programme)
    return Place(org, make.section(session, cohort, make.course(session, programme)))


@pytest.fixture
def place(session: Session) -> Place:
    return a_section(session)


def enrol(session: Session, place: Place, key: str) -> tuple[Learner, Enrollment]:
    learner = make.learner(session, place.org, key)
    return learner, make.enrollment(session, place.section, learner)


def summary_of(session: Session, enrollment: Enrollment) -> Progress:
    return session.get_one(Progress, enrollment.id, populate_existing=True)


def plain(item: LineItem) -> results.Item:
    return results.Item(
        str(item.id),
        item.category,
        item.weight,
        item.maximum,
        item.due_on,
        item.counts_from,
    )


def sums(totals: Totals) -> list[object]:
    """The sums of a summary; those of floats to a billionth, as their order differs."""
    floats = (totals.weight_due, totals.points_due, totals.mean)
    near = [value if value is None else pytest.approx(value, rel=1e-9) for value in floats]
    return [totals.due, totals.done, totals.on_time, *near]


def stored(row: Progress | ProgressCategory) -> list[object]:
    return [row.due, row.done, row.on_time, row.weight_due, row.points_due, row.mean]


def assert_agrees(session: Session, expected: Mapping[UUID, Summary]) -> None:
    """Every stored summary is the expected one, and there is no other."""
    session.expire_all()
    rows = {row.enrollment_id: row for row in session.scalars(select(Progress))}
    by_category: dict[UUID, dict[str, list[object]]] = defaultdict(dict)
    for row in session.scalars(select(ProgressCategory)):
        by_category[row.enrollment_id][row.category] = stored(row)
    assert rows.keys() == expected.keys()
    for enrollment_id, summary in expected.items():
        assert stored(rows[enrollment_id]) == sums(summary)
        assert rows[enrollment_id].last_activity_on == summary.last_activity_on
        assert by_category[enrollment_id] == {
            category: sums(totals) for category, totals in summary.categories.items()
        }


def summaries(session: Session, as_of: date) -> dict[UUID, Summary]:
    """Every enrolment's summary by the plain rule."""
    items: dict[UUID, list[results.Item]] = defaultdict(list)
    section_of: dict[UUID, UUID] = {}
    for item in session.scalars(select(LineItem)):
        items[item.section_id].append(plain(item))
        section_of[item.id] = item.section_id
    marks: dict[tuple[UUID, UUID], dict[str, results.Result]] = defaultdict(dict)
    for row in session.execute(
        select(
            Result.line_item_id,
            Result.learner_id,
            Result.score,
            Result.submitted_on,
            Result.excused,
            Result.carried_over,
        )
    ):
        item_id, learner_id, score, submitted_on, excused, carried_over = row
        marks[section_of[item_id], learner_id][str(item_id)] = results.Result(
            score, submitted_on, excused, carried_over
        )
    return {
        enrollment_id: summarise(items[section_id], marks[section_id, learner_id], as_of)
        for enrollment_id, section_id, learner_id in session.execute(
            select(Enrollment.id, Enrollment.section_id, Enrollment.learner_id)
        )
    }


# Few days, mostly past: most items count, and a good part of what comes is late.
_days = st.sampled_from(
    [None, *(AS_OF + timedelta(days=days) for days in (-9, -3, -2, -1, 0, 1, 9))]
)
_items = st.fixed_dictionaries(
    {
        "category": st.sampled_from(["assignment", "test", "exam"]),
        "weight": st.sampled_from([0.0, 1.0, 2.5, 12.5, 1 / 3]),
        "maximum": st.sampled_from([0.0, 10.0, 37.0, 100.0]),
        "due_on": _days,
        "counts_from": _days,
    }
)
_results = st.fixed_dictionaries(
    {
        "score": st.none() | st.sampled_from([0.0, 3.7, 10.0]),
        "submitted_on": _days,
        "excused": st.sampled_from([False, False, False, True]),
    }
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    items=st.lists(_items, min_size=1, max_size=5),
    learners=st.lists(st.lists(st.none() | _results, min_size=5, max_size=5), max_size=4),
)
def test_sums_in_sql_are_those_of_the_rule(
    session: Session,
    items: Sequence[dict[str, object]],
    learners: Sequence[Sequence[dict[str, object] | None]],
) -> None:
    with session.begin_nested() as savepoint:
        place = a_section(session)
        rows = [
            make.line_item(session, place.section, f"{number}", **item)
            for number, item in enumerate(items)
        ]
        for number, marks in enumerate(learners):
            learner, _ = enrol(session, place, f"{number}")
            for row, mark in zip(rows, marks, strict=False):
                if mark is not None:
                    make.result(session, row, learner, **mark)
        expected = summaries(session, AS_OF)
        rebuild_sections(session, [place.section.id], AS_OF)
        assert_agrees(session, expected)
        rebuild_enrollments(session, list(expected), AS_OF)
        assert_agrees(session, expected)
        savepoint.rollback()


def test_the_whole_of_oulad_sums_up_the_same_in_mid_year_and_after(
    session: Session, shared_data: Path
) -> None:
    make.org(session, "open", time_zone="Europe/London")
    folder = shared_data / "oulad-2013"
    now = datetime(2014, 1, 15, 12, tzinfo=UTC)
    import_file(session, OPERATOR, "oulad", folder, org="open", programme="ou", now=now)
    assert_agrees(session, summaries(session, now.date()))
    now += timedelta(days=365)
    assert 6 <= refresh(session, now) < 9  # the six of October; not those that were over
    assert_agrees(session, summaries(session, now.date()))


def test_an_enrolment_with_nothing_due_has_an_empty_summary(session: Session, place: Place) -> None:
    _, enrollment = enrol(session, place, "a")
    rebuild_sections(session, [place.section.id], AS_OF)
    summary = summary_of(session, enrollment)
    assert stored(summary) == [0, 0, 0, 0.0, 0.0, None]
    assert (summary.active_weeks, summary.last_activity_on) == (0, None)


def test_weeks_with_activity_are_counted(session: Session, place: Place) -> None:
    learner, enrollment = enrol(session, place, "a")
    for week, active_days in ((-1, 1), (0, 3), (1, 0)):
        session.add(
            ActivityWeek(
                section_id=place.section.id,
                learner_id=learner.id,
                week=week,
                active_days=active_days,
                events=active_days,
            )
        )
    session.flush()
    rebuild_sections(session, [place.section.id], AS_OF)
    assert summary_of(session, enrollment).active_weeks == 2


def test_when_an_item_falls_due_its_section_is_rebuilt_and_no_other(session: Session) -> None:
    falling, resting = a_section(session, "tralee"), a_section(session, "porto")
    _, behind = enrol(session, falling, "a")
    _, untouched = enrol(session, resting, "b")
    make.line_item(session, falling.section, counts_from=AS_OF + timedelta(days=1))
    make.line_item(session, resting.section, counts_from=AS_OF + timedelta(days=9))
    assert refresh(session, NOON) == 2
    summary_of(session, untouched).on_time = 99
    session.flush()
    assert refresh(session, NOON) == 0
    assert summary_of(session, behind).due == 0
    assert refresh(session, NOON + timedelta(days=1)) == 1
    assert summary_of(session, behind).due == 1
    assert summary_of(session, untouched).on_time == 99


def test_a_result_dated_ahead_counts_when_its_day_comes(session: Session, place: Place) -> None:
    learner, enrollment = enrol(session, place, "a")
    item = make.line_item(session, place.section, counts_from=AS_OF)
    make.result(session, item, learner, score=80.0, submitted_on=AS_OF + timedelta(days=2))
    refresh(session, NOON)
    assert summary_of(session, enrollment).done == 0
    assert refresh(session, NOON + timedelta(days=3)) == 1
    assert summary_of(session, enrollment).done == 1


def test_an_item_falls_due_when_the_day_begins_at_the_org(session: Session) -> None:
    """Half past eleven in UTC is tomorrow in Dublin's summer, and still today in Brazil."""
    dublin = a_section(session, "tralee", time_zone="Europe/Dublin")
    recife = a_section(session, "recife", time_zone="America/Recife")
    first_day = date(2026, 7, 2)
    dues = []
    for place in (dublin, recife):
        make.line_item(session, place.section, counts_from=first_day)
        dues.append(enrol(session, place, "a")[1])
    refresh(session, datetime(2026, 7, 1, 23, 30, tzinfo=UTC))
    assert [summary_of(session, enrollment).due for enrollment in dues] == [1, 0]
    refresh(session, datetime(2026, 7, 2, 3, 30, tzinfo=UTC))
    assert [summary_of(session, enrollment).due for enrollment in dues] == [1, 1]
