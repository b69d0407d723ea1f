"""Writes what is taught: programmes, courses and learning outcomes, shared by all partners."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Table, insert
from sqlalchemy.orm import DeclarativeBase, Session
from uuid_utils.compat import uuid7

from leap_dash.db import Course, LearningOutcome, Programme
from leap_dash.services.demo.curriculum import PROGRAMMES

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Taught:
    """Ids of what is taught: programmes by slug, courses and outcomes by the course's code."""

    programmes: dict[str, UUID]
    courses: dict[str, UUID]
    outcomes: dict[str, list[UUID]]


def write_curriculum(session: Session) -> Taught:
    """Insert them all; returns their ids."""
    taught = Taught({}, {}, {})
    programmes: Rows = []
    courses: Rows = []
    outcomes: Rows = []
    for plan in PROGRAMMES:
        programme_id = taught.programmes[plan.slug] = uuid7()
        programmes.append(
            {
                "id": programme_id,
                "slug": plan.slug,
                "name": plan.name,
                "subject_area": plan.subject_area,
            }
        )
        for position, course in enumerate(plan.courses):
            course_id = taught.courses[course.code] = uuid7()
            courses.append(
                {
                    "id": course_id,
                    "programme_id": programme_id,
                    "code": course.code,
                    "name": course.name,
                    "position": position,
                }
            )
            taught.outcomes[course.code] = ids = [uuid7() for _ in course.outcomes]
            outcomes += [
                {
                    "id": outcome_id,
                    "course_id": course_id,
                    "code": f"{course.code}-LO{number}",
                    "name": outcome.name,
                    "criteria": outcome.criteria,
                }
                for number, (outcome_id, outcome) in enumerate(
                    zip(ids, course.outcomes, strict=True), start=1
                )
            ]
    insert_rows(session, Programme, programmes)
    insert_rows(session, Course, courses)
    insert_rows(session, LearningOutcome, outcomes)
    return taught


def insert_rows(session: Session, table: type[DeclarativeBase], rows: Rows) -> None:
    """Insert all rows at once; every row has the same keys."""
    if rows and isinstance(table.__table__, Table):
        session.execute(insert(table.__table__), rows)
