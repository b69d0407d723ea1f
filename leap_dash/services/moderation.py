"""Proposed awards: which have to wait for a moderator, their approval and their return.

An award of a `reviewed` badge is proposed, and signed only after a moderator has approved it,
where its org has a moderator besides whoever awards it. Where it has none, the review is the list
that the instructor confirms; and at the command line the operator is the moderator too, so that
`leap-dash award` gives at once. An administrator may approve as a moderator does, but an org that
has administrators alone does not have to wait for one. `automatic` badges wait for nobody.

Where the rule itself asks for approvals, whoever meets all else is proposed, and is approved once
somebody in each role that it takes has said so (`services.approvals`).

Nobody approves or returns a proposal of their own, or one for themselves as a learner.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    and_,
    exists,
    select,
    update,
)
from sqlalchemy.orm import Session

from leap_dash.db import (
    Achievement,
    Award,
    AwardBatch,
    Membership,
    Person,
    ReturnedProposal,
)
from leap_dash.db.approvals import lacks_approval_of
from leap_dash.db.lapsing import of_kind
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Role, Scope
from leap_dash.domain.awards import AwardAction, AwardState, BatchState, transition
from leap_dash.domain.errors import ConflictError, NotFoundError
from leap_dash.domain.fields import read_text, refuse
from leap_dash.services import audit, batches
from leap_dash.services.approvals import add_approvals, asks_for
from leap_dash.services.bulk import among
from leap_dash.services.event_mails import tell_returned
from leap_dash.services.evidence import drop_awards
from leap_dash.services.staff_mails import tell_proposals_returned

NOTE, NOTE_LENGTH = "note", 500
"""The name of the field, in errors too."""


@dataclass(frozen=True, slots=True)
class Moderated:
    """How many proposals were approved or returned.

    `lacking`: of those approved, how many their rule asks somebody else to approve, too.
    """

    done: int
    lacking: int = 0


def must_wait(session: Session, scope: Scope, achievement_id: UUID) -> bool:
    """Whether what the viewer awards of this badge waits for a moderator: see above."""
    if scope.operator:
        return False
    if asks_for(session, achievement_id):
        return True
    other = exists().where(
        Membership.org_id == Achievement.org_id,
        Membership.role == Role.MODERATOR,
        Membership.person_id == Person.id,
        Person.disabled_at.is_(None),
        Person.id != scope.person_id,
    )
    reviewed = select(Achievement.id).where(
        Achievement.id == achievement_id, Achievement.award_mode == "reviewed", other
    )
    return session.scalar(reviewed) is not None


def approve(
    session: Session,
    scope: Scope,
    batch_id: UUID,
    award_ids: Collection[UUID] | None,
    *,
    note: str = "",
    now: datetime,
) -> Moderated:
    """Approve these proposals of a batch, or all that wait for the viewer; the worker signs them.

    All of them or, when one cannot be, none. What somebody else has approved meanwhile stays so.
    Raises NotFoundError for a batch outside the scope or a proposal that is gone, ConflictError
    for the viewer's own or one for themselves, or where the rule asks for the approval of others,
    BadFieldError for an overlong note.
    """
    note = read_text(NOTE, note, NOTE_LENGTH) if note.strip() else ""
    batch = _batch(session, scope, batch_id)
    ids = _waiting(session, scope, batch, award_ids)
    if not ids:
        return Moderated(0)
    enough = add_approvals(session, scope, batch, ids, note=note, now=now)
    after = transition(AwardState.PROPOSED, AwardAction.APPROVE)
    session.execute(
        update(Award)
        .where(among(session, Award.id, enough))
        .values(state=after)
        .execution_options(synchronize_session=False)
    )
    _record(session, scope, batch, "award.approve", ids, note, now)
    batches.settle(session, batch_id, now=now)
    return Moderated(len(ids), len(ids) - len(enough))


def approve_learners(
    session: Session,
    scope: Scope,
    achievement_id: UUID,
    learner_ids: Collection[UUID],
    *,
    renewing: bool,
    now: datetime,
) -> None:
    """Approve what of this badge, or of renewals of it, is proposed for these learners."""
    rows = session.execute(
        select(Award.batch_id, Award.id).where(
            Award.achievement_id == achievement_id,
            Award.state == AwardState.PROPOSED,
            Award.batch_id.is_not(None),
            of_kind(renewing=renewing),
            among(session, Award.learner_id, learner_ids),
        )
    ).all()
    for batch_id in sorted({row.batch_id for row in rows}):
        ids = [row.id for row in rows if row.batch_id == batch_id]
        approve(session, scope, batch_id, ids, now=now)


def return_proposals(
    session: Session,
    scope: Scope,
    batch_id: UUID,
    award_ids: Collection[UUID] | None,
    *,
    note: str,
    now: datetime,
) -> Moderated:
    """Return these proposals of a batch, or all that wait for the viewer, with a note why.

    The learners can be proposed again. Raises what `approve` raises, and BadFieldError for an
    empty note.
    """
    if not note.strip():
        refuse(NOTE, "is empty", "say what is wrong: whoever proposed it reads it")
    note = read_text(NOTE, note, NOTE_LENGTH)
    batch = _batch(session, scope, batch_id)
    ids = _waiting(session, scope, batch, award_ids)
    if not ids:
        return Moderated(0)
    chosen = among(session, Award.id, ids)
    learners = session.scalars(select(Award.learner_id).where(chosen)).all()
    session.add_all(
        ReturnedProposal(
            org_id=batch.org_id,
            batch_id=batch.id,
            learner_id=learner_id,
            note=note,
            returned_by=scope.actor,
            returned_at=now,
        )
        for learner_id in learners
    )
    drop_awards(session, chosen)
    batch.total -= len(learners)
    tell_returned(session, batch, learners, now=now)
    _record(session, scope, batch, "award.return", ids, note, now)
    batches.settle(session, batch_id, now=now)
    # The e-mail on its end says so as well, and whoever takes it back need not be told.
    if batch.state not in (BatchState.DONE, BatchState.UNDOING):
        tell_proposals_returned(session, batch, now=now)
    return Moderated(len(ids))


def _batch(session: Session, scope: Scope, batch_id: UUID) -> AwardBatch:
    """The batch, locked: two moderators at a time, or a moderator and the worker, take turns."""
    batch = session.scalar(
        select(AwardBatch)
        .where(AwardBatch.id == batch_id, within(scope, Permission.APPROVE, AwardBatch.org_id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if batch is None:
        raise NotFoundError("There are no such proposals that you could look at.")
    return batch


def _waiting(
    session: Session, scope: Scope, batch: AwardBatch, award_ids: Collection[UUID] | None
) -> Sequence[UUID]:
    """Those of them that still wait, and nobody changes before the transaction ends.

    Raises NotFoundError and ConflictError as `approve` says.
    """
    rows = session.execute(
        select(Award.id, Award.state, Award.decided_by, Award.learner_id).where(
            Award.batch_id == batch.id,
            and_(Award.state == AwardState.PROPOSED, lacks_approval_of(scope))
            if award_ids is None
            else among(session, Award.id, award_ids),
        )
    ).all()
    if award_ids is not None and len(rows) < len(set(award_ids)):
        raise NotFoundError(
            "Some of these proposals are not there any more: nothing was done. "
            "Look at the list again."
        )
    waiting = [row for row in rows if row.state == AwardState.PROPOSED]
    if any(row.decided_by == scope.actor for row in waiting):
        raise ConflictError(
            "You proposed these yourself: somebody else has to look at them. Nothing was done."
        )
    if not scope.learners().isdisjoint(row.learner_id for row in waiting):
        raise ConflictError(
            "One of these is your own badge: somebody else has to look at it. Nothing was done; "
            "take yourself out and go on with the others."
        )
    return [row.id for row in waiting]


def _record(
    session: Session,
    scope: Scope,
    batch: AwardBatch,
    action: str,
    ids: Sequence[UUID],
    note: str,
    now: datetime,
) -> None:
    audit.record(
        session,
        at=now,
        actor=scope.actor,
        org_id=batch.org_id,
        action=action,
        subject=str(batch.id),
        detail={"awards": [str(each) for each in ids], **({"note": note} if note else {})},
    )
