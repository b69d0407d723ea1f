"""A report counts everyone enrolled, item by item, and is of the cohort that its codes name."""

import pytest
from sqlalchemy.orm import Session

from leap_dash.domain.errors import BadInputError, NotFoundError
from leap_dash.domain.results import State
from leap_dash.queries.cohort_report import cohort_report
from leap_dash.records import BadgeCount, CohortReport
from tests import factories as make
from tests.factories import NOW
from tests.kitchen import Kitchen


def report(session: Session, kitchen: Kitchen, course: str | None = None) -> CohortReport:
    """What the instructor is given."""
    return cohort_report(
        session, kitchen.instructor, kitchen.cohort_id, course=course, most=10, now=NOW
    )


def test_items_are_summed_over_everyone_enrolled(session: Session, kitchen: Kitchen) -> None:
    found = report(session, kitchen)
    by_name = {each.item.name: each for each in found.items}
    test = by_name["Test"]
    assert test.states == {State.DONE: 3, State.LATE: 1, State.MISSING: 1}
    assert (test.marked, test.mean) == (4, 75.0)  # without eva, who withdrew
    assert by_name["Exam"].states == {State.NOT_DUE: 5}
    assert by_name["Exam"].mean is None
    assert [each.course_code for each in found.sections] == ["FOH", "KIT"]
    assert found.made_by == kitchen.instructor.actor


def test_a_report_of_one_course_leaves_out_the_others(session: Session, kitchen: Kitchen) -> None:
    found = report(session, kitchen, "KIT")
    assert found.course is not None
    assert found.course.name == "Kitchen"
    assert {each.item.course_code for each in found.items} == {"KIT"}
    assert [each.course_code for each in found.sections] == ["KIT"]
    with pytest.raises(NotFoundError, match="it has FOH, KIT"):
        report(session, kitchen, "BAR")


def test_badges_in_force_are_counted(session: Session, kitchen: Kitchen) -> None:
    badge = make.achievement(session, kitchen.org, kitchen.programme, name="Host", level="gold")
    for key, state in (("ana", "issued"), ("dan", "issued"), ("chloe", "revoked")):
        make.award(session, badge, kitchen.learners[key], state=state, cohort_id=kitchen.cohort_id)
    assert report(session, kitchen).badges == (BadgeCount("Host", "gold", 2),)


def test_a_cohort_that_is_too_large_or_not_the_viewer_s_has_no_report(
    session: Session, kitchen: Kitchen
) -> None:
    with pytest.raises(BadInputError, match="5 learners"):
        cohort_report(session, kitchen.instructor, kitchen.cohort_id, most=4, now=NOW)
    with pytest.raises(NotFoundError):
        cohort_report(session, kitchen.stranger, kitchen.cohort_id, most=10, now=NOW)
