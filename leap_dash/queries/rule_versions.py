"""The published versions of a badge's rule: what each asks, since when, how many have it by it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import Achievement, AuditEvent, Award, CriteriaRule
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.awards import GIVEN, AwardState
from leap_dash.domain.criteria_parse import parse
from leap_dash.queries.awards import state_on
from leap_dash.queries.eligibility_standing import number_of
from leap_dash.records import RuleVersion


def rule_versions(
    session: Session, scope: Scope, achievement_id: UUID, *, now: datetime
) -> tuple[RuleVersion, ...]:
    """All of them, the newest first; none for a badge outside the scope."""
    state = state_on(now)
    rows = session.execute(
        select(
            CriteriaRule.version,
            CriteriaRule.narrative,
            CriteriaRule.rule,
            CriteriaRule.created_at,
            Achievement.rule_version,
            Achievement.renewal_version,
            number_of(state.in_(GIVEN)).label("given"),
            number_of(state == AwardState.ISSUED).label("held"),
        )
        .join(Achievement, Achievement.id == CriteriaRule.achievement_id)
        .outerjoin(Award, Award.criteria_rule_id == CriteriaRule.id)
        .where(
            CriteriaRule.achievement_id == achievement_id,
            within(scope, Permission.SEE_LEARNERS, Achievement.org_id),
        )
        .group_by(CriteriaRule.id, Achievement.id)
        .order_by(CriteriaRule.version.desc())
    ).all()
    by = _publishers(session, achievement_id) if rows else {}
    return tuple(
        RuleVersion(
            number=row.version,
            narrative=row.narrative,
            rule=parse(row.rule),
            published_at=row.created_at,
            by=by.get(row.version),
            in_force=row.version == row.rule_version,
            for_renewals=row.version == row.renewal_version,
            given=row.given,
            held=row.held,
        )
        for row in rows
    )


def version_numbers(session: Session, scope: Scope, achievement_id: UUID) -> tuple[int, ...]:
    """Which versions there are, the newest first; none for a badge outside the scope."""
    statement = (
        select(CriteriaRule.version)
        .join(Achievement, Achievement.id == CriteriaRule.achievement_id)
        .where(
            CriteriaRule.achievement_id == achievement_id,
            within(scope, Permission.SEE_LEARNERS, Achievement.org_id),
        )
        .order_by(CriteriaRule.version.desc())
    )
    return tuple(session.scalars(statement))


_PUBLISHING = ("achievement.load", "rule-draft.publish")
"""The acts that put a version of a rule in force; in others a version may be of something else."""


def _publishers(session: Session, achievement_id: UUID) -> dict[int, str]:
    """Who did what first led to each version, as the log of acts has it."""
    org = select(Achievement.org_id).where(Achievement.id == achievement_id).scalar_subquery()
    rows = session.execute(
        select(AuditEvent.actor, AuditEvent.detail)
        .where(
            AuditEvent.org_id == org,
            AuditEvent.subject == str(achievement_id),
            AuditEvent.action.in_(_PUBLISHING),
        )
        .order_by(AuditEvent.seq)
    )
    found: dict[int, str] = {}
    for actor, detail in rows:
        version = detail.get("version")
        if isinstance(version, int):
            found.setdefault(version, actor)
    return found
