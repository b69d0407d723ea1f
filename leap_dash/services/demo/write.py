"""Writes what has happened at a partner as rows, in bulk. Nothing is decided here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy.orm import Session

from leap_dash.db import (
    ActivityWeek,
    Base,
    Cohort,
    Enrollment,
    Learner,
    LearnerIdentifier,
    LineItem,
    OutcomeResult,
    Result,
    Section,
    SkillRecord,
)
from leap_dash.services.bulk import Id, insert_rows, new_id
from leap_dash.services.demo.notes import note
from leap_dash.services.demo.simulate import CohortRecord, PartnerRecord, SectionRecord
from leap_dash.services.demo.write_curriculum import Taught

Row = tuple[Any, ...]
# The day of a programme, from its first, on which instructors talk about soft skills, and again.
FIRST_TALK, SECOND_TALK = 60, 130

COLUMNS: dict[type[Base], tuple[str, ...]] = {
    Learner: ("id", "org_id", "key", "given_name", "family_name", "email"),
    LearnerIdentifier: ("id", "org_id", "learner_id", "source", "value"),
    Cohort: ("id", "org_id", "programme_id", "code", "name", "starts_on", "ends_on"),
    Section: ("id", "cohort_id", "course_id", "starts_on", "ends_on"),
    LineItem: (
        "id", "section_id", "source_key", "name", "category", "maximum", "weight", "due_on",
        "counts_from", "position",
    ),
    Enrollment: (
        "id", "section_id", "learner_id", "status", "enrolled_on", "withdrawn_on", "final_result",
    ),
    Result: ("line_item_id", "learner_id", "score", "submitted_on", "excused", "carried_over"),
    ActivityWeek: ("section_id", "learner_id", "week", "active_days", "events"),
    OutcomeResult: ("learning_outcome_id", "learner_id", "achieved_on"),
    SkillRecord: ("id", "learner_id", "skill", "level", "note", "recorded_at", "recorded_by"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Place:
    """Where rows belong: a section of a cohort, and its learners' ids in the roster's order."""

    cohort: CohortRecord
    section: SectionRecord
    section_id: Id
    learners: list[Id]
    items: list[Id]


def write_partner(
    session: Session,
    org_id: UUID,
    record: PartnerRecord,
    taught: Taught,
    today: date,
    recorded_by: UUID | None,
) -> None:
    """Insert learners, cohorts and everything that has happened in them."""
    org = org_id.hex
    instructor = None if recorded_by is None else recorded_by.hex
    learners = [new_id() for _ in record.pupils]
    cohorts = [(new_id(), cohort) for cohort in record.cohorts]
    places = [
        (cohort_id, place)
        for cohort_id, cohort in cohorts
        for place in _places(cohort, [learners[each] for each in cohort.roster])
    ]
    rows: dict[type[Base], list[Row]] = {
        Learner: [
            (learner_id, org, pupil.key, pupil.given_name, pupil.family_name, pupil.email)
            for learner_id, pupil in zip(learners, record.pupils, strict=True)
        ],
        LearnerIdentifier: [
            (new_id(), org, learner_id, record.partner.source, pupil.key)
            for learner_id, pupil in zip(learners, record.pupils, strict=True)
        ],
        Cohort: [
            (
                cohort_id,
                org,
                taught.programmes[cohort.plan.programme.slug],
                cohort.plan.code,
                cohort.plan.name,
                cohort.plan.starts_on,
                cohort.plan.ends_on,
            )
            for cohort_id, cohort in cohorts
        ],
        Section: [
            (
                place.section_id,
                cohort_id,
                taught.courses[place.section.plan.course.code],
                place.section.plan.starts_on,
                place.section.plan.ends_on,
            )
            for cohort_id, place in places
        ],
        LineItem: [row for _, place in places for row in _line_items(place)],
        Enrollment: [row for _, place in places for row in _enrollments(place)],
        Result: [row for _, place in places for row in _results(place)],
        ActivityWeek: [row for _, place in places for row in _activity(place)],
        OutcomeResult: [row for _, place in places for row in _outcomes(place, taught)],
        SkillRecord: [
            row
            for _, cohort in cohorts
            for row in _skills(
                cohort, [learners[each] for each in cohort.roster], today, instructor
            )
        ],
    }
    for table, columns in COLUMNS.items():
        insert_rows(session, table, columns, rows[table])


def _places(cohort: CohortRecord, learners: list[Id]) -> Iterator[_Place]:
    for section in cohort.sections:
        items = [new_id() for _ in section.plan.course.items]
        yield _Place(cohort, section, new_id(), learners, items)


def _line_items(place: _Place) -> Iterator[Row]:
    course = place.section.plan.course
    for position, (item, due) in enumerate(zip(course.items, place.section.plan.due, strict=True)):
        yield (
            place.items[position],
            place.section_id,
            course.key(item),
            item.name,
            item.category,
            float(item.maximum),
            float(item.weight),
            due,
            due + timedelta(days=1),
            position,
        )


def _enrollments(place: _Place) -> Iterator[Row]:
    first = place.cohort.plan.starts_on
    for row, learner_id in enumerate(place.learners):
        final = place.section.finals[row]
        withdrawn = final == "withdrawn"
        yield (
            new_id(),
            place.section_id,
            learner_id,
            "withdrawn" if withdrawn else "completed" if final else "active",
            first + timedelta(days=int(place.cohort.enrolled[row])),
            first + timedelta(days=int(place.cohort.leaves[row])) if withdrawn else None,
            final,
        )


def _results(place: _Place) -> Iterator[Row]:
    first = place.cohort.plan.starts_on
    marks = place.section.marks
    for row, column in np.argwhere(marks.handed_in | marks.excused):
        excused = bool(marks.excused[row, column])
        score = float(marks.score[row, column])
        day = None if excused else first + timedelta(days=int(marks.submitted[row, column]))
        yield (
            place.items[column],
            place.learners[row],
            None if np.isnan(score) else score,
            day,
            excused,
            False,
        )


def _activity(place: _Place) -> Iterator[Row]:
    active, events = place.section.active_days, place.section.events
    for row, week in np.argwhere(active > 0):
        yield (
            place.section_id,
            place.learners[row],
            int(week),
            int(active[row, week]),
            int(events[row, week]),
        )


def _outcomes(place: _Place, taught: Taught) -> Iterator[Row]:
    ids = taught.outcomes[place.section.plan.course.code]
    for row, column in np.argwhere(place.section.outcomes):
        yield ids[column], place.learners[row], place.section.plan.ends_on


def _skills(
    cohort: CohortRecord, learners: list[Id], today: date, recorded_by: Id | None
) -> Iterator[Row]:
    """Twice for whoever stays long enough; the level grows from the first talk to the second."""
    skills = cohort.plan.programme.skills
    for row, column in np.ndindex(cohort.skills.shape):
        level = int(cohort.skills[row, column])
        talks = ((FIRST_TALK, max(1, level - 1)), (SECOND_TALK, level))
        for talk, seen in talks if cohort.plan.finished else ((FIRST_TALK, level),):
            day = talk + 2 * column
            when = cohort.plan.starts_on + timedelta(days=day)
            if day < cohort.leaves[row] and when < today:
                yield (
                    new_id(),
                    learners[row],
                    skills[column],
                    seen,
                    note(skills[column], seen, row + column),
                    datetime.combine(when, time(14, 30), UTC),
                    recorded_by,
                )
