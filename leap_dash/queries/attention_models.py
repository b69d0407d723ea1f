"""Attention models as they are stored, what they can be trained on, and the scores they give."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Row, Select, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from leap_dash.db import AttentionModel, Cohort, Course, Org, Programme, Section
from leap_dash.db.days import days_between
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.attention_model import (
    EARLIEST_DAYS,
    FEWEST_BESIDE,
    Check,
    Model,
    model_for,
    score_of,
)
from leap_dash.domain.errors import BadInputError, NotFoundError
from leap_dash.queries.attention_features import placed_learners
from leap_dash.queries.cohorts import today_in
from leap_dash.records import CourseRuns, LearnedScore, Moment, Run, TrainedModel

_starts = func.coalesce(Section.starts_on, Cohort.starts_on)
_ends = func.coalesce(Section.ends_on, Cohort.ends_on)


def course_runs(
    session: Session,
    scope: Scope,
    org_slug: str,
    course: str,
    *,
    now: datetime,
    programme: str | None = None,
) -> CourseRuns:
    """A course by its code, with the org's sections of it that have ended and have both dates.

    Raises NotFoundError where there is none in the scope, BadInputError where two programmes of the
    org have a course of that code and none is named.
    """
    found = session.execute(
        select(Org.id, Org.time_zone, Course.id.label("course_id"), Programme.slug)
        .select_from(Org)
        .join(Cohort, Cohort.org_id == Org.id)
        .join(Section, Section.cohort_id == Cohort.id)
        .join(Course, Course.id == Section.course_id)
        .join(Programme, Programme.id == Course.programme_id)
        .where(
            Org.slug == org_slug,
            Course.code == course,
            within(scope, Permission.SEE_LEARNERS, Org.id),
            *([] if programme is None else [Programme.slug == programme]),
        )
        .distinct()
        .order_by(Programme.slug)
    ).all()
    if not found:
        raise NotFoundError(
            f"Organisation {org_slug!r} runs no course {course!r} that you can see."
        )
    if len(found) > 1:
        slugs = ", ".join(row.slug for row in found)
        raise BadInputError(f"{course!r} is a course of several programmes: name one of {slugs}.")
    (row,) = found
    today = today_in(row.time_zone, now)
    return CourseRuns(
        row.id, row.course_id, course, _finished(session, row.id, row.course_id, today)
    )


def _finished(session: Session, org_id: UUID, course_id: UUID, today: date) -> tuple[Run, ...]:
    rows = session.execute(
        select(Section.id, Cohort.code, _starts, _ends)
        .join(Cohort, Cohort.id == Section.cohort_id)
        .where(
            Cohort.org_id == org_id,
            Section.course_id == course_id,
            _starts.is_not(None),
            _ends < today,
        )
        .order_by(_starts, Cohort.code)
    )
    return tuple(Run(*row) for row in rows)


def trained_models(session: Session, scope: Scope, course: CourseRuns) -> list[TrainedModel]:
    """The models that are stored for a course at its org, by day; that of all sections is first.

    None where the course lies outside the scope.
    """
    rows = session.execute(
        select(AttentionModel, Cohort.code)
        .outerjoin(Section, Section.id == AttentionModel.without_section_id)
        .outerjoin(Cohort, Cohort.id == Section.cohort_id)
        .where(
            AttentionModel.org_id == course.org_id,
            AttentionModel.course_id == course.course_id,
            within(scope, Permission.SEE_LEARNERS, AttentionModel.org_id),
        )
        .order_by(AttentionModel.day, _starts.nulls_first(), Cohort.code)
    )
    return [TrainedModel(_model(row), code) for row, code in rows]


def learned_scores(
    session: Session, scope: Scope, section_ids: Collection[UUID], *, as_of: date
) -> dict[UUID, LearnedScore]:
    """By enrolment, the scores of everyone in these sections on that day.

    A section whose own outcomes have taught the course's model is scored by the one without it. No
    score where no model knows of such a day, or in a section with fewer than `FEWEST_BESIDE`.
    """
    models = {
        moment: model
        for moment, known in _models_of(session, scope, section_ids, as_of)
        for model in (model_for(known, moment.day),)
        if model is not None
    }
    learners = placed_learners(session, scope, models)
    beside: dict[UUID, int] = defaultdict(int)
    for each in learners:
        beside[each.moment.section_id] += 1
    return {
        each.enrollment_id: LearnedScore(
            each.learner_id, score_of(model, each.placed), model, each.placed
        )
        for each in learners
        for model in (models[each.moment],)
        if beside[each.moment.section_id] >= FEWEST_BESIDE
    }


def model_of(session: Session, scope: Scope, section_id: UUID, *, as_of: date) -> Model | None:
    """The model by which `learned_scores` scores a section on that day; none where none does."""
    for moment, known in _models_of(session, scope, [section_id], as_of):
        return model_for(known, moment.day)
    return None


def modelled_courses(
    session: Session, scope: Scope, *place: ColumnElement[bool], as_of: date
) -> tuple[str, ...]:
    """Codes of the courses, in their order, of which a section has a model on that day.

    `place` chooses sections.
    """
    day = days_between(literal(as_of, Date), _starts)
    rows = session.execute(
        _known_models(scope, as_of)
        .add_columns(Course.code, AttentionModel.without_section_id, AttentionModel.trained_on)
        .join(Course, Course.id == Section.course_id)
        .where(*place, AttentionModel.day <= day + EARLIEST_DAYS)
        .order_by(Course.position, Course.code)
    )
    return tuple(dict.fromkeys(row.code for row in rows if _is_ignorant(row)))


def _models_of(
    session: Session, scope: Scope, section_ids: Collection[UUID], as_of: date
) -> list[tuple[Moment, list[Model]]]:
    """Each section that has started with the models that know nothing of its outcomes."""
    rows = session.execute(
        _known_models(scope, as_of)
        .add_columns(AttentionModel.without_section_id, AttentionModel.trained_on, AttentionModel)
        .where(Section.id.in_(section_ids))
    )
    found: dict[Moment, list[Model]] = defaultdict(list)
    for row in rows:
        if _is_ignorant(row):
            found[Moment(row.id, row.starts_on, as_of)].append(_model(row.AttentionModel))
    return list(found.items())


def _known_models(scope: Scope, as_of: date) -> Select[*tuple[Any, ...]]:
    """Sections that have started, each with the models of all and the one without it."""
    return (
        select(Section.id, _starts.label("starts_on"), Cohort.code.label("cohort"))
        .join(Cohort, Cohort.id == Section.cohort_id)
        .join(
            AttentionModel,
            and_(
                AttentionModel.org_id == Cohort.org_id,
                AttentionModel.course_id == Section.course_id,
            ),
        )
        .where(
            _starts <= as_of,
            within(scope, Permission.SEE_LEARNERS, Cohort.org_id),
            or_(
                AttentionModel.without_section_id == Section.id,
                AttentionModel.without_section_id.is_(None),
            ),
        )
    )


def _is_ignorant(row: Row[*tuple[Any, ...]]) -> bool:
    """Whether a model has learned nothing from the outcomes of the section that it stands with."""
    return row.without_section_id == row.id or row.cohort not in row.trained_on


def _model(row: AttentionModel) -> Model:
    check = None
    if row.checked_by is not None and row.auc is not None and row.top_share is not None:
        check = Check(row.checked_by, row.auc, row.top_share)
    return Model(
        day=row.day,
        intercept=row.intercept,
        coefficients=row.coefficients,
        trained_on=tuple(row.trained_on),
        learners=row.learners,
        failing=row.failing,
        check=check,
    )
