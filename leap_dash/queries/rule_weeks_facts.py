"""What happened in one cohort and when, as arrays: what a rule is judged by on many days at once.

Everything is read once, as rows with their own dates. A date becomes the number of the first of
the judged days on which it lay behind; what comes after the last of them has the number after it.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, String, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session

from leap_dash.db import (
    ActivityWeek,
    Award,
    Cohort,
    Enrollment,
    LearningOutcome,
    OutcomeResult,
    Section,
    SkillRecord,
)
from leap_dash.db.week_counts import section_start
from leap_dash.domain.awards import AwardState
from leap_dash.domain.criteria import Skill
from leap_dash.domain.weeks import last_day
from leap_dash.queries.course_runs import section_end

Numbers: TypeAlias = NDArray[np.intp]
Values: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Rows: TypeAlias = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Days:
    """The days that are judged, in their order, and the moments with which they end."""

    days: tuple[date, ...]
    ends: tuple[datetime, ...]

    def __len__(self) -> int:
        return len(self.days)

    def since(self, day: date | None) -> int:
        """The first that has that day behind it; the first of all for what has no day."""
        return 0 if day is None else bisect_left(self.days, day)

    def from_moment(self, moment: datetime | None) -> int:
        """The first that ends after that moment; none for what has no moment."""
        return len(self) if moment is None else bisect_left(self.ends, moment)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The learners and sections of a cohort; `takes` says of each learner which they take."""

    cohort_id: UUID
    learners: tuple[UUID, ...]
    places: dict[Any, int]  # of a learner's id as the database writes it
    sections: dict[Any, int]
    courses: tuple[UUID, ...]  # of each section
    starts: tuple[date | None, ...]
    ends: tuple[date | None, ...]
    takes: Flags  # learner x section
    finals: tuple[tuple[int, int, str | None], ...]  # learner, section, final result


@dataclass(frozen=True, slots=True)
class Happened:
    """What happened to learners, since when each; where it was of a section, its place."""

    learners: Numbers
    since: Numbers
    sections: Numbers


def read_enrolled(session: Session, cohort_id: UUID, learners: frozenset[UUID] | None) -> Enrolled:
    """Those of these learners, or all, who take part in that cohort."""
    runs = session.execute(
        select(raw(Section.id), Section.course_id, section_start, section_end)
        .join(Cohort, Cohort.id == Section.cohort_id)
        .where(Section.cohort_id == cohort_id)
    ).all()
    sections = {row[0]: place for place, row in enumerate(runs)}
    statement = (
        select(
            Enrollment.learner_id,
            raw(Enrollment.learner_id),
            raw(Enrollment.section_id),
            Enrollment.final_result,
        )
        .join(Section, Section.id == Enrollment.section_id)
        .where(Section.cohort_id == cohort_id)
    )
    if learners is not None:
        statement = statement.where(Enrollment.learner_id.in_(learners))
    rows = session.execute(statement).all()
    ids = {raw: id_ for id_, raw, *_ in rows}
    places = {raw: place for place, raw in enumerate(ids)}
    finals = tuple((places[raw], sections[section], final) for _, raw, section, final in rows)
    takes = np.zeros((len(ids), len(runs)), dtype=bool)
    for learner, section, _ in finals:
        takes[learner, section] = True
    return Enrolled(
        cohort_id=cohort_id,
        learners=tuple(ids.values()),
        places=places,
        sections=sections,
        courses=tuple(row[1] for row in runs),
        starts=tuple(row[2] for row in runs),
        ends=tuple(row[3] for row in runs),
        takes=takes,
        finals=finals,
    )


def read_active_weeks(session: Session, enrolled: Enrolled, days: Days) -> Happened:
    """Each week in which somebody was active; of a section (its place)."""
    rows = session.execute(
        select(raw(ActivityWeek.learner_id), raw(ActivityWeek.section_id), ActivityWeek.week)
        .join(Section, Section.id == ActivityWeek.section_id)
        .where(Section.cohort_id == enrolled.cohort_id, ActivityWeek.active_days > 0)
    ).all()
    # A week counts when it is over; where nobody knows when it began, it does not.
    over = {
        (section, week): len(days) if start is None else days.since(last_day(start, week))
        for week in {row[2] for row in rows}
        for section, start in zip(enrolled.sections, enrolled.starts, strict=True)
    }
    sections = [enrolled.sections[row[1]] for row in rows]
    return _happened(enrolled, rows, (over[row[1], row[2]] for row in rows), sections)


def read_outcomes(
    session: Session, enrolled: Enrolled, days: Days
) -> tuple[Mapping[UUID, int], Happened]:
    """How many outcomes each course has; and each that somebody achieved, of a course's number."""
    mine = LearningOutcome.course_id.in_(set(enrolled.courses))
    outcomes = session.execute(
        select(raw(LearningOutcome.id), LearningOutcome.course_id).where(mine)
    )
    course_of: dict[Any, UUID] = dict(outcomes.all())
    rows = session.execute(
        select(
            raw(OutcomeResult.learner_id),
            raw(OutcomeResult.learning_outcome_id),
            OutcomeResult.achieved_on,
        ).where(
            OutcomeResult.learning_outcome_id.in_(select(LearningOutcome.id).where(mine)),
            _among(enrolled, OutcomeResult.learner_id),
        )
    ).all()
    section_of = {course: section for section, course in enumerate(enrolled.courses)}
    place_of = {outcome: section_of[course] for outcome, course in course_of.items()}
    sections = [place_of[row[1]] for row in rows]
    known = {day: days.since(day) for day in {row[2] for row in rows}}
    since = [known[row[2]] for row in rows]
    return Counter(course_of.values()), _happened(enrolled, rows, since, sections)


def read_skill(session: Session, enrolled: Enrolled, days: Days, leaf: Skill) -> Happened:
    """Each time that somebody had that skill at that level or above."""
    rows = session.execute(
        select(raw(SkillRecord.learner_id), SkillRecord.recorded_at).where(
            SkillRecord.skill == leaf.skill,
            SkillRecord.level >= leaf.min_level,
            _among(enrolled, SkillRecord.learner_id),
        )
    ).all()
    return _happened(enrolled, rows, (days.from_moment(row[1]) for row in rows))


def read_held(
    session: Session, enrolled: Enrolled, days: Days, achievement_id: UUID | None
) -> tuple[Happened, Happened]:
    """Each award of that badge which is in force today, from when on; and its end."""
    rows = session.execute(
        select(raw(Award.learner_id), Award.issued_at, Award.valid_until).where(
            Award.achievement_id == achievement_id,
            Award.state == AwardState.ISSUED,
            _among(enrolled, Award.learner_id),
        )
    ).all()
    starts = [days.from_moment(row[1]) for row in rows]
    ends = [max(start, days.from_moment(row[2])) for start, row in zip(starts, rows, strict=True)]
    return _happened(enrolled, rows, starts), _happened(enrolled, rows, ends)


def _happened(
    enrolled: Enrolled, rows: Rows, since: Iterable[int], sections: Iterable[int] = ()
) -> Happened:
    """Of rows that begin with a learner; those of nobody who takes part are left out."""
    learners = numbers(enrolled.places.get(row[0], -1) for row in rows)
    there = learners >= 0
    of = numbers(sections)
    return Happened(learners[there], numbers(since)[there], of[there] if len(of) else of)


def _among(enrolled: Enrolled, learner_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    return learner_id.in_(
        select(Enrollment.learner_id)
        .join(Section, Section.id == Enrollment.section_id)
        .where(Section.cohort_id == enrolled.cohort_id)
    )


def raw(id_: InstrumentedAttribute[UUID]) -> ColumnElement[Any]:
    """An id as the database writes it: making objects of them takes longer than reading them."""
    return type_coerce(id_, String).label(f"raw_{id_.key}")


def numbers(values: Iterable[int]) -> Numbers:
    """As an array of places or of days."""
    return np.fromiter(values, dtype=np.intp)
