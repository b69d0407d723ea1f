"""Who leaves is counted from the start, and who has stayed so far is not taken to stay for ever."""

from datetime import date, timedelta
from math import exp, log, sqrt

import pytest
from sqlalchemy.orm import Session

from leap_dash.db import Org, Section
from leap_dash.domain.access import Role, Scope
from leap_dash.queries.course_runs import course_runs
from leap_dash.queries.leaving import leaving
from leap_dash.records import Leaving
from tests import factories as make
from tests.course_rows import SectionRows, make_course_rows
from tests.factories import TODAY

START = date(2026, 2, 2)
Z = 1.959964  # of a normal distribution, for 95 %


def look(session: Session, scope: Scope, section: Section, as_of: date = TODAY) -> Leaving:
    """Who left, as it was on that day."""
    (run,) = course_runs(session, scope, section.cohort_id, as_of=as_of)
    return leaving(session, scope, run)


def weeks_of_leaving(of: SectionRows, until: date) -> tuple[list[int | None], int, int]:
    """The week in which each who started had left by that day; who never came; of whom unknown."""
    weeks: list[int | None] = []
    before = undated = 0
    for each in of.enrollments:
        if each.enrolled_on is not None and each.enrolled_on > until:
            continue
        if each.withdrawn_on is None:
            undated += each.status == "withdrawn"
            weeks += [] if each.status == "withdrawn" else [None]
        elif each.withdrawn_on < of.starts_on:
            before += 1
        else:
            day = (each.withdrawn_on - of.starts_on).days
            weeks.append(day // 7 if each.withdrawn_on <= until else None)
    return weeks, before, undated


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("as_of", [TODAY, date(2026, 10, 1)])
def test_each_week_is_what_counting_one_by_one_gives(
    session: Session, seed: int, as_of: date
) -> None:
    rows = make_course_rows(session, seed)
    for of in rows.sections:
        found = look(session, rows.instructor, of.section, as_of)
        weeks, before, undated = weeks_of_leaving(of, found.run.until)
        assert (found.started, found.before, found.undated) == (len(weeks), before, undated)
        stayed = 1.0
        for each in found.weeks:
            left = weeks.count(each.week)
            at_risk = sum(week is None or week >= each.week for week in weeks)
            assert (each.left, each.at_risk) == (left, at_risk)
            stayed *= 1 - left / at_risk
            assert each.gone == pytest.approx(100 * (1 - stayed))


def place(session: Session) -> tuple[Org, Section, Scope]:
    """A course of twenty weeks that has ended."""
    org, programme = make.org(session), make.programme(session)
    cohort = make.cohort(
        session, org, programme, starts_on=START, ends_on=START + timedelta(weeks=20, days=-1)
    )
    section = make.section(session, cohort, make.course(session, programme))
    return org, section, make.viewer(Role.INSTRUCTOR, org)


def enroll(session: Session, org: Org, section: Section, *days: int | None) -> None:
    """Learners who left so many days after the start, or did not."""
    for number, day in enumerate(days):
        left = None if day is None else START + timedelta(days=day)
        who = make.learner(session, org, f"{number}")
        status = "active" if day is None else "withdrawn"
        make.enrollment(session, section, who, withdrawn_on=left, status=status)


def test_the_interval_is_greenwoods_on_the_log_log_scale(session: Session) -> None:
    org, section, scope = place(session)
    enroll(session, org, section, 0, 9, 9, *[None] * 17)
    third = look(session, scope, section).weeks[2]
    stayed = 17 / 20
    error = sqrt(1 / (20 * 19) + 2 / (19 * 17)) / abs(log(stayed))
    low, high = (1 - exp(-exp(log(-log(stayed)) + side * Z * error)) for side in (-1, 1))
    assert third.gone == pytest.approx(15)
    assert third.low == pytest.approx(100 * low, abs=1e-3)
    assert third.high == pytest.approx(100 * high, abs=1e-3)


def test_before_anybody_has_left_there_is_no_interval(session: Session) -> None:
    org, section, scope = place(session)
    enroll(session, org, section, 16, *[None] * 9)
    weeks = look(session, scope, section).weeks
    assert [(each.gone, each.low, each.high) for each in weeks[:2]] == [(0, None, None)] * 2
    assert weeks[2].low is not None


def test_when_everybody_has_left_the_weeks_before_keep_their_interval(session: Session) -> None:
    org, section, scope = place(session)
    enroll(session, org, section, 1, 15, 15)
    weeks = look(session, scope, section).weeks
    assert [each.gone for each in weeks[:4]] == [
        pytest.approx(each) for each in (100 / 3, 100 / 3, 100, 100)
    ]
    assert weeks[1].low is not None
    assert (weeks[2].low, weeks[3].high) == (None, None)


def test_a_course_that_nobody_took_has_weeks_in_which_nobody_left(session: Session) -> None:
    _, section, scope = place(session)
    found = look(session, scope, section)
    assert found.started == 0
    assert {(each.at_risk, each.left, each.gone) for each in found.weeks} == {(0, 0, 0.0)}


def test_who_left_after_the_end_has_stayed_until_then(session: Session) -> None:
    org, section, scope = place(session)
    enroll(session, org, section, 200, None)
    assert look(session, scope, section).weeks[-1].gone == 0


def test_before_the_start_there_are_no_weeks(session: Session) -> None:
    org, section, scope = place(session)
    enroll(session, org, section, 5, None)
    assert look(session, scope, section, START - timedelta(days=1)).weeks == ()


def test_nobody_else_sees_who_left(session: Session) -> None:
    org, section, scope = place(session)
    enroll(session, org, section, 5, None)
    run = look(session, scope, section).run
    stranger = make.viewer(Role.ADMINISTRATOR, make.org(session, "graz"))
    assert leaving(session, stranger, run).started == 0
