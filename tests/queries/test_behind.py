"""The lists behind the figures hold just as many learners as the figures count."""

from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from leap_dash.domain.access import Role
from leap_dash.domain.errors import NotFoundError
from leap_dash.queries.behind import idle_in, left_in_week, low_or_missing
from leap_dash.queries.cohort_weeks import weekly
from leap_dash.queries.course_runs import course_runs
from leap_dash.queries.item_marks import item_marks
from leap_dash.queries.leaving import leaving
from leap_dash.records import CourseRun
from tests import factories as make
from tests.course_rows import CourseRows, make_course_rows
from tests.factories import TODAY

ALL = 1000


def running(session: Session, rows: CourseRows) -> CourseRun:
    """The course that has not ended."""
    (run,) = course_runs(session, rows.instructor, rows.running.cohort.id, as_of=TODAY)
    return run


@pytest.mark.parametrize("activity", [True, False])
def test_behind_a_week_is_who_was_there_and_did_nothing(session: Session, activity: bool) -> None:
    rows = make_course_rows(session, 4, activity=activity)
    run = running(session, rows)
    found = weekly(session, rows.instructor, run, as_of=TODAY)
    for each in found.own.weeks:
        measure, behind = idle_in(session, rows.instructor, run, each.week, size=ALL)
        assert measure is found.measure
        assert behind.of == len(behind.rows) == each.enrolled - each.people


@pytest.mark.parametrize("seed", range(2))
def test_behind_an_item_is_who_is_below_the_pass_mark_or_missing(
    session: Session, seed: int
) -> None:
    rows = make_course_rows(session, seed)
    run = running(session, rows)
    for each in item_marks(session, rows.instructor, run, as_of=TODAY):
        item, behind = low_or_missing(
            session, rows.instructor, run, each.item.id, as_of=TODAY, size=ALL
        )
        assert item == each.item
        assert behind.of == len(behind.rows) == each.below + each.missing
        marks = [row.percent for row in behind.rows]
        low = sorted(mark for mark in marks if mark is not None)
        assert marks == [*low, *[None] * each.missing]
        assert all(mark < 40 for mark in low)


def test_behind_a_step_is_who_left_in_that_week(session: Session) -> None:
    rows = make_course_rows(session, 4)
    run = running(session, rows)
    for each in leaving(session, rows.instructor, run).weeks:
        behind = left_in_week(session, rows.instructor, run, each.week, size=ALL)
        assert behind.of == len(behind.rows) == each.left
        days = [row.on for row in behind.rows]
        assert None not in days
        assert days == sorted(day for day in days if day)


def test_a_long_list_is_cut_and_says_of_how_many(session: Session) -> None:
    rows = make_course_rows(session, 4)
    run = running(session, rows)
    _, whole = idle_in(session, rows.instructor, run, 3, size=ALL)
    _, first = idle_in(session, rows.instructor, run, 3, size=2)
    assert whole.of > 2
    assert (first.rows, first.of) == (whole.rows[:2], whole.of)


def test_an_item_of_another_course_is_not_found(session: Session) -> None:
    rows = make_course_rows(session, 4)
    run = running(session, rows)
    for item_id in (uuid4(), rows.sections[0].items[0].id):
        with pytest.raises(NotFoundError):
            low_or_missing(session, rows.instructor, run, item_id, as_of=TODAY, size=ALL)


def test_nobody_else_sees_any_of_the_lists(session: Session) -> None:
    rows = make_course_rows(session, 4)
    run = running(session, rows)
    stranger = make.viewer(Role.ADMINISTRATOR, make.org(session, "graz"))
    assert idle_in(session, stranger, run, 3, size=ALL)[1].of == 0
    assert left_in_week(session, stranger, run, 3, size=ALL).of == 0
    with pytest.raises(NotFoundError):
        low_or_missing(session, stranger, run, rows.running.items[0].id, as_of=TODAY, size=ALL)
