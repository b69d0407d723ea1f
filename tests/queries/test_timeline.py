"""A learner's weeks are those of the courses that count now, and of their own org."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from leap_dash.db import ActivityWeek
from leap_dash.domain.errors import NotFoundError
from leap_dash.domain.results import State
from leap_dash.queries.learners import learner_detail
from leap_dash.queries.timeline import timeline
from leap_dash.records import Timeline
from leap_dash.records.timeline import monday
from tests import factories as make
from tests.factories import NOW, TODAY
from tests.kitchen import Kitchen, days


def weeks_of(session: Session, kitchen: Kitchen, key: str) -> Timeline | None:
    """What the instructor sees of a learner's weeks."""
    scope = kitchen.instructor
    detail = learner_detail(session, scope, kitchen.learners[key].id, now=NOW)
    return timeline(session, scope, detail)


def active(session: Session, kitchen: Kitchen, course: str, week: int, number: int) -> None:
    """Let Chloe be active on so many days of a week of the course."""
    section = {"FOH": kitchen.foh, "KIT": kitchen.kit}[course]
    make.add(
        session,
        ActivityWeek(
            section_id=section.id,
            learner_id=kitchen.learners["chloe"].id,
            week=week,
            active_days=number,
            events=9,
        ),
    )


def test_activity_stands_in_calendar_weeks_by_course(session: Session, kitchen: Kitchen) -> None:
    kitchen.kit.starts_on = (kitchen.cohort.starts_on or TODAY) + days(7)
    session.flush()
    active(session, kitchen, "FOH", 1, 2)
    active(session, kitchen, "KIT", 0, 4)
    active(session, kitchen, "FOH", 3, 1)
    found = weeks_of(session, kitchen, "chloe")
    assert found is not None
    first = monday(TODAY - days(80))
    assert found.begins == first
    assert [(week.begins, week.days, week.most) for week in found.weeks] == [
        (first + timedelta(weeks=1), {"FOH": 2, "KIT": 4}, 4),
        (first + timedelta(weeks=3), {"FOH": 1}, 1),
    ]
    assert found.weeks_so_far == 13  # from 31 August on


def test_items_have_the_state_that_every_other_view_shows(
    session: Session, kitchen: Kitchen
) -> None:
    found = weeks_of(session, kitchen, "chloe")
    assert found is not None
    assert found.courses == ("FOH", "KIT")
    assert [(item.name, item.state, item.days_late) for item in found.items][:3] == [
        ("Test", State.LATE, 2),
        ("Essay", State.LOW, None),
        ("Project", State.DONE, None),
    ]
    assert found.ends == TODAY + days(20)


def test_what_was_carried_over_does_not_lengthen_the_weeks(
    session: Session, kitchen: Kitchen
) -> None:
    found = weeks_of(session, kitchen, "dan")
    assert found is not None
    assert found.begins == monday(TODAY - days(80))


def test_an_earlier_cohort_is_left_out_while_another_runs(
    session: Session, kitchen: Kitchen
) -> None:
    before = make.cohort(session, kitchen.org, kitchen.programme, "Before")
    course = make.course(session, kitchen.programme, "OLD")
    make.enrollment(session, make.section(session, before, course), kitchen.learners["ana"])
    found = weeks_of(session, kitchen, "ana")
    assert found is not None
    assert found.courses == ("FOH", "KIT")
    kitchen.cohort.ends_on = TODAY - days(1)
    session.flush()
    found = weeks_of(session, kitchen, "ana")
    assert found is not None
    assert found.courses == ("FOH", "KIT")  # none runs: the latest


def test_who_is_enrolled_nowhere_has_no_weeks(session: Session, kitchen: Kitchen) -> None:
    kitchen.learners["new"] = make.learner(session, kitchen.org, "new")
    assert weeks_of(session, kitchen, "new") is None


def test_nobody_sees_the_weeks_of_another_org(session: Session, kitchen: Kitchen) -> None:
    active(session, kitchen, "FOH", 1, 2)
    detail = learner_detail(session, kitchen.instructor, kitchen.learners["chloe"].id, now=NOW)
    with pytest.raises(NotFoundError):
        learner_detail(session, kitchen.stranger, detail.id, now=NOW)
    found = timeline(session, kitchen.stranger, detail)
    assert found is not None
    assert found.weeks == ()
