"""How long a badge is good and how it is renewed, for whoever may say so."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leap_dash.db import Achievement, CriteriaRule
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.errors import NotFoundError
from leap_dash.domain.validity import Validity
from leap_dash.records import BadgeValidity


def badge_validity(session: Session, scope: Scope, achievement_id: UUID) -> BadgeValidity:
    """Raises NotFoundError for a badge that the viewer may not change, or without a rule."""
    version = func.coalesce(Achievement.renewal_version, Achievement.rule_version)
    row = session.execute(
        select(
            Achievement.id,
            Achievement.name,
            Achievement.expires_months,
            Achievement.remind_days,
            Achievement.renewal_version,
            CriteriaRule.narrative,
        )
        .join(CriteriaRule, CriteriaRule.achievement_id == Achievement.id)
        .where(
            Achievement.id == achievement_id,
            CriteriaRule.version == version,
            within(scope, Permission.DEFINE, Achievement.org_id),
        )
    ).one_or_none()
    if row is None:
        raise NotFoundError("There is no such badge that you could change.")
    id_, name, months, remind_days, renewal_version, narrative = row
    return BadgeValidity(
        id_, name, Validity(months, tuple(remind_days)), renewal_version, narrative
    )
