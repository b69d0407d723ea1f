"""Keeps a cohort as it stood on earlier days that somebody looks at.

From the marks a page would work such a day out for each filter anew. What is kept holds until
anything that it rests on is written: whoever writes gives it up in the same transaction, and pages
work it out by themselves again.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Select, Uuid, delete, insert, literal, select
from sqlalchemy.orm import Session

from leap_dash.db import Cohort, PastDay, PastLearner, PastScore, Section
from leap_dash.db.learner_sums import FACTS, SUMS
from leap_dash.records import LearnedScore

MOST_DAYS = 6
"""Of each cohort; the one that was kept first goes first."""


def give_up_past_days(session: Session, which: ColumnElement[bool]) -> None:
    """Forget the earlier days of the cohorts with a section that fits.

    To be called once the rows of the cohorts or sections themselves are changed, which waits for
    whoever keeps a day at this moment.
    """
    session.execute(
        delete(PastDay)
        .where(PastDay.cohort_id.in_(select(Section.cohort_id).where(which)))
        .execution_options(synchronize_session=False)
    )


def hold_cohort(session: Session, cohort_id: UUID) -> None:
    """Let whoever gives its days up wait, so that what is kept is not out of date."""
    # The cohort before its sections, as whoever gives them up takes them.
    for statement in (
        select(Cohort.id).where(Cohort.id == cohort_id),
        select(Section.id).where(Section.cohort_id == cohort_id).order_by(Section.id),
    ):
        session.execute(statement.with_for_update()).all()


def keep_past_day(
    session: Session,
    cohort_id: UUID,
    day: date,
    sums: Mapping[UUID, Select[*tuple[Any, ...]]],
    scores: Mapping[UUID, LearnedScore],
    *,
    now: datetime,
) -> None:
    """Keep rows of `db.learner_sums`, by cohort or section, and scores, by enrolment, as all that
    there are."""
    theirs = PastDay.cohort_id == cohort_id
    newest = (
        select(PastDay.day)
        .where(theirs, PastDay.day != day)
        .order_by(PastDay.kept_at.desc(), PastDay.day)
        .limit(MOST_DAYS - 1)
    )
    staying = session.scalars(newest).all()
    session.execute(
        delete(PastDay)
        .where(theirs, PastDay.day.not_in(staying))
        .execution_options(synchronize_session=False)
    )
    session.execute(insert(PastDay), [{"cohort_id": cohort_id, "day": day, "kept_at": now}])
    names = ("learner_id", *SUMS, *FACTS)
    for place_id, there in sums.items():
        found = there.subquery()
        key = (found.c.cohort_id, literal(day, Date), literal(place_id, Uuid))
        rows = select(*key, *(found.c[name] for name in names))
        columns = ["cohort_id", "day", "place_id", *names]
        session.execute(insert(PastLearner).from_select(columns, rows))
    scored = [
        {
            "cohort_id": cohort_id,
            "day": day,
            "enrollment_id": one,
            "score": each.shown,
            "reasons": list(each.words),
        }
        for one, each in scores.items()
    ]
    if scored:
        session.execute(insert(PastScore), scored)
