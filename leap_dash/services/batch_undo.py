"""Taking a whole bulk award back: its badges are revoked, what is not yet signed is dropped.

Chunk by chunk, each committed, so that others who write need not wait and a restart goes on.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from leap_dash.db import Award, AwardBatch
from leap_dash.db.session import writing
from leap_dash.domain.awards import AwardState, BatchState
from leap_dash.services import audit
from leap_dash.services.event_mails import tell_revoked
from leap_dash.services.evidence import drop_awards

CHUNK = 2_000
UNSIGNED = (AwardState.PROPOSED, AwardState.APPROVED)
IN_FORCE = (AwardState.ISSUED, AwardState.SUSPENDED)


def waiting(session: Session) -> list[UUID]:
    """Batches that are to be taken back, oldest first."""
    statement = select(AwardBatch.id).where(AwardBatch.state == BatchState.UNDOING)
    return list(session.scalars(statement.order_by(AwardBatch.created_at)))


def take_back(
    engine: Engine,
    batch_id: UUID,
    *,
    clock: Callable[[], datetime],
    stopping: Callable[[], bool] = lambda: False,
) -> None:
    """Take back what is left of it; the caller holds the batch's lock."""
    more = True
    while more and not stopping():
        with writing(engine)() as session:
            more = _take_back_chunk(session, batch_id, clock())
            session.commit()


def _take_back_chunk(session: Session, batch_id: UUID, now: datetime) -> bool:
    """One chunk of it; whether there may be more."""
    batch = session.get_one(AwardBatch, batch_id, with_for_update=True, populate_existing=True)
    if batch.state != BatchState.UNDOING:
        return False
    dropped = _ids(session, batch_id, UNSIGNED)
    drop_awards(session, Award.id.in_(dropped))
    # A badge that has been revoked by itself keeps its own reason.
    revoked = _ids(session, batch_id, IN_FORCE)
    session.execute(
        update(Award)
        .where(Award.id.in_(revoked))
        .values(state=AwardState.REVOKED, status_at=now, status_reason=batch.undo_reason)
    )
    batch.undone += len(revoked)
    tell_revoked(session, revoked, reason=batch.undo_reason or "", batch=batch, now=now)
    if dropped or revoked:
        audit.record(
            session,
            at=now,
            actor=batch.undo_by or batch.requested_by,
            org_id=batch.org_id,
            action="award.revoke",
            subject=str(batch.id),
            detail={
                "reason": batch.undo_reason,
                "awards": list(map(str, revoked)),
                "dropped": len(dropped),
            },
        )
        return True
    batch.state, batch.finished_at = BatchState.UNDONE, now
    return False


def _ids(session: Session, batch_id: UUID, states: tuple[AwardState, ...]) -> list[UUID]:
    statement = (
        select(Award.id)
        .where(Award.batch_id == batch_id, Award.state.in_(states))
        .order_by(Award.id)
        .limit(CHUNK)
        .with_for_update()  # whoever revokes one of them at this moment keeps their own reason
    )
    return list(session.scalars(statement))
