"""What the values of a rule's clauses came from: a learner's results in the cohort of an award.

They are as they stand today, without what came after the day of the decision (but for a course's
final result, which has no day); the values that decided are in the award's trace.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Row, and_, func, literal, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from leap_dash.db import (
    Achievement,
    ActivityWeek,
    Award,
    Cohort,
    Course,
    Enrollment,
    LearningOutcome,
    LineItem,
    OutcomeResult,
    Result,
    Section,
    SkillRecord,
)
from leap_dash.db.days import days_between
from leap_dash.db.known_results import known_result
from leap_dash.db.week_counts import section_start
from leap_dash.domain.awards import GIVEN
from leap_dash.domain.criteria import (
    Approved,
    Average,
    Completed,
    Holds,
    ItemResult,
    Leaf,
    Outcomes,
    Participation,
    Skill,
    Submitted,
    course_of,
)
from leap_dash.records import Source

MOST = 200  # a clause; a course has a few dozen items


@dataclass(frozen=True, slots=True)
class Decided:
    """Whose award it is, in which cohort and org it was decided, and when."""

    org_id: UUID
    learner_id: UUID
    cohort_id: UUID | None
    at: datetime
    on: date


def sources(session: Session, about: Decided, leaf: Leaf) -> tuple[Source, ...]:
    """What the value of a clause came from; nothing for an approval, which stands by itself."""
    match leaf:
        case ItemResult() | Average() | Submitted():
            found = _items(session, about, leaf)
        case Participation():
            found = _weeks(session, about, leaf)
        case Completed():
            found = _courses(session, about, leaf)
        case Outcomes():
            found = _outcomes(session, about, leaf)
        case Skill():
            found = _skills(session, about, leaf)
        case Holds():
            found = _badges(session, about, leaf)
        case Approved():
            found = iter(())
    return tuple(found)


def _items(
    session: Session, about: Decided, leaf: ItemResult | Average | Submitted
) -> Iterator[Source]:
    match leaf:
        case ItemResult():
            asked = LineItem.source_key == leaf.item
        case Average() | Submitted():
            due = LineItem.counts_from <= about.on
            named = true() if leaf.category is None else LineItem.category == leaf.category
            asked = and_(due, named)
    rows = session.execute(
        select(LineItem.name, LineItem.maximum, LineItem.due_on, Result)
        .select_from(Enrollment)
        .join(Section, Section.id == Enrollment.section_id)
        .join(Course, Course.id == Section.course_id)
        .join(LineItem, LineItem.section_id == Section.id)
        .outerjoin(Result, known_result(about.on))
        .where(*_here(about, leaf), asked)
        .order_by(Course.position, Course.code, LineItem.position, LineItem.due_on, LineItem.name)
        .limit(MOST)
    )
    for name, maximum, due_on, result in rows:
        yield Source(name, _mark(result, maximum, due_on))


def _mark(result: Result | None, maximum: float, due_on: date | None) -> str:
    if result is None:
        return "not handed in"
    if result.excused:
        return "excused, counts nowhere"
    late = due_on is not None and result.submitted_on is not None and result.submitted_on > due_on
    said = "handed in" if result.score is None else f"{result.score:g} of {maximum:g}"
    return f"{said}, late" if late else said


def _weeks(session: Session, about: Decided, leaf: Participation) -> Iterator[Source]:
    weeks = func.count(ActivityWeek.week)
    so_far = days_between(literal(about.on, Date), section_start)
    active = and_(
        ActivityWeek.section_id == Section.id,
        ActivityWeek.learner_id == Enrollment.learner_id,
        ActivityWeek.active_days > 0,
        or_(section_start.is_(None), 7 * ActivityWeek.week <= so_far),
    )
    rows = session.execute(
        select(Course.name, weeks)
        .select_from(Enrollment)
        .join(Section, Section.id == Enrollment.section_id)
        .join(Course, Course.id == Section.course_id)
        .join(Cohort, Cohort.id == Section.cohort_id)
        .outerjoin(ActivityWeek, active)
        .where(*_here(about, leaf))
        .group_by(Course.id, Course.name)
        .order_by(weeks.desc(), Course.name)
    )
    for name, number in rows:
        yield Source(name, f"active in {number} week{'' if number == 1 else 's'}")


def _courses(session: Session, about: Decided, leaf: Completed) -> Iterator[Source]:
    rows = session.execute(
        select(Course.name, Enrollment.final_result)
        .select_from(Enrollment)
        .join(Section, Section.id == Enrollment.section_id)
        .join(Course, Course.id == Section.course_id)
        .where(*_here(about, leaf))
        .order_by(Course.position, Course.code)
    )
    for name, result in rows:
        yield Source(name, result or "still open")


def _outcomes(session: Session, about: Decided, leaf: Outcomes) -> Iterator[Source]:
    achieved = and_(
        OutcomeResult.learning_outcome_id == LearningOutcome.id,
        OutcomeResult.learner_id == Enrollment.learner_id,
        OutcomeResult.achieved_on <= about.on,
    )
    rows = session.execute(
        select(LearningOutcome.name, OutcomeResult.achieved_on)
        .select_from(Enrollment)
        .join(Section, Section.id == Enrollment.section_id)
        .join(Course, Course.id == Section.course_id)
        .join(LearningOutcome, LearningOutcome.course_id == Course.id)
        .outerjoin(OutcomeResult, achieved)
        .where(*_here(about, leaf))
        .order_by(Course.position, Course.code, LearningOutcome.code)
        .limit(MOST)
    )
    for name, day in rows:
        yield Source(name, f"achieved {day:%Y-%m-%d}" if day else "not achieved yet")


def _skills(session: Session, about: Decided, leaf: Skill) -> Iterator[Source]:
    rows = session.execute(
        select(SkillRecord.level, SkillRecord.recorded_at)
        .where(
            SkillRecord.learner_id == about.learner_id,
            SkillRecord.skill == leaf.skill,
            SkillRecord.recorded_at <= about.at,
        )
        .order_by(SkillRecord.level.desc(), SkillRecord.recorded_at)
        .limit(1)
    )
    for level, at in rows:
        yield Source(f"Seen {at:%Y-%m-%d}", f"level {level}")


def _badges(session: Session, about: Decided, leaf: Holds) -> Iterator[Source]:
    rows: Sequence[Row[*tuple[Any, ...]]] = session.execute(
        select(Achievement.name, Award.id, Award.issued_at)
        .join(Award, Award.achievement_id == Achievement.id)
        .where(
            Achievement.org_id == about.org_id,
            Achievement.slug == leaf.achievement,
            Award.learner_id == about.learner_id,
            Award.state.in_(GIVEN),
            or_(Award.issued_at.is_(None), Award.issued_at <= about.at),
        )
        .order_by(Award.renewal.desc())
        .limit(1)
    ).all()
    for name, award_id, issued_at in rows:
        yield Source(name, f"issued {issued_at:%Y-%m-%d}" if issued_at else "issued", award_id)


def _here(about: Decided, leaf: Leaf) -> list[ColumnElement[bool]]:
    """The learner's enrolments that a clause asks about."""
    cohort: InstrumentedAttribute[UUID] = Section.cohort_id
    code = course_of(leaf)
    return [
        Enrollment.learner_id == about.learner_id,
        cohort == about.cohort_id,
        true() if code is None else Course.code == code,
    ]
