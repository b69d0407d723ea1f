"""One learner: every course with its marks, and the badges given, as far as the viewer may see."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from leap_dash.domain.attention import Status
from leap_dash.domain.awards import AwardState
from leap_dash.domain.results import State
from leap_dash.queries.learners import learner_detail
from leap_dash.records import LearnerDetail
from tests import factories as make
from tests.factories import NOW, TODAY
from tests.kitchen import Kitchen, days


def detail(session: Session, kitchen: Kitchen, key: str) -> LearnerDetail:
    """What the instructor sees of a learner."""
    return learner_detail(session, kitchen.instructor, kitchen.learners[key].id, now=NOW)


def test_each_course_has_its_sums_and_every_item(session: Session, kitchen: Kitchen) -> None:
    found = detail(session, kitchen, "chloe")
    assert (found.name, found.key, found.today) == ("Χλόη Ανδρέου", "k-chloe", TODAY)
    foh, kit = found.courses
    assert (foh.course_code, foh.due, foh.done, foh.late) == ("FOH", 3, 3, 1)
    assert foh.active_on == TODAY - days(10)
    assert foh.judgement.status is Status.NEEDS_ATTENTION
    assert foh.judgement.reasons == ("mean 33 %, below 40 %",)
    assert [mark.cell.state for mark in foh.marks] == [
        State.LATE,
        State.LOW,
        State.DONE,
        State.NOT_DUE,
    ]
    assert [mark.item.name for mark in kit.marks] == ["Check", "Practical"]


def test_who_withdrew_is_shown_and_not_pointed_out(session: Session, kitchen: Kitchen) -> None:
    found = detail(session, kitchen, "eva")
    assert {course.status for course in found.courses} == {"withdrawn"}
    assert {course.judgement.status for course in found.courses} == {Status.LEFT}


def test_the_latest_cohort_comes_first(session: Session, kitchen: Kitchen) -> None:
    later = make.cohort(session, kitchen.org, kitchen.programme, "Later", starts_on=TODAY)
    course = make.course(session, kitchen.programme, "NEW")
    make.enrollment(session, make.section(session, later, course), kitchen.learners["fay"])
    found = detail(session, kitchen, "fay")
    assert found.name == "k-fay"
    assert [course.cohort_name for course in found.courses] == ["Later", "Autumn"]


def test_badges_given_are_listed_with_what_became_of_them(
    session: Session, kitchen: Kitchen
) -> None:
    ana = kitchen.learners["ana"]
    given: tuple[dict[str, Any], ...] = (
        {"state": "issued", "issued_at": NOW},
        {"state": "revoked", "issued_at": NOW - days(1), "status_reason": "In error"},
        {"issued_at": NOW - days(2), "valid_until": NOW - timedelta(hours=1)},
        {"state": "approved", "issued_at": None},
    )
    for number, values in enumerate(given):
        badge = make.achievement(session, kitchen.org, kitchen.programme, f"badge-{number}")
        make.award(session, badge, ana, **values)
    found = detail(session, kitchen, "ana").badges
    assert [(badge.state, badge.status_reason) for badge in found] == [
        (AwardState.ISSUED, None),
        (AwardState.REVOKED, "In error"),
        (AwardState.EXPIRED, None),
    ]
