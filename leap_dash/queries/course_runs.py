"""The courses of a cohort, and the same course as other cohorts took it.

What is compared is like with like: the same course, week by week from its start, as far as the
viewer may see it. Earlier cohorts are what a week is measured by; later ones only where there is
no other.
"""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, case, func, select
from sqlalchemy.orm import Session

from leap_dash.db import Cohort, Course, Section
from leap_dash.db.scoping import within
from leap_dash.db.week_counts import section_start
from leap_dash.domain.access import Permission, Scope
from leap_dash.records import CourseRun

MOST_OTHERS = 8
"""Cohorts that another one is compared with, at most."""

section_end = func.coalesce(Section.ends_on, Cohort.ends_on)


def course_runs(
    session: Session, scope: Scope, cohort_id: UUID, *, as_of: date
) -> tuple[CourseRun, ...]:
    """The courses of a cohort in their order, looked at as they were at the end of that day."""
    rows = session.execute(
        _runs(scope)
        .where(Section.cohort_id == cohort_id)
        .order_by(Course.position, Course.code, Section.id)
    )
    return tuple(_run(row, as_of) for row in rows)


def other_runs(
    session: Session, scope: Scope, run: CourseRun, *, as_of: date
) -> tuple[tuple[CourseRun, ...], bool]:
    """The same course in at most MOST_OTHERS other cohorts that had started by that day.

    Those that started before this one, the latest first; where there are none, the others, the
    soonest first. The second value says whether they are earlier ones.
    """
    if run.starts_on is None:
        return (), True
    before = case((section_start < run.starts_on, 1), else_=0)
    rows = session.execute(
        _runs(scope)
        .add_columns(before.label("before"))
        .where(
            Section.course_id == run.course_id, Section.id != run.section_id, section_start <= as_of
        )
        .order_by(
            before.desc(),
            case((before == 1, section_start)).desc().nulls_last(),
            section_start,
            Section.id,
        )
        .limit(MOST_OTHERS)
    ).all()
    earlier = not rows or bool(rows[0].before)
    return tuple(_run(row, as_of) for row in rows if bool(row.before) is earlier), earlier


def in_run(scope: Scope, run: CourseRun) -> tuple[ColumnElement[bool], ...]:
    """Only this course of this cohort, and only where the viewer may see it.

    For statements that read Section and Cohort.
    """
    return Section.id == run.section_id, within(scope, Permission.SEE_LEARNERS, Cohort.org_id)


def _runs(scope: Scope) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Section.id,
            Section.course_id,
            Course.code,
            Course.name,
            Cohort.name.label("cohort_name"),
            section_start.label("starts_on"),
            section_end.label("ends_on"),
        )
        .join(Course, Course.id == Section.course_id)
        .join(Cohort, Cohort.id == Section.cohort_id)
        .where(within(scope, Permission.SEE_LEARNERS, Cohort.org_id))
    )


def _run(row: Row[*tuple[Any, ...]], as_of: date) -> CourseRun:
    return CourseRun(
        section_id=row.id,
        course_id=row.course_id,
        course_code=row.code,
        course_name=row.name,
        cohort_name=row.cohort_name,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        until=as_of if row.ends_on is None else min(as_of, row.ends_on),
    )
