"""Keeps the learners of each cohort summed up over their courses, for pages about whole cohorts.

Rows are those of `db.learner_sums` on the day that it is now where the org is. They hold until that
day ends or anything that they rest on is written: whoever writes marks the cohort in the same
transaction, and pages sum up by themselves until a worker has done so anew.
"""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from leap_dash.db import Cohort, CohortLearner, Org, Section
from leap_dash.db.learner_sums import FACTS, SUMS, summed_up
from leap_dash.db.membership import Known, belongs
from leap_dash.services.attention_scores import give_up_scores
from leap_dash.services.cohort_weeks import keep_weeks
from leap_dash.services.past_days import give_up_past_days


def mark_learners(session: Session, which: ColumnElement[bool]) -> None:
    """Let the learners of the cohorts with a section that fits be summed up anew.

    Their learned scores and earlier days, which rest on the same, are given up too.
    """
    session.execute(
        update(Cohort)
        .where(Cohort.id.in_(select(Section.cohort_id).where(which)))
        .values(learners_on=None)
        .execution_options(synchronize_session=False)
    )
    give_up_scores(session, which)
    give_up_past_days(session, which)


def stale_cohorts(session: Session, now: datetime) -> list[tuple[UUID, date]]:
    """The cohorts whose learners are not kept for the day that it is there, with that day."""
    found: list[tuple[UUID, date]] = []
    for zone in session.scalars(select(Org.time_zone).distinct()).all():
        today = now.astimezone(ZoneInfo(zone)).date()
        stale = select(Cohort.id).where(
            Cohort.org_id.in_(select(Org.id).where(Org.time_zone == zone)),
            or_(Cohort.learners_on.is_(None), Cohort.learners_on != today),
        )
        found += [(cohort_id, today) for cohort_id in session.scalars(stale)]
    return found


def keep_learners(session: Session, cohort_id: UUID, today: date) -> None:
    """Sum up the learners of a cohort as they are on that day, which is today there, and count the
    weeks of its courses."""
    # Whoever marks it meanwhile waits, so that the mark is not lost.
    session.execute(select(Cohort.id).where(Cohort.id == cohort_id).with_for_update())
    session.execute(
        delete(CohortLearner)
        .where(CohortLearner.cohort_id == cohort_id)
        .execution_options(synchronize_session=False)
    )
    rows = summed_up(Known(today, final=True), Cohort.id == cohort_id, belongs(today, several=True))
    session.execute(
        insert(CohortLearner).from_select(["cohort_id", "learner_id", *SUMS, *FACTS], rows)
    )
    keep_weeks(session, cohort_id)
    session.execute(
        update(Cohort)
        .where(Cohort.id == cohort_id)
        .values(learners_on=today)
        .execution_options(synchronize_session=False)
    )


def keep_all(session: Session, now: datetime) -> None:
    """Sum up all cohorts for which that is to be done, in one transaction."""
    for cohort_id, today in stale_cohorts(session, now):
        keep_learners(session, cohort_id, today)
