"""Keeps the summaries of enrolments in step with results and with the calendar.

The sums are those of `domain.progress.summarise`, computed by the database for whole sections; a
test holds both together. Pages and rules read what is written here.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    delete,
    exists,
    false,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from leap_dash.db import (
    ActivityWeek,
    Cohort,
    Enrollment,
    LineItem,
    Org,
    Progress,
    ProgressCategory,
    Result,
    Section,
)
from leap_dash.db.known_results import known_result
from leap_dash.services.bulk import Id, among
from leap_dash.services.cohort_days import mark_days
from leap_dash.services.cohort_learners import mark_learners

Ids: TypeAlias = Collection[UUID] | Collection[Id]

SUMS = ("due", "done", "on_time", "weight_due", "points_due")


def refresh(session: Session, now: datetime) -> int:
    """Bring every section up to the day that `now` is in its org's time zone.

    Returns how many sections were rebuilt: those in which something fell due, or a result dated
    ahead has come true, since they were last looked at. Costs little when called again that day.
    """
    rebuilt = 0
    for zone in session.scalars(select(Org.time_zone).distinct()).all():
        as_of = now.astimezone(ZoneInfo(zone)).date()
        cohorts = select(Cohort.id).join(Org, Org.id == Cohort.org_id).where(Org.time_zone == zone)
        rebuilt += bring_up_to(session, as_of, Section.cohort_id.in_(cohorts))
    return rebuilt


def bring_up_to(session: Session, as_of: date, which: ColumnElement[bool]) -> int:
    """Bring the sections that fit the condition up to that day; returns how many were rebuilt."""
    stale = session.scalars(
        select(Section.id).where(
            which, or_(Section.progress_on.is_(None), Section.progress_on < as_of)
        )
    ).all()
    if not stale:
        return 0
    moved = session.scalars(
        select(Section.id).where(among(session, Section.id, stale), _has_moved(as_of))
    ).all()
    rebuild_sections(session, moved, as_of)
    _mark(session, stale, as_of)
    return len(moved)


def rebuild_sections(session: Session, sections: Ids, as_of: date) -> None:
    """Write anew the summaries of all enrolments of these sections, as they are on that day.

    The days of their cohorts are then to be counted anew, as after `rebuild_enrollments`.
    """
    if sections:
        _rebuild(session, among(session, Enrollment.section_id, sections), as_of)
        _mark(session, sections, as_of)
        _mark_cohorts(session, among(session, Section.id, sections))


def rebuild_enrollments(session: Session, enrollments: Ids, as_of: date) -> None:
    """Write anew the summaries of these enrolments alone."""
    if enrollments:
        _rebuild(session, among(session, Enrollment.id, enrollments), as_of)
        theirs = select(Enrollment.section_id).where(among(session, Enrollment.id, enrollments))
        _mark_cohorts(session, Section.id.in_(theirs))


def _mark_cohorts(session: Session, which: ColumnElement[bool]) -> None:
    """What is kept of the cohorts of these sections no longer holds."""
    mark_days(session, which)
    mark_learners(session, which)


def _mark(session: Session, sections: Ids, as_of: date) -> None:
    """Remember the day up to which the summaries of these sections count what is due."""
    session.execute(
        update(Section)
        .where(among(session, Section.id, sections))
        .values(progress_on=as_of)
        .execution_options(synchronize_session=False)
    )


def _has_moved(as_of: date) -> ColumnElement[bool]:
    """Whether a section's sums have changed by the passing of days alone."""
    fell_due = exists().where(
        LineItem.section_id == Section.id,
        LineItem.counts_from > Section.progress_on,
        LineItem.counts_from <= as_of,
    )
    came_true = exists().where(
        LineItem.section_id == Section.id,
        Result.line_item_id == LineItem.id,
        Result.submitted_on > Section.progress_on,
        Result.submitted_on <= as_of,
    )
    return or_(Section.progress_on.is_(None), fell_due, came_true)


def _rebuild(session: Session, which: ColumnElement[bool], as_of: date) -> None:
    of_these = select(Enrollment.id).where(which)
    for table in (Progress, ProgressCategory):
        session.execute(
            delete(table)
            .where(table.enrollment_id.in_(of_these))
            .execution_options(synchronize_session=False)
        )
    by_category = _sums_by_category(which, as_of)
    session.execute(
        insert(ProgressCategory).from_select(
            ["enrollment_id", "category", *SUMS, "mean"], by_category
        )
    )
    session.execute(
        insert(Progress).from_select(
            ["enrollment_id", *SUMS, "mean", "active_weeks", "last_activity_on"],
            _sums(which, as_of),
        )
    )


def _sums_by_category(which: ColumnElement[bool], as_of: date) -> Select[*tuple[Any, ...]]:
    """Sums over the due items of each category; excused ones are left out."""
    done = or_(Result.submitted_on.is_not(None), Result.score.is_not(None))
    late = and_(LineItem.due_on.is_not(None), Result.submitted_on > LineItem.due_on)
    percent = 100.0 * Result.score / func.nullif(LineItem.maximum, 0)
    weight = func.sum(LineItem.weight)
    points = func.sum(LineItem.weight * func.coalesce(percent, 0.0))
    return (
        select(
            Enrollment.id,
            LineItem.category,
            func.count(),
            func.sum(case((done, 1), else_=0)),
            func.sum(case((late, 0), (done, 1), else_=0)),
            weight,
            points,
            points / func.nullif(weight, 0),
        )
        .join(LineItem, LineItem.section_id == Enrollment.section_id)
        .outerjoin(Result, known_result(as_of))
        .where(
            which,
            LineItem.counts_from <= as_of,
            func.coalesce(Result.excused, false()).is_(false()),
        )
        .group_by(Enrollment.id, LineItem.category)
    )


def _sums(which: ColumnElement[bool], as_of: date) -> Select[*tuple[Any, ...]]:
    """The sums over all categories, and what shows that a learner is there."""
    last = (
        select(func.max(Result.submitted_on))
        .join(LineItem, LineItem.id == Result.line_item_id)
        .where(
            LineItem.section_id == Enrollment.section_id,
            Result.learner_id == Enrollment.learner_id,
            Result.submitted_on <= as_of,
        )
        .scalar_subquery()
    )
    weeks = (
        select(func.count())
        .where(
            ActivityWeek.section_id == Enrollment.section_id,
            ActivityWeek.learner_id == Enrollment.learner_id,
            ActivityWeek.active_days > 0,
        )
        .scalar_subquery()
    )
    points, weight = func.sum(ProgressCategory.points_due), func.sum(ProgressCategory.weight_due)
    return (
        select(
            Enrollment.id,
            *(func.coalesce(func.sum(getattr(ProgressCategory, name)), 0) for name in SUMS),
            points / func.nullif(weight, 0),
            weeks,
            last,
        )
        .outerjoin(ProgressCategory, ProgressCategory.enrollment_id == Enrollment.id)
        .where(which)
        .group_by(Enrollment.id)
    )
