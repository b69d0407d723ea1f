"""The learned scores of one course of a cohort, on the day that it is looked at.

As they are kept where they were kept for that day, else worked out from the marks; both are the
same, and a test holds them together.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Select, select
from sqlalchemy.orm import Session

from leap_dash.db import Cohort, Enrollment, EnrollmentScore, PastScore, Section
from leap_dash.db.given_scores import given_scores
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.queries.attention_models import learned_scores, model_of, modelled_courses
from leap_dash.queries.cohort_sums import sections_of
from leap_dash.records import CohortHead, LearnedScore, LearnerFilter, Ranking


@dataclass(frozen=True, slots=True)
class CohortScores:
    """What ranks the list of a cohort; the usual score does where there are no others.

    `live` are those that were worked out now, by learner, and `rows` the same as learner_id and
    score. `kept` selects the others, as learner_id, score and reasons.
    """

    ranking: Ranking
    rows: FromClause | None = None
    live: Mapping[UUID, LearnedScore] = field(default_factory=dict)
    kept: Select[*tuple[Any, ...]] | None = None

    def added_to(self, sums: FromClause) -> tuple[ColumnElement[Any] | None, FromClause]:
        """The score of each row of `learner_sums`, and what to select it from."""
        if self.rows is not None:
            its_own = self.rows.c.learner_id == sums.c.learner_id
            return self.rows.c.score, sums.outerjoin(self.rows, its_own)
        if self.kept is None:
            return None, sums
        # Looked up one by one: in a join SQLite, which takes what is kept to be few rows, would go
        # through all scores for each learner.
        _, score, _ = self.kept.selected_columns
        its_own = Enrollment.learner_id == sums.c.learner_id
        return self.kept.with_only_columns(score).where(its_own).scalar_subquery(), sums


def cohort_scores(
    session: Session, scope: Scope, head: CohortHead, chosen: LearnerFilter
) -> CohortScores:
    """The scores of the course that is chosen, or is the only one, where a model is known for it.

    Over several courses, and over one category of their work, the usual score ranks.
    """
    course = chosen.course
    if course is None and len(head.courses) == 1:
        course = head.courses[0].code
    if course is None or chosen.category is not None:
        return _usual(session, scope, head, course)
    section = session.execute(
        select(Section.id, Section.scored_on)
        .join(Cohort, Cohort.id == Section.cohort_id)
        .where(*sections_of(head, course), within(scope, Permission.SEE_LEARNERS, Cohort.org_id))
    ).one_or_none()
    model = section and model_of(session, scope, section.id, as_of=head.as_of)
    if section is None or model is None:
        return CohortScores(Ranking())
    ranking = Ranking(course, model)
    if section.scored_on == head.as_of:
        return _kept(session, ranking, _scored(scope, section.id))
    if head.is_kept:
        return _kept(session, ranking, _scored_on(scope, section.id, head))
    scores = learned_scores(session, scope, [section.id], as_of=head.as_of)
    live = {each.learner_id: each for each in scores.values()}
    if not live:
        return CohortScores(Ranking())
    rows = given_scores(session, {learner: each.shown for learner, each in live.items()})
    return CohortScores(ranking, rows, live=live)


def words_of(
    session: Session, scores: CohortScores, learner_ids: Collection[UUID]
) -> Mapping[UUID, tuple[str, ...]]:
    """What raises the scores of these learners most, in words."""
    if scores.kept is None:
        return {each: scores.live[each].words for each in learner_ids if each in scores.live}
    rows = session.execute(scores.kept.where(Enrollment.learner_id.in_(learner_ids)))
    return {learner_id: tuple(reasons) for learner_id, _, reasons in rows}


def _scored(scope: Scope, section_id: UUID) -> Select[*tuple[Any, ...]]:
    return _of_enrolments(scope, section_id, EnrollmentScore)


def _scored_on(scope: Scope, section_id: UUID, head: CohortHead) -> Select[*tuple[Any, ...]]:
    """Those of the earlier day that the cohort is looked at."""
    its_day = (PastScore.cohort_id == head.id, PastScore.day == head.as_of)
    return _of_enrolments(scope, section_id, PastScore).where(*its_day)


def _of_enrolments(
    scope: Scope, section_id: UUID, model: type[EnrollmentScore | PastScore]
) -> Select[*tuple[Any, ...]]:
    return (
        select(Enrollment.learner_id, model.score, model.reasons)
        .join(model, model.enrollment_id == Enrollment.id)
        .join(Section, Section.id == Enrollment.section_id)
        .join(Cohort, Cohort.id == Section.cohort_id)
        .where(
            Enrollment.section_id == section_id,
            within(scope, Permission.SEE_LEARNERS, Cohort.org_id),
        )
    )


def _kept(session: Session, ranking: Ranking, kept: Select[*tuple[Any, ...]]) -> CohortScores:
    if session.execute(kept.limit(1)).first() is None:
        return CohortScores(Ranking())
    return CohortScores(ranking, kept=kept)


def _usual(session: Session, scope: Scope, head: CohortHead, course: str | None) -> CohortScores:
    """The usual score, and the courses that another filter would rank by a model."""
    known = modelled_courses(session, scope, *sections_of(head, course), as_of=head.as_of)
    return CohortScores(Ranking(course, courses=known))
