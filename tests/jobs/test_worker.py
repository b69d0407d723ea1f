"""The worker does what waits, and comes back to what something else kept it from."""

from uuid import UUID

from sqlalchemy import func, select

from leap_dash.db import (
    AwardBatch,
    Cohort,
    CohortDay,
    CohortLearner,
    Learner,
    Programme,
    Progress,
)
from leap_dash.db.locks import held
from leap_dash.db.session import reading, writing
from leap_dash.jobs import SUMMARIES, Jobs
from tests import factories
from tests.bulk_awards import BASE_URL, NOW, House, house

__all__ = ["house"]


def test_the_worker_finishes_what_a_page_has_decided(house: House) -> None:
    house.start()
    jobs = Jobs(house.engine, house.publisher.keys, BASE_URL, lambda: NOW)
    jobs.work()
    with reading(house.engine)() as session:
        assert session.scalars(select(AwardBatch.state)).all() == ["done"]
    assert {award.state for award in house.awards()} == {"issued"}


def fallen_due(house: House) -> UUID:
    """An enrolment whose one item has fallen due, which its summary does not say yet."""
    with writing(house.engine)() as session:
        cohort = session.get_one(Cohort, house.cohort_id)
        programme = session.get_one(Programme, cohort.programme_id)
        section = factories.section(session, cohort, factories.course(session, programme))
        who = session.get_one(Learner, house.learners[0])
        enrollment = factories.enrollment(session, section, who)
        factories.line_item(session, section, counts_from=NOW.date())
        session.commit()
        return enrollment.id


def test_the_worker_brings_the_summaries_up_to_the_day(house: House) -> None:
    enrollment_id = fallen_due(house)
    Jobs(house.engine, house.publisher.keys, BASE_URL, lambda: NOW).work()
    with reading(house.engine)() as session:
        assert session.get_one(Progress, enrollment_id).due == 1


def test_the_worker_counts_the_days_of_cohorts_that_changed(house: House) -> None:
    fallen_due(house)
    Jobs(house.engine, house.publisher.keys, BASE_URL, lambda: NOW).work()
    with reading(house.engine)() as session:
        assert session.scalars(select(Cohort.days_on)).all() == [NOW.date()]
        assert session.scalar(select(func.count()).select_from(CohortDay))


def test_the_worker_keeps_the_learners_of_cohorts_that_changed(house: House) -> None:
    fallen_due(house)
    jobs = Jobs(house.engine, house.publisher.keys, BASE_URL, lambda: NOW)
    with held(house.engine, SUMMARIES, wait=True):
        jobs.work()  # something else is at the summaries
    with reading(house.engine)() as session:
        assert session.scalars(select(Cohort.learners_on)).all() == [None]
    jobs.work()
    with reading(house.engine)() as session:
        assert session.scalars(select(Cohort.learners_on)).all() == [NOW.date()]
        assert session.scalars(select(CohortLearner.due)).all() == [1]


def test_the_worker_comes_back_to_summaries_that_something_else_kept_it_from(house: House) -> None:
    jobs = Jobs(house.engine, house.publisher.keys, BASE_URL, lambda: NOW)
    enrollment_id = fallen_due(house)
    with held(house.engine, SUMMARIES, wait=True):
        jobs.work()
    jobs.work()
    with reading(house.engine)() as session:
        assert session.get_one(Progress, enrollment_id).due == 1
