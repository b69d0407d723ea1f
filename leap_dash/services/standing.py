"""Takes badges back, for good or for a while, with a reason that whoever checks them reads."""

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
from leap_dash.services.event_mails import tell_reinstated, tell_revoked, tell_suspended

REASON_LENGTH = 500


def revoke(
    session: Session, scope: Scope, award_ids: Sequence[UUID], *, reason: str, now: datetime
) -> int:
    """Take back for good; all of them or, when one cannot be, none. Returns how many newly are.

    Raises NotFoundError for an id outside the scope, ConflictError for an award never issued,
    BadInputError for an empty or overlong reason. One that is already revoked stays as it was.
    """
    return _change(session, scope, award_ids, AwardAction.REVOKE, checked_reason(reason), now)


def suspend(
    session: Session, scope: Scope, award_ids: Sequence[UUID], *, reason: str, now: datetime
) -> int:
    """Take back until `reinstate`: as `revoke`, and what is revoked cannot be suspended."""
    return _change(session, scope, award_ids, AwardAction.SUSPEND, checked_reason(reason), now)


def reinstate(session: Session, scope: Scope, award_ids: Sequence[UUID], *, now: datetime) -> int:
    """End a suspension; all or none. Returns how many were suspended; others in force stay so.

    Raises NotFoundError for an id outside the scope, ConflictError for one that is revoked.
    """
    return _change(session, scope, award_ids, AwardAction.REINSTATE, None, now)


def checked_reason(reason: str) -> str:
    """The reason without blanks around it. Raises BadInputError for an empty or overlong one."""
    reason = reason.strip()
    if not reason or len(reason) > REASON_LENGTH:
        raise BadInputError(
            f"The reason must have 1 to {REASON_LENGTH} characters: it is shown to everyone "
            "who checks the badge."
        )
    return reason


_BECOMES = {
    AwardAction.REVOKE: AwardState.REVOKED,
    AwardAction.SUSPEND: AwardState.SUSPENDED,
    AwardAction.REINSTATE: AwardState.ISSUED,
}


def _change(
    session: Session,
    scope: Scope,
    award_ids: Sequence[UUID],
    action: AwardAction,
    reason: str | None,
    now: datetime,
) -> int:
    after = _BECOMES[action]
    wanted = set(award_ids)
    rows = session.execute(
        select(Award.id, Award.org_id, Award.state)
        .where(Award.id.in_(wanted), within(scope, Permission.REVOKE, Award.org_id))
        .order_by(Award.id)  # two people who choose the same must not wait for each other
        .with_for_update()
    ).all()
    missing = wanted - {row.id for row in rows}
    if missing:
        raise NotFoundError(f"There is no award {min(missing)} that you could {action.value}.")
    fresh = [row for row in rows if row.state != after]
    for row in fresh:
        transition(AwardState(row.state), action)
    session.execute(
        update(Award)
        .where(Award.id.in_([row.id for row in fresh]))
        .values(state=after, status_at=now, status_reason=reason)
    )
    _tell(session, action, [row.id for row in fresh], reason or "", now)
    for row in fresh:
        audit.record(
            session,
            at=now,
            actor=scope.actor,
            org_id=row.org_id,
            action=f"award.{action.value}",
            subject=str(row.id),
            detail={} if reason is None else {"reason": reason},
        )
    return len(fresh)


def _tell(
    session: Session, action: AwardAction, award_ids: Sequence[UUID], reason: str, now: datetime
) -> None:
    """The holders, by e-mail."""
    if action is AwardAction.REVOKE:
        tell_revoked(session, award_ids, reason=reason, now=now)
    elif action is AwardAction.SUSPEND:
        tell_suspended(session, award_ids, reason=reason, now=now)
    else:
        tell_reinstated(session, award_ids, now=now)
