"""The part of an import that says who learns what: courses, sections, learners, enrolments.

What a source does not say (None) stays as it is stored.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import Cohort, Course, Enrollment, Programme, Section
from leap_dash.ingest.rows import CourseRow, EnrollmentRow, SectionKey, SectionRow
from leap_dash.services.bulk import Id, among, digits
from leap_dash.services.upsert import Tally, Upserted, Values, upsert

Value = TypeVar("Value")


def take_programme(session: Session, slug: str, tally: Tally) -> Id:
    """Id of the programme of that slug, made when new."""
    row = session.execute(
        select(digits(Programme.id).label("id"), Programme.name).where(Programme.slug == slug)
    ).first()
    return upsert(
        session,
        Programme,
        ("slug",),
        ("name",),
        stored={(slug,): (row.id, (row.name,))} if row else {},
        wanted={(slug,): (row.name if row else slug,)},
        tally=tally,
    ).ids[(slug,)]


def take_courses(
    session: Session, programme_id: Id, rows: Sequence[CourseRow], tally: Tally
) -> dict[str, Id]:
    """Ids of the courses by code. One that is there stays as it is: other orgs teach it too."""
    stored = {
        (programme_id, row.code): (row.id, (row.name, row.position))
        for row in session.execute(
            select(digits(Course.id).label("id"), Course.code, Course.name, Course.position).where(
                digits(Course.programme_id) == programme_id
            )
        )
    }
    wanted: dict[tuple[Id, str], Values] = {}
    for row in rows:
        key = (programme_id, row.code)
        new = (row.name, len(stored.keys() | wanted.keys()))
        wanted[key] = stored[key][1] if key in stored else new
    done = upsert(
        session,
        Course,
        ("programme_id", "code"),
        ("name", "position"),
        stored=stored,
        wanted=wanted,
        tally=tally,
    )
    return {code: course_id for (_, code), course_id in done.ids.items()}


def take_cohorts(
    session: Session, org_id: Id, programme_id: Id, rows: Sequence[SectionRow], tally: Tally
) -> dict[str, Id]:
    """Ids of the cohorts by code; they last from their first section's start to the last's end."""
    stored = {
        (org_id, programme_id, row.code): (row.id, (row.name, row.starts_on, row.ends_on))
        for row in session.execute(
            select(
                digits(Cohort.id).label("id"),
                Cohort.code,
                Cohort.name,
                Cohort.starts_on,
                Cohort.ends_on,
            ).where(digits(Cohort.org_id) == org_id, digits(Cohort.programme_id) == programme_id)
        )
    }
    wanted: dict[tuple[Id, Id, str], Values] = {}
    for row in rows:
        code = row.key.cohort
        key = (org_id, programme_id, code)
        before = stored[key][1] if key in stored else (code, None, None)
        name, starts_on, ends_on = wanted.get(key, before)
        wanted[key] = (
            name,
            min(_said(starts_on, row.starts_on), default=None),
            max(_said(ends_on, _end(row)), default=None),
        )
    done = upsert(
        session,
        Cohort,
        ("org_id", "programme_id", "code"),
        ("name", "starts_on", "ends_on"),
        stored=stored,
        wanted=wanted,
        tally=tally,
    )
    return {code: cohort_id for (_, _, code), cohort_id in done.ids.items()}


def take_sections(
    session: Session,
    rows: Sequence[SectionRow],
    cohorts: Mapping[str, Id],
    courses: Mapping[str, Id],
    tally: Tally,
) -> tuple[dict[SectionKey, Id], set[Id]]:
    """Ids of the sections by their codes, and the new ones among them."""
    stored = {
        (row.cohort_id, row.course_id): (row.id, (row.starts_on, row.ends_on))
        for row in session.execute(
            select(
                digits(Section.id).label("id"),
                digits(Section.cohort_id).label("cohort_id"),
                digits(Section.course_id).label("course_id"),
                Section.starts_on,
                Section.ends_on,
            ).where(among(session, Section.cohort_id, cohorts.values()))
        )
    }
    wanted: dict[tuple[Id, Id], Values] = {}
    for row in rows:
        key = (cohorts[row.key.cohort], courses[row.key.course])
        starts_on, ends_on = stored[key][1] if key in stored else (None, None)
        wanted[key] = (row.starts_on or starts_on, _end(row) or ends_on)
    done = upsert(
        session,
        Section,
        ("cohort_id", "course_id"),
        ("starts_on", "ends_on"),
        stored=stored,
        wanted=wanted,
        tally=tally,
    )
    ids = {row.key: done.ids[cohorts[row.key.cohort], courses[row.key.course]] for row in rows}
    return ids, {done.ids[key] for key in done.new}


def take_enrollments(
    session: Session,
    rows: Sequence[EnrollmentRow],
    sections: Mapping[SectionKey, Id],
    new_sections: Collection[Id],
    learners: Mapping[str, Id],
    tally: Tally,
) -> Upserted[tuple[Id, Id]]:
    """Enrolments by (section, learner)."""
    columns = (
        Enrollment.status,
        Enrollment.enrolled_on,
        Enrollment.withdrawn_on,
        Enrollment.final_result,
    )
    known = [section_id for section_id in sections.values() if section_id not in new_sections]
    stored: dict[tuple[Id, Id], tuple[Id, Values]] = {
        (section_id, learner_id): (enrollment_id, tuple(values))
        for section_id, learner_id, enrollment_id, *values in session.execute(
            select(
                digits(Enrollment.section_id),
                digits(Enrollment.learner_id),
                digits(Enrollment.id),
                *columns,
            ).where(among(session, Enrollment.section_id, known))
        )
    }
    wanted: dict[tuple[Id, Id], Values] = {}
    for row in rows:
        key = (sections[row.section], learners[row.learner])
        wanted[key] = _enrollment(row, stored[key][1] if key in stored else None)
    return upsert(
        session,
        Enrollment,
        ("section_id", "learner_id"),
        ("status", "enrolled_on", "withdrawn_on", "final_result"),
        stored=stored,
        wanted=wanted,
        tally=tally,
    )


def _enrollment(row: EnrollmentRow, stored: Values | None) -> Values:
    """Status, first day, last day and final result: as said, or as stored.

    How it ended goes with the status: when that changes, the old ending is not true any more.
    """
    if stored is None:
        return row.status or "active", row.enrolled_on, row.withdrawn_on, row.final_result
    status, enrolled_on, withdrawn_on, final_result = stored
    if row.status not in (None, status):
        return row.status, row.enrolled_on or enrolled_on, row.withdrawn_on, row.final_result
    return (
        status,
        row.enrolled_on or enrolled_on,
        row.withdrawn_on or withdrawn_on,
        row.final_result or final_result,
    )


def _end(row: SectionRow) -> date | None:
    if row.starts_on is None or row.days is None:
        return None
    return row.starts_on + timedelta(days=row.days)


def _said(*values: Value | None) -> list[Value]:
    return [value for value in values if value is not None]
