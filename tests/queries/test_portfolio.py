"""A learner sees their own courses and badges, and what is missing, and nobody else's."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from leap_dash.db import Enrollment, Learner, Org, Programme, Section
from leap_dash.domain.access import Role, Scope
from leap_dash.domain.awards import AwardState
from leap_dash.queries.portfolio import badges, courses, next_badges
from leap_dash.records import NextItem
from tests import factories as make
from tests.factories import NOW, TODAY


@dataclass(frozen=True, slots=True)
class Place:
    """Ana in one section of Tralee."""

    tralee: Org
    programme: Programme
    section: Section
    ana: Learner
    enrollment: Enrollment
    own: Scope


@pytest.fixture
def place(session: Session) -> Place:
    tralee = make.org(session, "tralee", time_zone="Europe/Dublin")
    programme = make.programme(session)
    cohort = make.cohort(session, tralee, programme, ends_on=None)
    section = make.section(session, cohort, make.course(session, programme))
    ana = make.learner(session, tralee, "17", given_name="Ana", family_name="Costa")
    enrollment = make.enrollment(session, section, ana)
    return Place(
        tralee,
        programme,
        section,
        ana,
        enrollment,
        make.viewer(Role.LEARNER, tralee, own=ana),
    )


def other_learner(session: Session, place: Place) -> Learner:
    """Someone else in the same section."""
    who = make.learner(session, place.tralee, "18")
    make.enrollment(session, place.section, who)
    return who


def test_a_course_shows_its_progress_and_the_next_item(session: Session, place: Place) -> None:
    make.progress(session, place.enrollment, due=4, done=3, mean=71.5)
    for key, days in (("later", 9), ("next", 2), ("past", -1)):
        make.line_item(session, place.section, key, due_on=TODAY + timedelta(days=days))
    handed_in = make.line_item(session, place.section, "today, handed in", due_on=TODAY)
    make.result(session, handed_in, place.ana, submitted_on=TODAY)
    (course,) = courses(session, place.own, now=NOW)
    assert (course.due, course.done, course.mean) == (4, 3, 71.5)
    assert course.next_item == NextItem("next", TODAY + timedelta(days=2))
    assert (course.course_name, course.cohort_name) == ("unit-1", "2026A")


def test_what_is_due_is_judged_by_the_day_where_the_org_is(session: Session, place: Place) -> None:
    place.tralee.time_zone = "Pacific/Auckland"
    session.flush()
    make.line_item(session, place.section, "today here", due_on=TODAY)
    (course,) = courses(session, place.own, now=NOW)  # it is the 25th in Auckland
    assert course.next_item is None


def test_a_course_without_a_summary_has_nothing_due(session: Session, place: Place) -> None:
    (course,) = courses(session, place.own, now=NOW)
    assert (course.due, course.done, course.mean, course.next_item) == (0, 0, None, None)


def test_who_withdrew_is_told_of_no_next_item(session: Session, place: Place) -> None:
    place.enrollment.status = "withdrawn"
    session.flush()
    make.line_item(session, place.section, due_on=TODAY)
    (course,) = courses(session, place.own, now=NOW)
    assert course.next_item is None


def test_badges_show_what_they_are_worth_today(session: Session, place: Place) -> None:
    for slug, values in (
        ("good", {}),
        ("old", {"valid_until": NOW, "issued_at": NOW - timedelta(days=1)}),
        ("taken", {"state": "revoked", "issued_at": NOW - timedelta(days=2)}),
        ("waiting", {"state": "approved", "issued_at": None}),
    ):
        badge = make.achievement(session, place.tralee, place.programme, slug)
        make.award(session, badge, place.ana, **values)
    found = badges(session, place.own, [place.ana.id], now=NOW)
    assert [(badge.name, badge.state) for badge in found] == [
        ("Good", AwardState.ISSUED),
        ("Old", AwardState.EXPIRED),
        ("Taken", AwardState.REVOKED),
    ]
    assert {badge.issuer_name for badge in found} == {"Tralee"}


def test_the_nearest_badge_and_the_smallest_step_stand_first(
    session: Session, place: Place
) -> None:
    item = make.line_item(session, place.section, "tma-1", counts_from=TODAY - timedelta(days=1))
    make.result(session, item, place.ana, score=58, submitted_on=TODAY - timedelta(days=2))
    make.progress(
        session, place.enrollment, due=1, done=1, on_time=1, weight_due=1, points_due=58, mean=58
    )
    mark, average = {"item": "tma-1", "min_percent": 60}, {"min_percent": 80}
    two = {"all": [{"average": average}, {"submitted": {"min_share": 1}}, {"result": mark}]}
    make.achievement(session, place.tralee, place.programme, "two-steps", rule=two)
    make.achievement(session, place.tralee, place.programme, "one-step", rule={"result": mark})
    nearest, second = next_badges(session, place.own, place.own.learners(), now=NOW)
    assert (nearest.name, second.name) == ("One-step", "Two-steps")
    (step,) = nearest.to_do
    assert (step.have, step.need, step.met) == ("58 %", "60 %", False)
    assert step.progress == pytest.approx(58 / 60)
    assert [(each.need, each.needed, each.met) for each in second.steps] == [
        ("60 %", True, False),
        ("80 %", True, False),
        ("100 %", False, True),
    ]


def test_a_clause_that_another_stands_in_for_is_not_needed(session: Session, place: Place) -> None:
    make.progress(
        session, place.enrollment, due=1, done=1, on_time=1, weight_due=1, points_due=70, mean=70
    )
    either = {"any": [{"average": {"min_percent": 90}}, {"average": {"min_percent": 80}}]}
    make.achievement(session, place.tralee, place.programme, rule=either)
    (badge,) = next_badges(session, place.own, place.own.learners(), now=NOW)
    assert [(each.need, each.needed) for each in badge.steps] == [("80 %", True), ("90 %", False)]


def test_a_badge_in_force_is_no_next_one_but_an_expired_one_is(
    session: Session, place: Place
) -> None:
    for slug, values in (("held", {}), ("expired", {"valid_until": NOW})):
        badge = make.achievement(session, place.tralee, place.programme, slug)
        make.award(session, badge, place.ana, **values)
    (left,) = next_badges(session, place.own, place.own.learners(), now=NOW)
    assert (left.name, left.award) == ("Expired", AwardState.EXPIRED)


def test_badges_of_programmes_not_taken_are_not_offered(session: Session, place: Place) -> None:
    make.achievement(session, place.tralee, make.programme(session, "ict"), "elsewhere")
    make.achievement(session, make.org(session, "graz"), place.programme, "abroad")
    assert next_badges(session, place.own, place.own.learners(), now=NOW) == ()


def test_a_learner_sees_nothing_of_another(session: Session, place: Place) -> None:
    badge = make.achievement(session, place.tralee, place.programme)
    make.award(session, badge, place.ana)
    other = other_learner(session, place)
    own = make.viewer(Role.LEARNER, place.tralee, own=other)
    assert badges(session, own, [place.ana.id], now=NOW) == ()
    (course,) = courses(session, own, now=NOW)
    assert course.due == 0
    assert [each.award for each in next_badges(session, own, own.learners(), now=NOW)] == [None]


def test_an_instructor_sees_badges_of_the_orgs_learners_but_has_no_page_of_their_own(
    session: Session, place: Place
) -> None:
    badge = make.achievement(session, place.tralee, place.programme)
    make.award(session, badge, place.ana)
    instructor = make.viewer(Role.INSTRUCTOR, place.tralee)
    assert len(badges(session, instructor, [place.ana.id], now=NOW)) == 1
    assert courses(session, instructor, now=NOW) == ()
    assert next_badges(session, instructor, instructor.learners(), now=NOW) == ()
    stranger = make.viewer(Role.INSTRUCTOR, make.org(session, "graz"))
    assert badges(session, stranger, [place.ana.id], now=NOW) == ()


def test_who_sees_a_learner_sees_what_is_missing_for_the_next_badge_too(
    session: Session, place: Place
) -> None:
    make.achievement(session, place.tralee, place.programme)
    other_learner(session, place)
    own = next_badges(session, place.own, [place.ana.id], now=NOW)
    assert len(own) == 1
    instructor = make.viewer(Role.INSTRUCTOR, place.tralee)
    assert next_badges(session, instructor, [place.ana.id], now=NOW) == own
    stranger = make.viewer(Role.INSTRUCTOR, make.org(session, "graz"))
    assert next_badges(session, stranger, [place.ana.id], now=NOW) == ()
