"""Who needs attention among all enrolments of one cohort: for the command line and for exports.

One row an enrolment, ranked by score. Pages show learners over all their courses: see
`cohort_learners`.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from leap_dash.db import Course, Enrollment, Learner, Section
from leap_dash.domain.access import Scope
from leap_dash.domain.attention_model import known_by
from leap_dash.domain.attention_score import judge, with_learned
from leap_dash.domain.errors import NotFoundError
from leap_dash.queries.attention_models import learned_scores
from leap_dash.queries.attention_sql import rank_of, terms_of, work_of
from leap_dash.queries.cohort_sums import cohort_sums, sections_of
from leap_dash.queries.cohorts import cohort_head, on_day
from leap_dash.queries.learner_names import by_name, learner_name
from leap_dash.records import AttentionList, AttentionRow, CohortHead, LearnedScore


def attention_list(
    session: Session,
    scope: Scope,
    cohort_id: UUID,
    *,
    now: datetime,
    course: str | None = None,
    as_of: str | None = None,
) -> AttentionList:
    """Every enrolment of the cohort on that day (`domain.as_of`), whom to contact first on top.

    Where a model was trained for the course, its score ranks, with its reasons behind those of the
    status; it knows nothing of this cohort's own outcomes.

    Raises NotFoundError for an unknown cohort or course, BadInputError for a broken `as_of`.
    """
    head = on_day(cohort_head(session, scope, cohort_id, now=now), as_of)
    codes = {each.code for each in head.courses}
    if course is not None and course not in codes:
        raise NotFoundError(
            f"{head.name} has no course {course[:100]!r}; it has {', '.join(sorted(codes))}."
        )
    sums = cohort_sums(scope, head, course=course, each_course=True).subquery("sums")
    rank = rank_of(sums, terms_of(head)).label("rank")
    # What is alike in rank stands as on the page of the cohort.
    rows = session.execute(
        select(sums, rank, Course.code, Learner.key, Learner.given_name, Learner.family_name)
        .join(Learner, Learner.id == sums.c.learner_id)
        .join(Course, Course.id == sums.c.course_id)
        .order_by(sums.c.missing.desc(), *by_name(Learner.__table__.c), Course.code)
    )
    learned = _learned(session, scope, head, course)
    ranked = [(row, learned.get((row.learner_id, row.code))) for row in rows]
    ranked.sort(key=lambda each: _rank(*each), reverse=True)
    return AttentionList(
        head,
        tuple(_row(row, head, score) for row, score in ranked),
        {code: known_by(each.model) for (_, code), each in learned.items()},
    )


def _rank(row: Row[*tuple[Any, ...]], learned: LearnedScore | None) -> float:
    """The score, the usual one before it is rounded; below all others for who is closed."""
    if row.rank is None:
        return -1.0
    return float(row.rank) if learned is None else learned.shown


def _row(
    row: Row[*tuple[Any, ...]], head: CohortHead, learned: LearnedScore | None
) -> AttentionRow:
    work = work_of(row)
    judgement = judge(work, head.as_of, head.thresholds)
    if learned is not None:
        judgement = with_learned(judgement, learned.shown, learned.words)
    return AttentionRow(
        learner_id=row.learner_id,
        learner_key=row.key,
        learner_name=learner_name(row.given_name, row.family_name, row.key),
        course_code=row.code,
        active_on=work.active_on,
        judgement=judgement,
    )


def _learned(
    session: Session, scope: Scope, head: CohortHead, course: str | None
) -> dict[tuple[UUID, str], LearnedScore]:
    """By learner and course code, the scores of models that were trained for these courses."""
    place = sections_of(head, course)
    sections = session.scalars(select(Section.id).where(*place)).all()
    scores = learned_scores(session, scope, sections, as_of=head.as_of)
    if not scores:
        return {}
    rows = session.execute(
        select(Enrollment.id, Enrollment.learner_id, Course.code)
        .join(Section, Section.id == Enrollment.section_id)
        .join(Course, Course.id == Section.course_id)
        .where(*place)
    )
    return {(learner, code): scores[one] for one, learner, code in rows if one in scores}
