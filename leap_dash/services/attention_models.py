"""Trains and stores a course's attention models, one for each of some days after its start.

The examples come from `queries.attention_features`: this module decides which days and sections can
teach something, has `attention_fit` do so, and keeps what it found.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import and_, delete, select
from sqlalchemy.orm import Session

from leap_dash.db import AttentionModel, Cohort, Section
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.attention_model import Model
from leap_dash.domain.errors import ConflictError
from leap_dash.records import CourseRuns, Moment, PlacedLearner, TrainedModel
from leap_dash.services import audit
from leap_dash.services.attention_fit import (
    FEWEST,
    FEWEST_OF_EITHER,
    checked,
    fit,
    leave_one_out,
)
from leap_dash.services.attention_scores import give_up_scores
from leap_dash.services.past_days import give_up_past_days

# Closer at first: what is known of people changes most then.
DAYS = (15, 30, 45, 60, *range(90, 361, 30))
WORST_AUC = 0.6  # where it was checked; a model that hardly beats chance is worse than none

Groups: TypeAlias = Mapping[str, Sequence[PlacedLearner]]  # by the cohort's code


def moments_of(course: CourseRuns) -> list[Moment]:
    """The days of its sections on which examples are wanted: those of `DAYS` before its last."""
    return [
        Moment.on_day(run, day)
        for run in course.runs
        for day in DAYS
        if day < (run.ends_on - run.starts_on).days
    ]


def train(
    session: Session,
    scope: Scope,
    course: CourseRuns,
    examples: Sequence[PlacedLearner],
    *,
    now: datetime,
) -> list[TrainedModel]:
    """Replace the course's models by those that the examples teach; returns them by day.

    For each day that is one of all finished sections and, for each of these, one without it.
    Examples whose outcome is not known are left out. Raises ForbiddenError, and ConflictError where
    no day has enough of them; then what was there stays.
    """
    scope.require(Permission.ADMINISTER, course.org_id)
    trained = [
        each
        for day, groups in sorted(_by_day(course, examples).items())
        for each in _models(day, groups)
    ]
    if not trained:
        raise ConflictError(_too_little(course, examples))
    _store(session, course, trained, now)
    audit.record(
        session,
        at=now,
        actor=scope.actor,
        org_id=course.org_id,
        action="attention-model.train",
        subject=course.course,
        detail={
            "cohorts": sorted({code for each in trained for code in each.model.trained_on}),
            "days": [each.model.day for each in trained if each.without is None],
        },
    )
    return trained


def _models(day: int, groups: Groups) -> list[TrainedModel]:
    model = fit(day, groups)
    if model is None:
        return []
    without = leave_one_out(day, groups)
    model = checked(model, groups, without)
    if model.check is None or model.check.auc < WORST_AUC:
        return []
    return [
        TrainedModel(model, None),
        *(TrainedModel(each, cohort) for cohort, each in without.items()),
    ]


def _by_day(
    course: CourseRuns, examples: Sequence[PlacedLearner]
) -> dict[int, dict[str, list[PlacedLearner]]]:
    """The examples whose outcome is known, by day and cohort, the cohorts in the course's order."""
    found: dict[int, dict[UUID, list[PlacedLearner]]] = defaultdict(lambda: defaultdict(list))
    for each in examples:
        if each.failed is not None:
            found[each.moment.day][each.moment.section_id].append(each)
    return {
        day: {run.cohort: groups[run.section_id] for run in course.runs if run.section_id in groups}
        for day, groups in found.items()
    }


def _too_little(course: CourseRuns, examples: Sequence[PlacedLearner]) -> str:
    outcomes = {each.enrollment_id: each.failed for each in examples if each.failed is not None}
    failing = sum(outcomes.values())
    cohorts = ", ".join(run.cohort for run in course.runs) or "none"
    return (
        f"Course {course.course} has no model: at least {FEWEST} enrolments must have ended, "
        f"{FEWEST_OF_EITHER} of them failed or left and {FEWEST_OF_EITHER} not, and their work "
        f"must tell them apart (AUC {WORST_AUC} or more where it is checked); there are "
        f"{len(outcomes)} enrolments, {failing} of them failed or left (cohorts that have ended: "
        f"{cohorts})."
    )


def _store(
    session: Session, course: CourseRuns, trained: Sequence[TrainedModel], now: datetime
) -> None:
    sections = {None: None} | {run.cohort: run.section_id for run in course.runs}
    session.execute(
        delete(AttentionModel).where(
            AttentionModel.org_id == course.org_id, AttentionModel.course_id == course.course_id
        )
    )
    session.add_all(_row(course, each.model, sections[each.without], now) for each in trained)
    session.flush()
    cohorts = select(Cohort.id).where(Cohort.org_id == course.org_id)
    scored = and_(Section.course_id == course.course_id, Section.cohort_id.in_(cohorts))
    give_up_scores(session, scored)
    give_up_past_days(session, scored)


def _row(course: CourseRuns, model: Model, without: UUID | None, now: datetime) -> AttentionModel:
    return AttentionModel(
        org_id=course.org_id,
        course_id=course.course_id,
        day=model.day,
        without_section_id=without,
        intercept=model.intercept,
        coefficients=dict(model.coefficients),
        trained_on=list(model.trained_on),
        learners=model.learners,
        failing=model.failing,
        checked_by=model.check and model.check.by,
        auc=model.check and model.check.auc,
        top_share=model.check and model.check.top_share,
        trained_at=now,
    )
