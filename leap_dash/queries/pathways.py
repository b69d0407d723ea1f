"""The pathway of a programme: its badges, what they need, and how a cohort stands on each."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from leap_dash.db import Achievement, Award, Cohort, CriteriaRule, Enrollment, Section
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.awards import AwardState
from leap_dash.queries.awards import level_rank, state_on
from leap_dash.queries.eligibility import evaluate_achievement
from leap_dash.records import CohortHead, CohortStep, PathwayBadge


def cohort_pathway(
    session: Session, scope: Scope, head: CohortHead, *, now: datetime
) -> tuple[CohortStep, ...]:
    """The badges of the cohort's programme, and those that they need, by level and name.

    Raises what `evaluate_achievement` raises.
    """
    here = exists().where(
        Cohort.id == head.id,
        Cohort.org_id == Achievement.org_id,
        Cohort.programme_id == Achievement.programme_id,
    )
    own = _found(session, scope, here)
    ids = {badge.achievement_id for badge in own}
    needed = {each for badge in own for each in badge.needs} - ids
    others = _found(session, scope, Achievement.id.in_(needed)) if needed else ()
    held = _held(session, scope, head, [*ids, *needed], now)
    steps = []
    for badge in own:
        report = evaluate_achievement(
            session,
            scope,
            badge.achievement_id,
            as_of=now,
            cohort=head.id,
            enrolled=True,
            limit=0,
        )
        counts = (report.evaluated, report.new, report.one_step)
        steps.append(CohortStep(badge, held.get(badge.achievement_id, 0), *counts))
    # What is needed from elsewhere is shown, but nobody here can be judged by its rule.
    outside = [CohortStep(each, held.get(each.achievement_id, 0), None, 0, 0) for each in others]
    return (*outside, *steps)


def pathway_badges(
    session: Session, scope: Scope, achievement_ids: Collection[UUID]
) -> tuple[PathwayBadge, ...]:
    """These badges by level and name: those of orgs where the viewer learns, or sees learners."""
    return _found(session, scope, Achievement.id.in_(achievement_ids))


def _found(session: Session, scope: Scope, which: ColumnElement[bool]) -> tuple[PathwayBadge, ...]:
    rows = session.execute(_badges(scope).where(which))
    return tuple(
        PathwayBadge(id_, name, level, version, tuple(map(UUID, needs)))
        for id_, name, level, version, needs in rows
    )


def _badges(scope: Scope) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Achievement.id,
            Achievement.name,
            Achievement.level,
            Achievement.image_version,
            CriteriaRule.needs,
        )
        .join(
            CriteriaRule,
            and_(
                CriteriaRule.achievement_id == Achievement.id,
                CriteriaRule.version == Achievement.rule_version,
            ),
        )
        .where(
            or_(
                within(scope, Permission.SEE_LEARNERS, Achievement.org_id),
                within(scope, Permission.SEE_OWN, Achievement.org_id),
            )
        )
        .order_by(level_rank(), Achievement.name, Achievement.id)
    )


def _held(
    session: Session, scope: Scope, head: CohortHead, ids: Collection[UUID], now: datetime
) -> dict[UUID, int]:
    """How many learners of the cohort hold each of these badges today."""
    here = (
        select(Enrollment.learner_id)
        .join(Section, Section.id == Enrollment.section_id)
        .where(Section.cohort_id == head.id)
    )
    rows = session.execute(
        select(Award.achievement_id, func.count(Award.learner_id.distinct()))
        .where(
            Award.achievement_id.in_(ids),
            Award.learner_id.in_(here),
            within(scope, Permission.SEE_LEARNERS, Award.org_id),
            state_on(now) == AwardState.ISSUED,
        )
        .group_by(Award.achievement_id)
    )
    return dict(rows.all())
