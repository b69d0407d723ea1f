"""A week counts who was there at its end, beside the same week of other cohorts of the course."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from leap_dash.db import ActivityWeek, Enrollment, Result
from leap_dash.domain.access import OPERATOR, Role
from leap_dash.queries.cohort_weeks import weekly
from leap_dash.queries.course_runs import MOST_OTHERS, course_runs, other_runs
from leap_dash.records import CourseRun, Weekly, WeekMeasure
from leap_dash.services.cohort_learners import keep_all
from tests import factories as make
from tests.course_rows import LENGTH, STARTS, CourseRows, SectionRows, make_course_rows
from tests.factories import NOW, TODAY


def run_of(session: Session, rows: CourseRows, of: SectionRows, as_of: date = TODAY) -> CourseRun:
    """The course as its instructor looks at it on that day."""
    (run,) = course_runs(session, rows.instructor, of.cohort.id, as_of=as_of)
    return run


def look(session: Session, rows: CourseRows, of: SectionRows, as_of: date = TODAY) -> Weekly:
    """Its weeks on that day."""
    run = run_of(session, rows, of, as_of)
    return weekly(session, rows.instructor, run, as_of=as_of)


def there(each: Enrollment, starts_on: date, last: date) -> bool:
    """Whether a learner was enrolled at the end of that day."""
    if each.enrolled_on is not None and each.enrolled_on > max(last, starts_on):
        return False
    if each.withdrawn_on is None:
        return each.status != "withdrawn"
    return each.withdrawn_on >= starts_on and each.withdrawn_on > last


def did(of: SectionRows, week: int) -> set[object]:
    """Who was active in the week; without activity, who handed something in."""
    if of.activity:
        return {each.learner_id for each in of.activity if each.week == week and each.active_days}
    first = of.starts_on + timedelta(days=7 * week)
    days = [first + timedelta(days=number) for number in range(7)]
    return {each.learner_id for each in of.results if each.submitted_on in days}


def expected(of: SectionRows, weeks: int) -> list[tuple[int, int, int]]:
    """Week, people and enrolled, counted one by one."""
    found = []
    for week in range(weeks):
        last = of.starts_on + timedelta(days=7 * week + 6)
        enrolled = {e.learner_id for e in of.enrollments if there(e, of.starts_on, last)}
        found.append((week, len(enrolled & did(of, week)), len(enrolled)))
    return found


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("activity", [True, False])
@pytest.mark.parametrize("kept", [True, False])
def test_each_week_is_what_counting_one_by_one_gives(
    session: Session, seed: int, activity: bool, kept: bool
) -> None:
    rows = make_course_rows(session, seed, activity=activity)
    if kept:
        keep_all(session, NOW)
        # Nothing is left to count from, but that there was activity at all.
        session.execute(delete(Result))
        session.execute(delete(ActivityWeek).where(ActivityWeek.week > 0))
    found = look(session, rows, rows.running)
    assert found.measure is (WeekMeasure.ACTIVE if activity else WeekMeasure.HANDED_IN)
    # Twelve whole weeks lie between the start and today; the others have ended, in week 20.
    latest_first = [rows.running, *reversed(rows.sections[:-1])]
    for of, shown, weeks in zip(
        latest_first, (found.own, *found.others), (12, 20, 20), strict=True
    ):
        counted = [(each.week, each.people, each.enrolled) for each in shown.weeks]
        assert counted == expected(of, weeks)


def test_a_day_in_the_past_shows_only_weeks_that_were_over_then(session: Session) -> None:
    rows = make_course_rows(session, 1)
    as_of = rows.running.starts_on + timedelta(days=20)
    assert len(look(session, rows, rows.running, as_of).own.weeks) == 3
    yesterday = as_of - timedelta(days=1)
    assert len(look(session, rows, rows.running, yesterday).own.weeks) == 2
    before = rows.running.starts_on - timedelta(days=1)
    assert look(session, rows, rows.running, before).own.weeks == ()


def test_earlier_cohorts_are_compared_with_and_later_ones_only_for_want_of_them(
    session: Session,
) -> None:
    rows = make_course_rows(session, 1)
    first, second, third = (of.cohort.name for of in rows.sections)

    def compared(of: SectionRows) -> tuple[list[str], bool]:
        found = look(session, rows, of)
        return [other.run.cohort_name for other in found.others], found.earlier

    assert compared(rows.sections[2]) == ([second, first], True)
    assert compared(rows.sections[1]) == ([first], True)
    assert compared(rows.sections[0]) == ([second, third], False)


def test_a_cohort_that_had_not_started_by_that_day_is_no_comparison(session: Session) -> None:
    rows = make_course_rows(session, 1)
    found = look(session, rows, rows.sections[0], as_of=STARTS[1] + timedelta(days=30))
    assert [other.run.starts_on for other in found.others] == [STARTS[1]]
    assert len(found.others[0].weeks) == 4


def test_a_cohort_of_which_no_activity_is_known_is_left_out(session: Session) -> None:
    rows = make_course_rows(session, 1)
    for each in rows.sections[0].activity:
        session.delete(each)
    found = look(session, rows, rows.running)
    assert [other.run.cohort_name for other in found.others] == [rows.sections[1].cohort.name]


def test_only_the_nearest_cohorts_are_compared_with(session: Session) -> None:
    rows = make_course_rows(session, 1)
    for number in range(MOST_OTHERS + 2):
        starts_on = STARTS[1] + timedelta(days=number + 1)
        cohort = make.cohort(
            session,
            rows.org,
            rows.programme,
            f"near-{number}",
            starts_on=starts_on,
            ends_on=starts_on + LENGTH,
        )
        make.section(session, cohort, rows.course)
    run = run_of(session, rows, rows.running)
    others, earlier = other_runs(session, rows.instructor, run, as_of=TODAY)
    assert earlier
    assert [other.cohort_name for other in others] == [
        f"near-{number}" for number in reversed(range(2, MOST_OTHERS + 2))
    ]


def test_cohorts_outside_the_viewers_scope_are_neither_shown_nor_compared_with(
    session: Session,
) -> None:
    rows = make_course_rows(session, 1)
    elsewhere = make.org(session, "graz")
    programme = make.programme(session, "other")
    cohort = make.cohort(session, elsewhere, programme, "theirs", starts_on=STARTS[0])
    make.section(session, cohort, rows.course)
    found = look(session, rows, rows.running)
    assert "theirs" not in [other.run.cohort_name for other in found.others]
    stranger = make.viewer(Role.INSTRUCTOR, elsewhere)
    assert course_runs(session, stranger, rows.running.cohort.id, as_of=TODAY) == ()
    claimed = weekly(session, stranger, run_of(session, rows, rows.running), as_of=TODAY)
    assert {(each.people, each.enrolled) for each in claimed.own.weeks} == {(0, 0)}
    everyone, _ = other_runs(session, OPERATOR, found.own.run, as_of=TODAY)
    assert "theirs" in [other.cohort_name for other in everyone]


def test_a_course_without_a_first_day_has_no_weeks(session: Session) -> None:
    rows = make_course_rows(session, 1)
    programme = make.programme(session, "undated")
    cohort = make.cohort(session, rows.org, programme, starts_on=None, ends_on=None)
    make.section(session, cohort, make.course(session, programme, "X"))
    (run,) = course_runs(session, rows.instructor, cohort.id, as_of=TODAY)
    found = weekly(session, rows.instructor, run, as_of=TODAY)
    assert (found.own.weeks, found.others) == ((), ())


def test_an_unknown_cohort_has_no_courses(session: Session) -> None:
    rows = make_course_rows(session, 1)
    assert course_runs(session, rows.instructor, uuid4(), as_of=TODAY) == ()
