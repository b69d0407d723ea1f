"""A learner's own page: the courses, the badges, and what is missing for the next one.

Badges and what is missing are for those who see the learner too; courses are the viewer's own.
"""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from leap_dash.db import (
    Achievement,
    Award,
    AwardDocument,
    Cohort,
    Course,
    Enrollment,
    LineItem,
    Org,
    Programme,
    Progress,
    Result,
    Section,
)
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.awards import GIVEN, AwardState
from leap_dash.domain.criteria_evaluate import ClauseOutcome, conclude
from leap_dash.domain.narrative import Names, clause_text
from leap_dash.queries.awards import state_on
from leap_dash.queries.cohorts import today_in
from leap_dash.queries.eligibility import evaluate_achievement
from leap_dash.records import ClauseStep, NextBadge, NextItem, OwnBadge, OwnCourse


def courses(session: Session, scope: Scope, *, now: datetime) -> tuple[OwnCourse, ...]:
    """The viewer's own courses, the latest cohort first, with the next thing to hand in."""
    upcoming = _next_items(session, scope, now)
    rows = session.execute(
        select(
            Section.id.label("section_id"),
            Org.name.label("org_name"),
            Programme.name.label("programme_name"),
            Cohort.name.label("cohort_name"),
            Course.name.label("course_name"),
            Enrollment.status,
            Enrollment.final_result,
            Progress.due,
            Progress.done,
            Progress.mean,
        )
        .select_from(Enrollment)
        .join(Section, Section.id == Enrollment.section_id)
        .join(Course, Course.id == Section.course_id)
        .join(Cohort, Cohort.id == Section.cohort_id)
        .join(Programme, Programme.id == Cohort.programme_id)
        .join(Org, Org.id == Cohort.org_id)
        .outerjoin(Progress, Progress.enrollment_id == Enrollment.id)
        .where(Enrollment.learner_id.in_(scope.learners()))
        .order_by(Cohort.starts_on.desc().nulls_last(), Cohort.name, Course.position, Course.code)
    )
    return tuple(
        OwnCourse(
            org_name=row.org_name,
            programme_name=row.programme_name,
            cohort_name=row.cohort_name,
            course_name=row.course_name,
            status=row.status,
            final_result=row.final_result,
            due=row.due or 0,
            done=row.done or 0,
            mean=row.mean,
            next_item=upcoming.get(row.section_id) if row.status == "active" else None,
        )
        for row in rows
    )


def badges(
    session: Session, scope: Scope, learner_ids: Collection[UUID], *, now: datetime
) -> tuple[OwnBadge, ...]:
    """The badges given to these learners, newest first: the viewer's own, or of their orgs."""
    rows = session.execute(
        select(
            Award.id,
            Award.achievement_id,
            Achievement.name,
            Achievement.level,
            Org.name,
            state_on(now),
            Award.issued_at,
            Award.valid_until,
            Award.status_reason,
            func.coalesce(AwardDocument.image_version, Achievement.image_version),
        )
        .join(Achievement, Achievement.id == Award.achievement_id)
        .join(Org, Org.id == Award.org_id)
        .outerjoin(AwardDocument, AwardDocument.award_id == Award.id)
        .where(
            Award.learner_id.in_(learner_ids),
            or_(
                Award.learner_id.in_(scope.learners()),
                within(scope, Permission.SEE_LEARNERS, Award.org_id),
            ),
            Award.state.in_(GIVEN),
        )
        .order_by(Award.issued_at.desc(), Achievement.name, Award.id)
    )
    return tuple(
        OwnBadge(
            award_id=award_id,
            achievement_id=achievement_id,
            name=name,
            level=level,
            issuer_name=issuer,
            state=AwardState(state),
            issued_at=issued_at,
            valid_until=valid_until,
            status_reason=reason,
            image_version=picture,
        )
        for (
            award_id,
            achievement_id,
            name,
            level,
            issuer,
            state,
            issued_at,
            valid_until,
            reason,
            picture,
        ) in rows
        if issued_at is not None
    )


def next_badges(
    session: Session, scope: Scope, learner_ids: Collection[UUID], *, now: datetime
) -> tuple[NextBadge, ...]:
    """What these learners still lack for each badge of their programmes, the nearest badge first.

    The viewer's own records, or learners of their orgs.
    """
    found = [
        badge
        for achievement in session.execute(_not_yet_held(scope, learner_ids, now)).all()
        for badge in _judged(session, scope, achievement, learner_ids, now)
    ]
    return tuple(sorted(found, key=lambda badge: (len(badge.to_do), badge.way_to_go, badge.name)))


def _next_items(session: Session, scope: Scope, now: datetime) -> dict[UUID, NextItem]:
    """The next item of each section that is due, and that the viewer has not handed in."""
    rows = session.execute(
        select(LineItem.section_id, Org.time_zone, LineItem.name, LineItem.due_on)
        .join(Section, Section.id == LineItem.section_id)
        .join(Enrollment, Enrollment.section_id == Section.id)
        .join(Cohort, Cohort.id == Section.cohort_id)
        .join(Org, Org.id == Cohort.org_id)
        .outerjoin(
            Result,
            and_(Result.line_item_id == LineItem.id, Result.learner_id == Enrollment.learner_id),
        )
        .where(
            Enrollment.learner_id.in_(scope.learners()),
            Result.line_item_id.is_(None),
            # A day early, because the day begins earlier in the east; settled below.
            LineItem.due_on >= now.date() - timedelta(days=1),
        )
        .order_by(LineItem.due_on, LineItem.position, LineItem.source_key)
    )
    found: dict[UUID, NextItem] = {}
    for section_id, time_zone, name, due_on in rows:
        if due_on is not None and due_on >= today_in(time_zone, now):
            found.setdefault(section_id, NextItem(name, due_on))
    return found


def _not_yet_held(
    scope: Scope, learner_ids: Collection[UUID], now: datetime
) -> Select[*tuple[Any, ...]]:
    """Badges of the programmes that the learners take, where they take them."""
    taken = (
        exists()
        .where(Enrollment.learner_id.in_(learner_ids), Enrollment.section_id == Section.id)
        .where(
            or_(
                Enrollment.learner_id.in_(scope.learners()),
                within(scope, Permission.SEE_LEARNERS, Cohort.org_id),
            )
        )
        .where(Section.cohort_id == Cohort.id, Cohort.org_id == Achievement.org_id)
        .where(Cohort.programme_id == Achievement.programme_id)
    )
    held = exists().where(
        Award.achievement_id == Achievement.id,
        Award.learner_id.in_(learner_ids),
        state_on(now) == AwardState.ISSUED,
    )
    return (
        select(
            Achievement.id,
            Achievement.name,
            Achievement.level,
            Achievement.description,
            Org.name.label("issuer_name"),
        )
        .join(Org, Org.id == Achievement.org_id)
        .where(taken, ~held, Achievement.rule_version > 0)
        .order_by(Achievement.name, Achievement.id)
    )


def _judged(
    session: Session,
    scope: Scope,
    achievement: Row[*tuple[Any, ...]],
    learner_ids: Collection[UUID],
    now: datetime,
) -> Iterator[NextBadge]:
    report = evaluate_achievement(session, scope, achievement.id, learners=learner_ids, as_of=now)
    for row in report.rows:
        evaluation = conclude(report.rule, row.measures, presumed=report.presumed)
        steps = [
            _step(outcome, report.names, needed=outcome in evaluation.missing)
            for outcome in evaluation.clauses
        ]
        yield NextBadge(
            achievement_id=achievement.id,
            name=achievement.name,
            level=achievement.level,
            description=achievement.description,
            issuer_name=achievement.issuer_name,
            award=row.award,
            # What is still to do first, the smallest step before all; then what is done.
            steps=tuple(
                sorted(steps, key=lambda step: (not step.needed, not step.met, -step.progress))
            ),
        )


def _step(outcome: ClauseOutcome, names: Names, *, needed: bool) -> ClauseStep:
    text = clause_text(outcome, names)
    return ClauseStep(
        clause=text.clause,
        have=text.have,
        need=text.need,
        met=outcome.met,
        needed=needed,
        progress=outcome.progress,
    )
