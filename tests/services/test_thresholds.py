"""Thresholds are set by who may, hold in every view of the cohort, and leave their trace."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import AttentionThresholds, AuditEvent
from leap_dash.domain.access import OPERATOR, Role
from leap_dash.domain.attention import Status
from leap_dash.domain.attention_thresholds import DEFAULTS, Thresholds
from leap_dash.domain.errors import BadInputError, NotFoundError
from leap_dash.queries.attention import attention_list
from leap_dash.queries.cohort_learners import cohort_page
from leap_dash.queries.cohorts import cohort_head, summaries
from leap_dash.queries.learners import learner_detail
from leap_dash.records import LearnerFilter
from leap_dash.services.thresholds import set_thresholds
from tests import factories as make
from tests.factories import NOW
from tests.kitchen import Kitchen, make_kitchen

STRICT = Thresholds(missing_items=1, mean_below=70.0, quiet_days=7, stopped_days=30)


@pytest.fixture
def kitchen(session: Session) -> Kitchen:
    return make_kitchen(session)


def test_thresholds_that_were_set_hold_in_every_view(session: Session, kitchen: Kitchen) -> None:
    set_thresholds(session, kitchen.instructor, kitchen.cohort_id, STRICT, now=NOW)
    head = cohort_head(session, kitchen.instructor, kitchen.cohort_id, now=NOW)
    assert head.thresholds == STRICT
    expected = {Status.STOPPED: 2, Status.NEEDS_ATTENTION: 2, Status.ON_TRACK: 1, Status.LEFT: 1}
    expected = dict.fromkeys(Status, 0) | expected
    shown = cohort_page(session, kitchen.instructor, head, LearnerFilter(), size=9)
    assert shown.sums.by_status == expected
    assert summaries(session, kitchen.instructor, now=NOW, limit=9).together.by_status == expected
    dan = kitchen.learners["dan"].id
    (foh, _) = learner_detail(session, kitchen.instructor, dan, now=NOW).courses
    assert foh.judgement.reasons == ("mean 68 %, below 70 %",)
    rows = attention_list(session, kitchen.instructor, kitchen.cohort_id, now=NOW).rows
    assert (
        next(row.judgement for row in rows if (row.learner_id, row.course_code) == (dan, "FOH"))
        == foh.judgement
    )


def test_the_usual_thresholds_leave_no_row(session: Session, kitchen: Kitchen) -> None:
    for thresholds in (STRICT, STRICT, DEFAULTS):
        set_thresholds(session, kitchen.instructor, kitchen.cohort_id, thresholds, now=NOW)
    assert session.scalars(select(AttentionThresholds)).all() == []
    events = session.scalars(select(AuditEvent).order_by(AuditEvent.seq)).all()
    assert [event.action for event in events] == ["cohort.thresholds"] * 3
    assert events[0].detail["quiet_days"] == 7
    assert events[0].subject == str(kitchen.cohort_id)


def test_who_may_only_look_sets_nothing(session: Session, kitchen: Kitchen) -> None:
    viewers = [kitchen.stranger]
    viewers += [make.viewer(role, kitchen.org) for role in (Role.MODERATOR, Role.PARTNER)]
    for viewer in viewers:
        with pytest.raises(NotFoundError):
            set_thresholds(session, viewer, kitchen.cohort_id, STRICT, now=NOW)
    assert session.scalars(select(AttentionThresholds)).all() == []
    set_thresholds(session, OPERATOR, kitchen.cohort_id, STRICT, now=NOW)


def test_thresholds_out_of_range_are_refused(session: Session, kitchen: Kitchen) -> None:
    with pytest.raises(BadInputError, match="more than the 30 days"):
        set_thresholds(
            session,
            kitchen.instructor,
            kitchen.cohort_id,
            Thresholds(quiet_days=30, stopped_days=30),
            now=NOW,
        )
