"""Takes badges back, with a reason that everybody who checks them reads."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from leap_dash.db import Award
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.awards import AwardAction, AwardState, transition
from leap_dash.domain.errors import BadInputError, NotFoundError
from leap_dash.services import audit

REASON_LENGTH = 500


def revoke(
    session: Session, scope: Scope, award_ids: Sequence[UUID], *, reason: str, now: datetime
) -> int:
    """Revoke all of them or, when one cannot be, none; returns how many newly are.

    Raises NotFoundError for an id outside the scope, ConflictError for an award never issued,
    BadInputError for an empty or overlong reason. One that is already revoked stays as it was.
    """
    reason = reason.strip()
    if not reason or len(reason) > REASON_LENGTH:
        raise BadInputError(
            f"The reason must have 1 to {REASON_LENGTH} characters: it is shown to everyone "
            "who checks the badge."
        )
    wanted = set(award_ids)
    rows = session.execute(
        select(Award.id, Award.org_id, Award.state)
        .where(Award.id.in_(wanted), within(scope, Permission.REVOKE, Award.org_id))
        .with_for_update()
    ).all()
    missing = wanted - {row.id for row in rows}
    if missing:
        raise NotFoundError(f"There is no award {min(missing)} that you could revoke.")
    fresh = [row for row in rows if row.state != AwardState.REVOKED]
    for row in fresh:
        transition(AwardState(row.state), AwardAction.REVOKE)
    session.execute(
        update(Award)
        .where(Award.id.in_([row.id for row in fresh]))
        .values(state=AwardState.REVOKED, revoked_at=now, revoked_reason=reason)
    )
    for row in fresh:
        audit.record(
            session,
            at=now,
            actor=scope.actor,
            org_id=row.org_id,
            action="award.revoke",
            subject=str(row.id),
            detail={"reason": reason},
        )
    return len(fresh)
