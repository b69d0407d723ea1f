"""What people do to a bulk award under way: pause it, resume it, take the whole of it back.

Only the row of the batch is changed here; whoever works on it looks at it before each chunk.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import AwardBatch
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.awards import BatchState
from leap_dash.domain.errors import ConflictError, NotFoundError
from leap_dash.services import audit
from leap_dash.services.evidence import drop_planned
from leap_dash.services.standing import checked_reason

UNDOABLE = (
    BatchState.PROPOSED,
    BatchState.RUNNING,
    BatchState.PAUSED,
    BatchState.STOPPED,
    BatchState.DONE,
)


def pause(session: Session, scope: Scope, batch_id: UUID, *, now: datetime) -> None:
    """Let it rest after the chunk under way.

    Raises NotFoundError for a batch outside the scope, ConflictError for one that does not run.
    """
    batch = _batch(session, scope, Permission.AWARD, batch_id)
    _change(session, scope, batch, BatchState.PAUSED, {BatchState.RUNNING}, now)


def resume(session: Session, scope: Scope, batch_id: UUID, *, now: datetime) -> None:
    """Let one that is paused, or has stopped, go on. Raises as `pause`."""
    batch = _batch(session, scope, Permission.AWARD, batch_id)
    before = {BatchState.PAUSED, BatchState.STOPPED}
    _change(session, scope, batch, BatchState.RUNNING, before, now)
    batch.finished_at = batch.stopped_reason = None


def undo(session: Session, scope: Scope, batch_id: UUID, *, reason: str, now: datetime) -> None:
    """Have all its badges revoked, and what is not yet signed dropped: see `batch_undo`.

    Raises NotFoundError, ConflictError for one that is undone already, BadInputError for an empty
    or overlong reason.
    """
    why = checked_reason(reason)
    batch = _batch(session, scope, Permission.REVOKE, batch_id)
    _change(session, scope, batch, BatchState.UNDOING, UNDOABLE, now, reason=why)
    batch.undo_reason, batch.undo_by, batch.finished_at = why, scope.actor, None


def call_off(session: Session, scope: Scope, batch_id: UUID, *, now: datetime) -> None:
    """Award nothing on the day it was planned for. Raises as `pause`."""
    batch = _batch(session, scope, Permission.AWARD, batch_id)
    _change(session, scope, batch, BatchState.CALLED_OFF, {BatchState.SCHEDULED}, now)
    batch.finished_at = now
    drop_planned(session, batch)


def _batch(session: Session, scope: Scope, permission: Permission, batch_id: UUID) -> AwardBatch:
    found = session.scalar(
        select(AwardBatch)
        .where(AwardBatch.id == batch_id, within(scope, permission, AwardBatch.org_id))
        .with_for_update()
    )
    if found is None:
        raise NotFoundError("There is no such batch of awards that you could change.")
    return found


def _change(
    session: Session,
    scope: Scope,
    batch: AwardBatch,
    after: BatchState,
    before: Collection[BatchState],
    now: datetime,
    **detail: str,
) -> None:
    if batch.state not in before:
        raise ConflictError(f"This bulk award is {batch.state}: look at its page again.")
    batch.state = after
    audit.record(
        session,
        at=now,
        actor=scope.actor,
        org_id=batch.org_id,
        action=f"batch.{after.value}",
        subject=str(batch.id),
        detail=detail,
    )
