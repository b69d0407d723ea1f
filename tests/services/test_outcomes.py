"""Outcomes of the learner's own courses are achieved on a day, and undone to what was there."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import AuditEvent, Course, Learner, LearningOutcome, Org, OutcomeResult
from leap_dash.domain.access import Role, Scope
from leap_dash.domain.errors import BadInputError, ForbiddenError, NotFoundError
from leap_dash.queries.outcomes import outcomes_of
from leap_dash.services.outcomes import set_outcome
from tests import factories as make
from tests.factories import NOW, TODAY

EARLIER = TODAY - timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Place:
    """Ana at Tralee takes one course twice; another one of the programme she does not take."""

    tralee: Org
    ana: Learner
    course: Course
    first: LearningOutcome
    not_hers: LearningOutcome
    niamh: Scope
    stranger: Scope


@pytest.fixture
def place(session: Session) -> Place:
    tralee, graz = make.org(session, "tralee"), make.org(session, "graz")
    programme = make.programme(session)
    course = make.course(session, programme, "u1", name="Welcome")
    ana = make.learner(session, tralee, "17")
    for code in ("2026A", "2026B"):
        cohort = make.cohort(session, tralee, programme, code)
        make.enrollment(session, make.section(session, cohort, course), ana)
    first = make.outcome(session, course)
    make.outcome(session, course, "LO2")
    return Place(
        tralee,
        ana,
        course,
        first,
        make.outcome(session, make.course(session, programme, "u2")),
        make.someone(session, Role.INSTRUCTOR, tralee),
        make.someone(session, Role.INSTRUCTOR, graz),
    )


def days(session: Session, place: Place) -> list[object]:
    """Since when each outcome of Ana's is achieved."""
    (course,) = outcomes_of(session, place.niamh, [place.ana.id])
    return [each.achieved_on for each in course.outcomes]


def test_an_outcome_is_achieved_and_undone_to_the_day_that_stood_there(
    session: Session, place: Place
) -> None:
    ids = (place.ana.id, place.first.id)
    assert set_outcome(session, place.niamh, *ids, achieved_on=EARLIER, now=NOW) is None
    assert days(session, place) == [EARLIER, None]
    before = set_outcome(session, place.niamh, *ids, achieved_on=None, now=NOW)
    assert before == EARLIER
    assert days(session, place) == [None, None]
    set_outcome(session, place.niamh, *ids, achieved_on=before, now=NOW)
    set_outcome(session, place.niamh, *ids, achieved_on=before, now=NOW)
    assert days(session, place) == [EARLIER, None]
    events = session.scalars(select(AuditEvent).order_by(AuditEvent.seq)).all()
    assert [event.action for event in events] == ["outcome.set", "outcome.unset", "outcome.set"]


def test_a_guessed_id_changes_nothing_and_is_not_found(session: Session, place: Place) -> None:
    for scope, learner_id, outcome_id in (
        (place.stranger, place.ana.id, place.first.id),
        (place.niamh, uuid4(), place.first.id),
        (place.niamh, place.ana.id, uuid4()),
        (place.niamh, place.ana.id, place.not_hers.id),
    ):
        with pytest.raises(NotFoundError):
            set_outcome(session, scope, learner_id, outcome_id, achieved_on=TODAY, now=NOW)
    assert session.scalars(select(OutcomeResult)).all() == []
    assert outcomes_of(session, place.stranger, [place.ana.id]) == ()


def test_a_moderator_ticks_nothing_and_nobody_ticks_a_day_to_come(
    session: Session, place: Place
) -> None:
    ids = (place.ana.id, place.first.id)
    moderator = make.someone(session, Role.MODERATOR, place.tralee)
    with pytest.raises(ForbiddenError, match="outcomes"):
        set_outcome(session, moderator, *ids, achieved_on=TODAY, now=NOW)
    with pytest.raises(BadInputError, match="still to come"):
        set_outcome(session, place.niamh, *ids, achieved_on=TODAY + timedelta(days=1), now=NOW)


def test_learners_see_the_outcomes_of_their_own_courses_once(
    session: Session, place: Place
) -> None:
    set_outcome(session, place.niamh, place.ana.id, place.first.id, achieved_on=EARLIER, now=NOW)
    bo = make.learner(session, place.tralee, "18")
    own = make.viewer(Role.LEARNER, place.tralee, own=place.ana)
    other = make.viewer(Role.LEARNER, place.tralee, own=bo)
    both = [place.ana.id, bo.id]
    (course,) = outcomes_of(session, own, both)
    assert (course.course_name, course.achieved, len(course.outcomes)) == ("Welcome", 1, 2)
    assert outcomes_of(session, other, both) == ()
