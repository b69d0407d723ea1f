"""Learning outcomes of the courses of learners, for those who see them and for themselves."""

from collections.abc import Collection
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, exists, or_, select
from sqlalchemy.orm import Session

from leap_dash.db import (
    Course,
    Enrollment,
    Learner,
    LearningOutcome,
    OutcomeResult,
    Programme,
    Section,
)
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.records import CourseOutcomes, LearnerOutcome


def outcomes_of(
    session: Session, scope: Scope, learner_ids: Collection[UUID]
) -> tuple[CourseOutcomes, ...]:
    """Every course with outcomes that these learners take or took, by programme and position."""
    takes = (
        exists()
        .where(Enrollment.learner_id == Learner.id, Enrollment.section_id == Section.id)
        .where(Section.course_id == Course.id)
    )
    achieved = and_(
        OutcomeResult.learning_outcome_id == LearningOutcome.id,
        OutcomeResult.learner_id == Learner.id,
    )
    rows = session.execute(
        select(
            Learner.id.label("learner_id"),
            Course.id.label("course_id"),
            Course.name.label("course_name"),
            LearningOutcome.id,
            LearningOutcome.name,
            LearningOutcome.criteria,
            OutcomeResult.achieved_on,
        )
        .select_from(Learner)
        .join(Course, takes)
        .join(Programme, Programme.id == Course.programme_id)
        .join(LearningOutcome, LearningOutcome.course_id == Course.id)
        .outerjoin(OutcomeResult, achieved)
        .where(
            Learner.id.in_(learner_ids),
            or_(
                Learner.id.in_(scope.learners()),
                within(scope, Permission.SEE_LEARNERS, Learner.org_id),
            ),
        )
        .order_by(Programme.name, Learner.id, Course.position, Course.code, LearningOutcome.code)
    ).all()
    return tuple(
        _course(list(group))
        for _, group in groupby(rows, lambda row: (row.learner_id, row.course_id))
    )


def _course(rows: list[Row[*tuple[Any, ...]]]) -> CourseOutcomes:
    return CourseOutcomes(
        rows[0].course_name,
        tuple(LearnerOutcome(row.id, row.name, row.criteria, row.achieved_on) for row in rows),
    )
