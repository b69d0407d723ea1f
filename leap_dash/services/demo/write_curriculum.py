"""Writes what is taught: programmes, courses and learning outcomes, shared by all partners."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from leap_dash.db import Course, LearningOutcome, Programme
from leap_dash.services.bulk import Id, insert_rows, new_id
from leap_dash.services.demo.curriculum import PROGRAMMES
from leap_dash.services.demo.curriculum.model import CoursePlan


@dataclass(frozen=True, slots=True)
class Taught:
    """Ids of what is taught: programmes by slug, courses and outcomes by the course's code."""

    programmes: dict[str, Id]
    courses: dict[str, Id]
    outcomes: dict[str, list[Id]]


def write_curriculum(session: Session) -> Taught:
    """Insert them all; returns their ids."""
    courses = [
        (plan, position, course)
        for plan in PROGRAMMES
        for position, course in enumerate(plan.courses)
    ]
    taught = Taught(
        programmes={plan.slug: new_id() for plan in PROGRAMMES},
        courses={course.code: new_id() for _, _, course in courses},
        outcomes={course.code: [new_id() for _ in course.outcomes] for _, _, course in courses},
    )
    insert_rows(
        session,
        Programme,
        ("id", "slug", "name", "subject_area"),
        [(taught.programmes[p.slug], p.slug, p.name, p.subject_area) for p in PROGRAMMES],
    )
    insert_rows(
        session,
        Course,
        ("id", "programme_id", "code", "name", "position"),
        [
            (taught.courses[c.code], taught.programmes[plan.slug], c.code, c.name, position)
            for plan, position, c in courses
        ],
    )
    insert_rows(
        session,
        LearningOutcome,
        ("id", "course_id", "code", "name", "criteria"),
        [row for _, _, course in courses for row in _outcomes(course, taught)],
    )
    return taught


def _outcomes(course: CoursePlan, taught: Taught) -> list[tuple[Id, Id, str, str, str]]:
    ids = taught.outcomes[course.code]
    return [
        (
            outcome_id,
            taught.courses[course.code],
            f"{course.code}-LO{number}",
            outcome.name,
            outcome.criteria,
        )
        for number, (outcome_id, outcome) in enumerate(
            zip(ids, course.outcomes, strict=True), start=1
        )
    ]
