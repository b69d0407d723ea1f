"""Writes what has happened at a partner as rows, in bulk. Nothing is decided here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from leap_dash.db import (
    ActivityWeek,
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
from leap_dash.services.demo.notes import note
from leap_dash.services.demo.simulate import CohortRecord, PartnerRecord, SectionRecord
from leap_dash.services.demo.write_curriculum import Rows, Taught, insert_rows

# The day of a programme, from its first, on which instructors talk about soft skills, and again.
FIRST_TALK, SECOND_TALK = 60, 130


@dataclass(frozen=True, slots=True)
class Written:
    """What was written for a partner. `cohorts` are ids in the order of the record's."""

    cohorts: list[UUID]
    learners: list[UUID]
    results: int


def write_partner(
    session: Session,
    org_id: UUID,
    record: PartnerRecord,
    taught: Taught,
    today: date,
    recorded_by: UUID | None,
) -> Written:
    """Learners, cohorts and everything that has happened in them."""
    learners = _write_learners(session, org_id, record)
    cohorts: list[UUID] = []
    results = 0
    for cohort in record.cohorts:
        cohort_id = uuid7()
        cohorts.append(cohort_id)
        insert_rows(session, Cohort, [_cohort(cohort, cohort_id, org_id, taught)])
        who = [learners[each] for each in cohort.roster]
        for section in cohort.sections:
            results += _write_section(session, cohort, cohort_id, section, who, taught)
        insert_rows(session, SkillRecord, list(_skills(cohort, who, today, recorded_by)))
    return Written(cohorts, learners, results)


def _write_learners(session: Session, org_id: UUID, record: PartnerRecord) -> list[UUID]:
    ids = [uuid7() for _ in record.pupils]
    named = list(zip(ids, record.pupils, strict=True))
    insert_rows(
        session,
        Learner,
        [
            {
                "id": learner_id,
                "org_id": org_id,
                "key": pupil.key,
                "given_name": pupil.given_name,
                "family_name": pupil.family_name,
                "email": pupil.email,
            }
            for learner_id, pupil in named
        ],
    )
    insert_rows(
        session,
        LearnerIdentifier,
        [
            {
                "id": uuid7(),
                "org_id": org_id,
                "learner_id": learner_id,
                "source": record.partner.source,
                "value": pupil.key,
            }
            for learner_id, pupil in named
        ],
    )
    return ids


def _cohort(cohort: CohortRecord, cohort_id: UUID, org_id: UUID, taught: Taught) -> dict[str, Any]:
    return {
        "id": cohort_id,
        "org_id": org_id,
        "programme_id": taught.programmes[cohort.plan.programme.slug],
        "code": cohort.plan.code,
        "name": cohort.plan.name,
        "starts_on": cohort.plan.starts_on,
        "ends_on": cohort.plan.ends_on,
    }


def _write_section(
    session: Session,
    cohort: CohortRecord,
    cohort_id: UUID,
    section: SectionRecord,
    who: list[UUID],
    taught: Taught,
) -> int:
    """Returns how many results were written."""
    plan = section.plan
    section_id = uuid7()
    insert_rows(
        session,
        Section,
        [
            {
                "id": section_id,
                "cohort_id": cohort_id,
                "course_id": taught.courses[plan.course.code],
                "starts_on": plan.starts_on,
                "ends_on": plan.ends_on,
            }
        ],
    )
    items = [uuid7() for _ in plan.course.items]
    insert_rows(session, LineItem, _line_items(section, section_id, items))
    insert_rows(session, Enrollment, list(_enrollments(cohort, section, section_id, who)))
    results = list(_results(cohort, section, items, who))
    insert_rows(session, Result, results)
    insert_rows(session, ActivityWeek, list(_activity(section, section_id, who)))
    insert_rows(session, OutcomeResult, list(_outcomes(section, who, taught)))
    return len(results)


def _line_items(section: SectionRecord, section_id: UUID, ids: list[UUID]) -> Rows:
    course = section.plan.course
    return [
        {
            "id": item_id,
            "section_id": section_id,
            "source_key": course.key(item),
            "name": item.name,
            "category": item.category,
            "maximum": float(item.maximum),
            "weight": float(item.weight),
            "due_on": due,
            "counts_from": due + timedelta(days=1),
            "position": position,
        }
        for position, (item_id, item, due) in enumerate(
            zip(ids, course.items, section.plan.due, strict=True)
        )
    ]


def _enrollments(
    cohort: CohortRecord, section: SectionRecord, section_id: UUID, who: list[UUID]
) -> Iterator[dict[str, Any]]:
    first = cohort.plan.starts_on
    for row, learner_id in enumerate(who):
        final = section.finals[row]
        withdrawn = final == "withdrawn"
        yield {
            "id": uuid7(),
            "section_id": section_id,
            "learner_id": learner_id,
            "status": "withdrawn" if withdrawn else "completed" if final else "active",
            "enrolled_on": first + timedelta(days=int(cohort.enrolled[row])),
            "withdrawn_on": first + timedelta(days=int(cohort.leaves[row])) if withdrawn else None,
            "final_result": final,
        }


def _results(
    cohort: CohortRecord, section: SectionRecord, items: list[UUID], who: list[UUID]
) -> Iterator[dict[str, Any]]:
    first = cohort.plan.starts_on
    marks = section.marks
    for row, column in np.argwhere(marks.handed_in | marks.excused):
        excused = bool(marks.excused[row, column])
        score = marks.score[row, column]
        yield {
            "line_item_id": items[column],
            "learner_id": who[row],
            "score": None if np.isnan(score) else float(score),
            "submitted_on": None
            if excused
            else first + timedelta(days=int(marks.submitted[row, column])),
            "excused": excused,
            "carried_over": False,
        }


def _activity(
    section: SectionRecord, section_id: UUID, who: list[UUID]
) -> Iterator[dict[str, Any]]:
    for row, week in np.argwhere(section.active_days > 0):
        yield {
            "section_id": section_id,
            "learner_id": who[row],
            "week": int(week),
            "active_days": int(section.active_days[row, week]),
            "events": int(section.events[row, week]),
        }


def _outcomes(section: SectionRecord, who: list[UUID], taught: Taught) -> Iterator[dict[str, Any]]:
    ids = taught.outcomes[section.plan.course.code]
    for row, column in np.argwhere(section.outcomes):
        yield {
            "learning_outcome_id": ids[column],
            "learner_id": who[row],
            "achieved_on": section.plan.ends_on,
        }


def _skills(
    cohort: CohortRecord, who: list[UUID], today: date, recorded_by: UUID | None
) -> Iterator[dict[str, Any]]:
    """Twice for whoever stays long enough; the level grows from the first talk to the second."""
    skills = cohort.plan.programme.skills
    for row, column in np.ndindex(cohort.skills.shape):
        level = int(cohort.skills[row, column])
        talks = ((FIRST_TALK, max(1, level - 1)), (SECOND_TALK, level))
        for day, seen in talks if cohort.plan.finished else ((FIRST_TALK, level),):
            when = cohort.plan.starts_on + timedelta(days=day + 2 * column)
            if day + 2 * column >= cohort.leaves[row] or when >= today:
                continue
            yield {
                "id": uuid7(),
                "learner_id": who[row],
                "skill": skills[column],
                "level": seen,
                "note": note(skills[column], seen, row + day),
                "recorded_at": datetime.combine(when, time(14, 30), UTC),
                "recorded_by": recorded_by,
            }
