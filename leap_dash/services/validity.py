"""How long a badge is good, when to remind of its end, and by which rule it is renewed.

What is signed already keeps the end that stands in it.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from leap_dash.db import Achievement
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.errors import NotFoundError
from leap_dash.domain.validity import Validity
from leap_dash.services import audit


def set_validity(
    session: Session, scope: Scope, achievement_id: UUID, validity: Validity, *, now: datetime
) -> None:
    """Let the badges signed from now on be good for so long. Raises NotFoundError."""
    badge = _badge(session, scope, achievement_id)
    before = Validity(badge.expires_months, tuple(badge.remind_days))
    if before == validity:
        return
    badge.expires_months, badge.remind_days = validity.months, list(validity.remind_days)
    _record(
        session,
        scope,
        badge,
        now,
        months=validity.months,
        remind_days=list(validity.remind_days),
    )


def drop_renewal_rule(
    session: Session, scope: Scope, achievement_id: UUID, *, now: datetime
) -> None:
    """Renew by the badge's own rule again; the other stays among its versions.

    Raises NotFoundError.
    """
    badge = _badge(session, scope, achievement_id)
    if badge.renewal_version is None:
        return
    badge.renewal_version = None
    _record(session, scope, badge, now, renewal=None)


def _badge(session: Session, scope: Scope, achievement_id: UUID) -> Achievement:
    found = session.scalar(
        select(Achievement)
        .where(
            Achievement.id == achievement_id, within(scope, Permission.DEFINE, Achievement.org_id)
        )
        .options(defer(Achievement.image_png))
        .with_for_update()
    )
    if found is None:
        raise NotFoundError("There is no such badge that you could change.")
    return found


def _record(
    session: Session, scope: Scope, badge: Achievement, now: datetime, **detail: object
) -> None:
    audit.record(
        session,
        at=now,
        actor=scope.actor,
        org_id=badge.org_id,
        action="achievement.validity",
        subject=str(badge.id),
        detail={"slug": badge.slug, **detail},
    )
