"""Of two records that become one, what both have is there once; taken back, all of it is again."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from leap_dash.db import (
    ActivityWeek,
    Learner,
    LearnerGroup,
    LearnerGroupMember,
    LearningOutcome,
    Message,
    OutboxMail,
    OutcomeResult,
)
from leap_dash.domain.access import OPERATOR
from leap_dash.domain.errors import ConflictError
from leap_dash.domain.messages import MailState
from leap_dash.queries.cohort_weeks import weekly
from leap_dash.queries.course_runs import course_runs
from leap_dash.queries.groups import group, member_ids
from leap_dash.services.progress import rebuild_sections
from tests import factories as make
from tests.factories import NOW, TODAY
from tests.services.merges import Triplets, everything, triplets


@pytest.fixture
def house(session: Session) -> Triplets:
    """The three records."""
    return triplets(session)


def mail(house: Triplets, message: Message, number: int, state: MailState) -> OutboxMail:
    """An e-mail with a message to the first, second or third."""
    learner = (house.first, house.second, house.third)[number]
    sent = NOW if state is MailState.SENT else None
    return make.add(
        house.session,
        OutboxMail(
            message_id=message.id,
            learner_id=learner.id,
            recipient=f"{number}@example.org",
            state=state,
            next_try_at=NOW,
            sent_at=sent,
        ),
    )


def message(house: Triplets) -> Message:
    """A message of an author."""
    return make.add(
        house.session,
        Message(
            org_id=house.org.id,
            subject="Unit 3",
            text="Due.",
            created_at=NOW,
        ),
    )


def week_of(house: Triplets, *numbers: int) -> None:
    """What each of these did in the first week of the course."""
    for number in numbers:
        learner = (house.first, house.second, house.third)[number]
        make.add(
            house.session,
            ActivityWeek(
                section_id=house.section.id,
                learner_id=learner.id,
                week=0,
                active_days=number + 1,
                events=9,
            ),
        )
    rebuild_sections(house.session, [house.section.id], TODAY)


def test_a_group_with_both_has_one_learner_who_is_written_to_once(house: Triplets) -> None:
    made = house.group(house.first, house.second)
    house.merge(house.first, house.second)
    assert group(house.session, OPERATOR, made.id).members == 1
    assert member_ids(house.session, OPERATOR, made.id) == (house.first.id,)


def test_who_is_in_a_group_by_one_record_stays_in_it(house: Triplets) -> None:
    made = house.group(house.first, house.second)
    house.session.get_one(LearnerGroupMember, (made.id, house.first.id)).removed_at = NOW
    house.session.flush()
    before = everything(house.session)
    merged = house.merge(house.first, house.second)
    assert member_ids(house.session, OPERATOR, made.id) == (house.first.id,)
    house.split(merged)
    assert everything(house.session) == before


def test_a_message_to_both_counts_as_sent_where_one_was(house: Triplets) -> None:
    said = message(house)
    mail(house, said, 0, MailState.QUEUED)
    mail(house, said, 1, MailState.SENT)
    before = everything(house.session)
    merged = house.merge(house.first, house.second)
    rows = house.session.execute(select(OutboxMail.learner_id, OutboxMail.state)).all()
    assert rows == [(house.first.id, "sent")]
    house.split(merged)
    assert everything(house.session) == before


def test_a_week_counts_one_who_was_two(house: Triplets) -> None:
    week_of(house, 0, 1, 2)
    (run,) = course_runs(house.session, OPERATOR, house.cohort.id, as_of=TODAY)
    before = weekly(house.session, OPERATOR, run, as_of=TODAY).own.weeks[0]
    house.merge(house.first, house.second)
    after = weekly(house.session, OPERATOR, run, as_of=TODAY).own.weeks[0]
    assert (before.people, before.enrolled) == (3, 3)
    assert (after.people, after.enrolled) == (2, 2)


def test_taken_back_every_row_that_both_had_is_there_again(house: Triplets) -> None:
    house.group(house.first, house.second)
    week_of(house, 0, 1)
    said = message(house)
    for number in (0, 1):
        mail(house, said, number, MailState.SENT)
    outcome = make.add(
        house.session,
        LearningOutcome(course_id=house.section.course_id, code="o1", name="Plans a day"),
    )
    for learner, days in ((house.first, 3), (house.second, 1)):
        make.add(
            house.session,
            OutcomeResult(
                learning_outcome_id=outcome.id,
                learner_id=learner.id,
                achieved_on=TODAY - timedelta(days=days),
            ),
        )
    before = everything(house.session)
    merged = house.merge(house.first, house.second)
    for table in (ActivityWeek, OutcomeResult, OutboxMail, LearnerGroupMember):
        assert house.session.scalars(select(table.learner_id)).all() == [house.first.id]
    house.split(merged)
    assert everything(house.session) == before


def test_of_two_enrolments_the_one_that_passed_stands(house: Triplets) -> None:
    house.enrollment(house.first).status = "withdrawn"
    house.enrollment(house.first).withdrawn_on = TODAY - timedelta(days=3)
    passed = house.enrollment(house.second)
    passed.status, passed.final_result = "completed", "pass"
    house.session.flush()
    before = everything(house.session)
    merged = house.merge(house.first, house.second)
    assert house.enrollment(house.first).final_result == "pass"
    house.split(merged)
    assert everything(house.session) == before


def test_of_two_enrolments_one_with_a_result_stands(house: Triplets) -> None:
    failed = house.enrollment(house.second)
    failed.status, failed.final_result = "completed", "fail"
    house.session.flush()
    house.merge(house.first, house.second)
    assert house.enrollment(house.first).final_result == "fail"


def test_of_two_without_a_result_the_one_not_withdrawn_stands(house: Triplets) -> None:
    house.enrollment(house.first).status = "withdrawn"
    house.session.flush()
    house.merge(house.first, house.second)
    assert house.enrollment(house.first).status == "active"


def test_what_was_deleted_meanwhile_does_not_keep_a_merge_from_being_taken_back(
    house: Triplets,
) -> None:
    made = house.group(house.first, house.second)
    merged = house.merge(house.first, house.second)
    house.session.execute(delete(LearnerGroup).where(LearnerGroup.id == made.id))
    house.split(merged)
    assert house.session.scalars(select(LearnerGroupMember)).all() == []
    assert house.enrollment(house.second).section_id == house.section.id


def test_merges_that_build_on_each_other_are_taken_back_the_last_first(house: Triplets) -> None:
    house.enrollment(house.first).status = "withdrawn"
    house.enrollment(house.third).final_result = "pass"
    house.session.flush()
    before = everything(house.session)
    one = house.merge(house.first, house.second)
    two = house.merge(house.first, house.third)
    with pytest.raises(ConflictError, match="take that merge back first"):
        house.split(one)
    house.split(two)
    house.split(one)
    assert everything(house.session) == before


def test_merges_that_do_not_are_taken_back_in_any_order(house: Triplets) -> None:
    before = everything(house.session)
    one = house.merge(house.first, house.second)
    two = house.merge(house.first, house.third)
    house.split(one)
    house.split(two)
    assert everything(house.session) == before


def test_an_address_that_came_after_the_merge_stays(house: Triplets) -> None:
    house.second.email, house.first.given_name = "ana@example.org", None
    house.session.flush()
    merged = house.merge(house.first, house.second)
    taken_over = select(Learner.email, Learner.given_name).where(Learner.id == house.first.id)
    assert house.session.execute(taken_over).one() == ("ana@example.org", "Ana")
    house.first.email = "new@example.org"
    house.session.flush()
    house.split(merged)
    assert house.session.execute(taken_over).one() == ("new@example.org", None)
