"""Reads from the raw tables all that a rule may ask of everyone, for the pure version.

The same as the SQL of rules reads, but without summaries and without a rule: what both say of a
learner must agree.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from leap_dash.db import (
    Achievement,
    ActivityWeek,
    Approval,
    Award,
    Cohort,
    Course,
    Enrollment,
    LearningOutcome,
    LineItem,
    OutcomeResult,
    Section,
    SkillRecord,
)
from leap_dash.db import Result as ResultRow
from leap_dash.domain.access import Role
from leap_dash.domain.awards import AwardState
from leap_dash.domain.criteria_evaluate import LearnerFacts, SectionFacts
from leap_dash.domain.results import Item, Result

Unit = tuple[UUID, UUID]  # learner, cohort


def learner_facts(
    session: Session, org_id: UUID, programme_id: UUID, at: datetime, *, past: bool = False
) -> dict[Unit, LearnerFacts]:
    """Facts by learner and cohort, on that day in UTC; without approvals, see `with_approvals`.

    `past`: everything as it stood then, the final result only from the end of the course on.
    """
    items = _items(session)
    results = _results(session)
    weeks = _active_weeks(session, at.date() if past else None)
    outcomes = _counts(session)
    achieved = {
        (course, learner): number
        for course, learner, number in session.execute(
            select(LearningOutcome.course_id, OutcomeResult.learner_id, func.count())
            .join(OutcomeResult, OutcomeResult.learning_outcome_id == LearningOutcome.id)
            .where(OutcomeResult.achieved_on <= at.date())
            .group_by(LearningOutcome.course_id, OutcomeResult.learner_id)
        )
    }
    sections: dict[Unit, list[SectionFacts]] = defaultdict(list)
    for learner, section, cohort, course_id, course, final, ends in session.execute(
        select(
            Enrollment.learner_id,
            Section.id,
            Section.cohort_id,
            Course.id,
            Course.code,
            Enrollment.final_result,
            func.coalesce(Section.ends_on, Cohort.ends_on),
        )
        .join(Section, Section.id == Enrollment.section_id)
        .join(Cohort, Cohort.id == Section.cohort_id)
        .join(Course, Course.id == Section.course_id)
        .where(Cohort.org_id == org_id, Cohort.programme_id == programme_id)
    ):
        sections[learner, cohort].append(
            SectionFacts(
                course,
                final if not past or (ends is not None and ends <= at.date()) else None,
                weeks.get((section, learner), 0),
                items.get(section, ()),
                results.get((section, learner), {}),
                achieved.get((course_id, learner), 0),
                outcomes.get(course_id, 0),
            )
        )
    skills, holds = _skills(session, at), _holds(session, at)
    return {
        (learner, cohort): LearnerFacts(
            at.date(),
            tuple(listed),
            skills.get(learner, {}),
            frozenset(holds.get(learner, ())),
        )
        for (learner, cohort), listed in sections.items()
    }


def with_approvals(
    session: Session, facts: Mapping[Unit, LearnerFacts], badge: Achievement, at: datetime
) -> dict[Unit, LearnerFacts]:
    """The same facts with the approvals of that badge's awards that there were then."""
    approved = _approvals(session, badge, at)
    return {
        (learner, cohort): replace(each, approved_by=frozenset(approved[learner]))
        if learner in approved
        else each
        for (learner, cohort), each in facts.items()
    }


def _active_weeks(session: Session, until: date | None) -> Counter[tuple[UUID, UUID]]:
    """By section and learner, of those that were over on that day, or all."""
    start = func.coalesce(Section.starts_on, Cohort.starts_on)
    return Counter(
        (section, learner)
        for section, learner, week, starts_on in session.execute(
            select(ActivityWeek.section_id, ActivityWeek.learner_id, ActivityWeek.week, start)
            .join(Section, Section.id == ActivityWeek.section_id)
            .join(Cohort, Cohort.id == Section.cohort_id)
            .where(ActivityWeek.active_days > 0)
        )
        if until is None or (starts_on and starts_on + timedelta(days=7 * week + 6) <= until)
    )


def _items(session: Session) -> dict[UUID, tuple[Item, ...]]:
    found: dict[UUID, list[Item]] = defaultdict(list)
    for row in session.scalars(select(LineItem)):
        found[row.section_id].append(
            Item(row.source_key, row.category, row.weight, row.maximum, row.due_on, row.counts_from)
        )
    return {section: tuple(items) for section, items in found.items()}


def _results(session: Session) -> Mapping[tuple[UUID, UUID], dict[str, Result]]:
    found: dict[tuple[UUID, UUID], dict[str, Result]] = defaultdict(dict)
    for section, learner, key, score, submitted_on, excused in session.execute(
        select(
            LineItem.section_id,
            ResultRow.learner_id,
            LineItem.source_key,
            ResultRow.score,
            ResultRow.submitted_on,
            ResultRow.excused,
        ).join(LineItem, LineItem.id == ResultRow.line_item_id)
    ):
        found[section, learner][key] = Result(score, submitted_on, excused)
    return found


def _counts(session: Session) -> dict[UUID, int]:
    return dict(
        session.execute(
            select(LearningOutcome.course_id, func.count()).group_by(LearningOutcome.course_id)
        ).all()
    )


def _skills(session: Session, at: datetime) -> Mapping[UUID, dict[str, int]]:
    found: dict[UUID, dict[str, int]] = defaultdict(dict)
    for learner, skill, level in session.execute(
        select(SkillRecord.learner_id, SkillRecord.skill, func.max(SkillRecord.level))
        .where(SkillRecord.recorded_at <= at)
        .group_by(SkillRecord.learner_id, SkillRecord.skill)
    ):
        found[learner][skill] = level
    return found


def _holds(session: Session, at: datetime) -> Mapping[UUID, set[str]]:
    found: dict[UUID, set[str]] = defaultdict(set)
    for learner, slug in session.execute(
        select(Award.learner_id, Achievement.slug)
        .join(Achievement, Achievement.id == Award.achievement_id)
        .where(
            Award.state == AwardState.ISSUED,
            or_(Award.issued_at.is_(None), Award.issued_at <= at),
            or_(Award.valid_until.is_(None), Award.valid_until > at),
        )
    ):
        found[learner].add(slug)
    return found


def _approvals(session: Session, badge: Achievement, at: datetime) -> Mapping[UUID, set[Role]]:
    found: dict[UUID, set[Role]] = defaultdict(set)
    for learner, role in session.execute(
        select(Award.learner_id, Approval.role)
        .join(Approval, Approval.award_id == Award.id)
        .where(Award.achievement_id == badge.id, Award.state != AwardState.REVOKED)
        .where(Approval.approved_at <= at)
    ):
        found[learner].add(Role(role))
    return found
