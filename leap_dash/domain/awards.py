"""The states of an award and the acts that lead from one to the next. Nothing is stored here."""

from enum import StrEnum

from leap_dash.domain.errors import ConflictError


class AwardState(StrEnum):
    """Where an award stands. Revoked and expired are final: a new award is a renewal."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    ISSUED = "issued"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    EXPIRED = "expired"


class BatchState(StrEnum):
    """Where a bulk award stands. Only a running one signs, only an undoing one revokes.

    A proposed one waits for a moderator.
    """

    SCHEDULED = "scheduled"
    PROPOSED = "proposed"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"
    CALLED_OFF = "called off"


AT_WORK = (BatchState.RUNNING, BatchState.UNDOING)
"""States in which a worker does something."""


class AwardAction(StrEnum):
    """What can be done to an award."""

    APPROVE = "approve"
    ISSUE = "issue"
    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    REVOKE = "revoke"
    EXPIRE = "expire"


GIVEN = (AwardState.ISSUED, AwardState.SUSPENDED, AwardState.REVOKED, AwardState.EXPIRED)
"""States of an award that was given out, whatever came of it."""

WITHDRAWN = (AwardState.SUSPENDED, AwardState.REVOKED)
"""States in which it was taken back, for a while or for good, and a reason says why."""

HELD = (
    AwardState.PROPOSED,
    AwardState.APPROVED,
    AwardState.ISSUED,
    AwardState.SUSPENDED,
    AwardState.REVOKED,
)
"""States in which a bulk award leaves a learner out; after a revocation a person decides anew."""

_TRANSITIONS = {
    (AwardState.PROPOSED, AwardAction.APPROVE): AwardState.APPROVED,
    (AwardState.APPROVED, AwardAction.ISSUE): AwardState.ISSUED,
    (AwardState.ISSUED, AwardAction.SUSPEND): AwardState.SUSPENDED,
    (AwardState.SUSPENDED, AwardAction.REINSTATE): AwardState.ISSUED,
    (AwardState.ISSUED, AwardAction.REVOKE): AwardState.REVOKED,
    (AwardState.SUSPENDED, AwardAction.REVOKE): AwardState.REVOKED,
    (AwardState.ISSUED, AwardAction.EXPIRE): AwardState.EXPIRED,
}
_DONE = {
    AwardAction.APPROVE: "approved",
    AwardAction.ISSUE: "issued",
    AwardAction.SUSPEND: "suspended",
    AwardAction.REINSTATE: "reinstated",
    AwardAction.REVOKE: "revoked",
    AwardAction.EXPIRE: "expired",
}


def transition(state: AwardState, action: AwardAction) -> AwardState:
    """The state after the act. Raises ConflictError where the act is not possible in that state."""
    after = _TRANSITIONS.get((state, action))
    if after is None:
        before = " or ".join(s for s, a in _TRANSITIONS if a is action)
        raise ConflictError(
            f"This award is {state.value} and cannot be {_DONE[action]}: "
            f"only one that is {before} can."
        )
    return after
