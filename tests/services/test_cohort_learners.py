"""Learners are kept as the summaries have them, and are given up when these change."""

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from leap_dash.db import Cohort
from leap_dash.db.membership import Known, belongs
from leap_dash.domain.access import OPERATOR, Role
from leap_dash.ingest.rows import (
    ActivityRow,
    CourseRow,
    EnrollmentRow,
    LearnerRow,
    LineItemRow,
    Parsed,
    ResultRow,
    SectionKey,
    SectionRow,
)
from leap_dash.queries.cohort_learners import cohort_page
from leap_dash.queries.cohorts import cohort_head, summaries
from leap_dash.queries.learner_sums import kept_sums, learner_sums
from leap_dash.records import LearnerFilter, Standing
from leap_dash.services.cohort_learners import keep_all, stale_cohorts
from leap_dash.services.imports import import_rows
from leap_dash.services.progress import refresh
from tests import factories as make
from tests.factories import NOW, TODAY
from tests.services.merges import Triplets, triplets
from tests.worlds import World, worlds, write

Rows = dict[tuple[UUID, UUID], dict[str, Any]]
PLACE = SectionKey("FOH", "2026")
DAY = timedelta(days=1)


def rows(session: Session, statement: Select[*tuple[Any, ...]]) -> Rows:
    """By cohort and learner."""
    found = session.execute(statement).mappings()
    return {(row["cohort_id"], row["learner_id"]): dict(row) for row in found}


def live(session: Session) -> Rows:
    """What the summaries say today."""
    return rows(
        session,
        learner_sums(OPERATOR, Known(TODAY, final=True), belongs(TODAY, several=True)),
    )


def agree(one: Rows, other: Rows) -> None:
    """Fail unless both are the same, means up to what the order of adding changes."""
    assert one.keys() == other.keys()
    for key, row in one.items():
        mean, other_mean = row["mean"], other[key]["mean"]
        assert row | {"mean": None} == other[key] | {"mean": None}
        assert mean is other_mean or math.isclose(mean, other_mean, rel_tol=0, abs_tol=1e-9)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=worlds())
def test_what_is_kept_is_what_the_summaries_say(session: Session, world: World) -> None:
    try:
        write(session, world, [])
        keep_all(session, NOW)
        expected = live(session)
        assert expected
        agree(rows(session, kept_sums(OPERATOR)), expected)
        assert stale_cohorts(session, NOW) == []
    finally:
        session.rollback()


def source(**changed: Any) -> Parsed:  # noqa: ANN401  as the fields of Parsed
    """A course with two learners, as a source tells of it."""
    learners = [LearnerRow("a", family_name="Kowalski"), LearnerRow("b", family_name="Weiß")]
    told = Parsed(
        "csv",
        "lms",
        "marks.csv",
        "score",
        courses=[CourseRow("FOH", "Front of House")],
        sections=[SectionRow(PLACE, TODAY - 60 * DAY, 200)],
        line_items=[LineItemRow(PLACE, "Essay", "Essay", due_on=TODAY - 20 * DAY)],
        learners=learners,
        enrollments=[EnrollmentRow(PLACE, each.id) for each in learners],
        results=[ResultRow(PLACE, "Essay", "a", 70.0, TODAY - 21 * DAY)],
    )
    return replace(told, **changed)


CHANGES: dict[str, dict[str, Any]] = {
    "a mark": {"results": [ResultRow(PLACE, "Essay", "b", 55.0, TODAY - 19 * DAY)]},
    "a learner": {
        "learners": [LearnerRow("c")],
        "enrollments": [EnrollmentRow(PLACE, "c")],
        "results": [],
    },
    "who left": {"enrollments": [EnrollmentRow(PLACE, "a", "withdrawn")]},
    "how it ended": {"enrollments": [EnrollmentRow(PLACE, "a", final_result="pass")]},
    "activity": {"activity": [ActivityRow(PLACE, "b", week=6, active_days=2, events=9)]},
    "the first day": {"sections": [SectionRow(PLACE, TODAY - 10 * DAY, 200)]},
    "an item": {
        "line_items": [LineItemRow(PLACE, "Quiz", "Quiz", due_on=TODAY - 3 * DAY)],
        "results": [],
    },
}


@pytest.mark.parametrize("changed", CHANGES.values(), ids=CHANGES.keys())
def test_an_import_that_changes_them_gives_them_up(
    session: Session, changed: dict[str, Any]
) -> None:
    make.org(session, "tralee")

    def bring(told: Parsed) -> None:
        import_rows(session, OPERATOR, told, org="tralee", programme="hospitality", now=NOW)

    bring(source())
    keep_all(session, NOW)
    before = live(session)
    bring(source())
    assert stale_cohorts(session, NOW) == []  # nothing has changed
    bring(source(**changed))
    assert live(session) != before
    assert [day for _, day in stale_cohorts(session, NOW)] == [TODAY]
    keep_all(session, NOW)
    agree(rows(session, kept_sums(OPERATOR)), live(session))


def merge_them(house: Triplets) -> None:
    """Two records become one."""
    house.merge(house.first, house.second)


def merge_and_split(house: Triplets) -> None:
    """And two again."""
    made = house.merge(house.first, house.second)
    keep_all(house.session, NOW)
    house.split(made)


@pytest.mark.parametrize("change", [merge_them, merge_and_split])
def test_merging_gives_them_up(session: Session, change: Callable[[Triplets], None]) -> None:
    house = triplets(session)
    keep_all(session, NOW)
    change(house)
    assert stale_cohorts(session, NOW) == [(house.cohort.id, TODAY)]
    keep_all(session, NOW)
    expected = live(session)
    assert len(expected) == (2 if change is merge_them else 3)
    agree(rows(session, kept_sums(OPERATOR)), expected)


def test_they_are_kept_for_the_day_that_it_is_at_the_org(session: Session) -> None:
    programme = make.programme(session)
    for slug, zone in (("porto", "Europe/Lisbon"), ("apia", "Pacific/Apia")):
        make.cohort(session, make.org(session, slug, time_zone=zone), programme, slug)
    noon = datetime(2026, 3, 15, 13, 0, tzinfo=UTC)
    keep_all(session, noon)
    kept = session.execute(select(Cohort.code, Cohort.learners_on)).all()
    assert dict(kept) == {"porto": date(2026, 3, 15), "apia": date(2026, 3, 16)}
    assert stale_cohorts(session, noon) == []
    assert len(stale_cohorts(session, noon + DAY)) == 2


@pytest.mark.parametrize("standing", list(Standing))
@pytest.mark.parametrize("search", ["", "ska"])
def test_a_page_is_the_same_with_them_and_without(
    session: Session, standing: Standing, search: str
) -> None:
    org, programme = make.org(session), make.programme(session)
    cohort = make.cohort(session, org, programme, starts_on=TODAY - 60 * DAY)
    sections = [
        make.section(session, cohort, make.course(session, programme, code)) for code in ("A", "B")
    ]
    items = [make.line_item(session, each, counts_from=TODAY - 9 * DAY) for each in sections]
    for number, name in enumerate(("Kowalska", "Weiß", "Παπαδοπούλου", "Nowińska", "Byrne")):
        who = make.learner(session, org, f"{number}", family_name=name)
        for section, item in zip(sections[: 1 + number % 2], items, strict=False):
            gone = "withdrawn" if number == 3 else "active"
            make.enrollment(session, section, who, status=gone)
            if number != 1:
                make.result(session, item, who, score=20.0 * number, submitted_on=TODAY)
    refresh(session, NOW)
    viewer = make.viewer(Role.INSTRUCTOR, org)
    chosen = LearnerFilter(standing=standing, search=search)

    def seen() -> tuple[Any, Any, Any]:
        head = cohort_head(session, viewer, cohort.id, now=NOW)
        page = cohort_page(session, viewer, head, chosen, size=3)
        return head.learners_on, page, summaries(session, viewer, now=NOW, limit=9)

    day, *without = seen()
    assert day is None
    keep_all(session, NOW)
    day, *kept = seen()
    assert day == TODAY
    assert kept == without
