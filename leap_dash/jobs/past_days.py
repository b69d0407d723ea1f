"""Keeps what a page worked out from the marks, for whoever looks at the same day again."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import Course, Section
from leap_dash.domain.access import OPERATOR
from leap_dash.queries.attention_models import learned_scores
from leap_dash.queries.cohort_sums import cohort_sums
from leap_dash.queries.cohorts import cohort_head
from leap_dash.services.past_days import hold_cohort, keep_past_day


def keep_day(session: Session, cohort_id: UUID, day: date, *, now: datetime) -> None:
    """Keep a cohort as it stood on that day, unless that is done already or the day is no past one.

    Raises NotFoundError for a cohort that is gone.
    """
    hold_cohort(session, cohort_id)
    head = replace(cohort_head(session, OPERATOR, cohort_id, now=now), as_of=day)
    if head.final or head.is_kept:
        return
    sections = session.execute(
        select(Section.id, Course.code)
        .join(Course, Course.id == Section.course_id)
        .where(Section.cohort_id == cohort_id)
    ).all()
    sums = {id_: cohort_sums(OPERATOR, head, course=code) for id_, code in sections}
    sums[cohort_id] = cohort_sums(OPERATOR, head)
    scores = learned_scores(session, OPERATOR, [id_ for id_, _ in sections], as_of=day)
    keep_past_day(session, cohort_id, day, sums, scores, now=now)
