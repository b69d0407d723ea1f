"""Who needs attention among all enrolments of one cohort: for the command line and for exports.

One row an enrolment, ranked by score. Pages show learners over all their courses: see
`cohort_learners`.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import Cohort, Course, Enrollment, Learner, Org, Programme, Section
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.as_of import read_as_of
from leap_dash.domain.attention import CLOSED
from leap_dash.domain.attention_model import known_by, reasons
from leap_dash.domain.attention_score import Judgement, judge
from leap_dash.domain.errors import BadInputError, NotFoundError
from leap_dash.queries.attention_models import learned_scores
from leap_dash.queries.attention_sql import rank_of, terms_of, work_of
from leap_dash.queries.cohort_sums import cohort_sums
from leap_dash.queries.cohorts import cohort_head
from leap_dash.queries.learner_names import learner_name
from leap_dash.records import AttentionList, AttentionRow, CohortHead, LearnedScore

MOST_NAMED = 10


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
    head = cohort_head(session, scope, cohort_id, now=now)
    codes = {each.code for each in head.courses}
    if course is not None and course not in codes:
        raise NotFoundError(
            f"{head.name} has no course {course[:100]!r}; it has {', '.join(sorted(codes))}."
        )
    if as_of is not None:
        day = read_as_of(as_of, starts_on=head.starts_on, ends_on=head.ends_on, today=head.today)
        head = replace(head, as_of=day)
    sums = cohort_sums(scope, head, course=course, each_course=True).subquery("sums")
    rows = session.execute(
        select(sums, Course.code, Learner.key, Learner.given_name, Learner.family_name)
        .join(Learner, Learner.id == sums.c.learner_id)
        .join(Course, Course.id == sums.c.course_id)
        .order_by(rank_of(sums, terms_of(head)).desc().nulls_last(), Learner.key, Course.code)
    )
    learned = _learned(session, scope, head)
    listed = []
    for row in rows:
        work = work_of(row)
        listed.append(
            AttentionRow(
                learner_id=row.learner_id,
                learner_key=row.key,
                learner_name=learner_name(row.given_name, row.family_name, row.key),
                course_code=row.code,
                active_on=work.active_on,
                judgement=_by_model(
                    judge(work, head.as_of, head.thresholds),
                    learned.get((row.learner_id, row.code)),
                ),
            )
        )
    if learned:
        listed.sort(key=lambda row: -row.judgement.score)
    return AttentionList(
        head, tuple(listed), {code: known_by(each.model) for (_, code), each in learned.items()}
    )


def _learned(
    session: Session, scope: Scope, head: CohortHead
) -> dict[tuple[UUID, str], LearnedScore]:
    """By learner and course code, the scores of models that were trained for these courses."""
    sections = select(Section.id).where(Section.cohort_id == head.id)
    scores = learned_scores(session, scope, session.scalars(sections).all(), as_of=head.as_of)
    if not scores:
        return {}
    rows = session.execute(
        select(Enrollment.id, Enrollment.learner_id, Course.code)
        .join(Section, Section.id == Enrollment.section_id)
        .join(Course, Course.id == Section.course_id)
        .where(Section.cohort_id == head.id)
    )
    return {(learner, code): scores[one] for one, learner, code in rows if one in scores}


def _by_model(judgement: Judgement, learned: LearnedScore | None) -> Judgement:
    """The same status, with what a model says of whoever is still there."""
    if learned is None or judgement.status in CLOSED:
        return judgement
    words = reasons(learned.model, learned.placed)
    return replace(judgement, score=round(learned.score, 1), reasons=(*judgement.reasons, *words))


def cohort_named(
    session: Session, scope: Scope, org: str, cohort: str, *, programme: str | None = None
) -> UUID:
    """The cohort of that code, in an org by its slug.

    Raises NotFoundError for an unknown org, cohort or programme, naming those there are, and
    BadInputError where programmes of the org share the code and none is chosen.
    """
    visible = within(scope, Permission.SEE_LEARNERS, Org.id)
    found_org = session.scalar(select(Org.id).where(Org.slug == org, visible))
    if found_org is None:
        known = session.scalars(select(Org.slug).where(visible).order_by(Org.slug)).all()
        raise NotFoundError(f"There is no organisation {org[:100]!r}; there is {_some(known)}.")
    rows = session.execute(
        select(Cohort.id, Cohort.code, Programme.slug)
        .join(Programme, Programme.id == Cohort.programme_id)
        .where(Cohort.org_id == found_org)
        .order_by(Cohort.code, Programme.slug)
    ).all()
    fitting = [row for row in rows if row.code == cohort and programme in {None, row.slug}]
    if not fitting:
        where = org if programme is None else f"{org} in programme {programme[:100]!r}"
        known = sorted({row.code for row in rows})
        raise NotFoundError(
            f"There is no cohort {cohort[:100]!r} at {where}; there is {_some(known)}."
        )
    if len(fitting) > 1:
        slugs = ", ".join(row.slug for row in fitting)
        raise BadInputError(
            f"Several programmes have a cohort {cohort!r}: choose one with --programme ({slugs})."
        )
    chosen: UUID = fitting[0].id
    return chosen


def _some(known: Sequence[str]) -> str:
    """The first of them; none is said as such."""
    shown = ", ".join(known[:MOST_NAMED]) or "none"
    more = len(known) - MOST_NAMED
    return f"{shown} and {more} more" if more > 0 else shown
