"""Bulk awards: the decision for everyone who qualifies, then the signing in chunks.

The decisions are rows before anything is signed, and unique, so that a batch that died is finished
by whoever comes next: what is left of it is what is still approved.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Engine, delete, exists, func, select
from sqlalchemy.orm import Session

from leap_dash.db import Achievement, Award, AwardBatch, CriteriaRule, Learner
from leap_dash.db.locks import turn
from leap_dash.db.scoping import within
from leap_dash.db.session import reading, writing
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.awards import AwardState, BatchState
from leap_dash.domain.errors import NotFoundError, SigningError
from leap_dash.domain.evidence import Stated
from leap_dash.services import audit
from leap_dash.services.bulk import insert_rows
from leap_dash.services.evidence import add_evidence
from leap_dash.services.issuing import (
    Publisher,
    Signatures,
    account,
    open_issuance,
    read_next,
    sign,
    store,
    store_documents,
)
from leap_dash.services.renewals import Last, last_before, state_renewals
from leap_dash.services.staff_mails import tell_ended, tell_proposed, tell_stopped

# Each chunk costs a durable commit, about 20 ms on an ordinary disk.
CHUNK = 2_000
# A stopped one goes on as soon as somebody tries again; a paused one only when it is told so.
_GOING_ON = (BatchState.RUNNING, BatchState.STOPPED)
_NOTHING_BEFORE = Last(-1)
_NOT_TO_SETTLE = (
    BatchState.SCHEDULED,
    BatchState.CALLED_OFF,
    BatchState.UNDOING,
    BatchState.UNDONE,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A learner who meets the rule: the cohort in which they do, and the values that say so."""

    learner_id: UUID
    cohort_id: UUID
    trace: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """What has come of a batch so far. `failed` holds {"learner", "reason"}."""

    batch_id: UUID
    state: str
    evaluated: int
    total: int
    issued: int
    signed_now: int  # of those, by this call of `finish`
    already: int
    failed: list[dict[str, Any]]
    stopped_reason: str | None


def start(
    session: Session,
    scope: Scope,
    *,
    achievement_id: UUID,
    rule_version: int,
    cohort_id: UUID | None,
    candidates: Sequence[Candidate],
    evaluated: int,
    already: int,
    again: Collection[UUID] = (),
    stated: Stated | None = None,
    planned: UUID | None = None,
    renewing: bool = False,
    now: datetime,
    proposed: bool = False,
) -> UUID:
    """Write down who gets the badge, and leave the signing to whoever calls `finish`.

    `proposed`: not before a moderator has approved it, see `moderation`.

    A candidate who has the badge already, or whose award somebody else decides at this moment,
    stays as they are; one whose badge has expired (`renewing`: or soon will) gets it renewed, and
    one of `again` also when it was revoked. Their badges state the evidence `stated`.
    `planned` is the id of the scheduled batch that this is the day of. Raises NotFoundError when
    the badge is not one the viewer may award.
    """
    found = session.execute(
        select(Achievement.org_id, CriteriaRule.id)
        .join(CriteriaRule, CriteriaRule.achievement_id == Achievement.id)
        .where(
            Achievement.id == achievement_id,
            CriteriaRule.version == rule_version,
            within(scope, Permission.AWARD, Achievement.org_id),
        )
    ).first()
    if found is None:
        raise NotFoundError("There is no such badge that you could award.")
    org_id, criteria_rule_id = found
    batch = session.get(AwardBatch, planned) if planned else None
    batch = batch or AwardBatch(created_at=now)
    batch.org_id, batch.achievement_id, batch.cohort_id = org_id, achievement_id, cohort_id
    batch.rule_version, batch.evaluated = rule_version, evaluated
    batch.state = BatchState.PROPOSED if proposed else BatchState.RUNNING
    batch.requested_by, batch.renewing = scope.actor, renewing
    session.add(batch)
    session.flush()
    learners = [candidate.learner_id for candidate in candidates]
    before = last_before(session, achievement_id, learners, again=again, renewing=renewing, now=now)
    # In the order in which a merge locks learners, or both would wait for each other.
    candidates = sorted(candidates, key=lambda each: each.learner_id.int)
    # In order, because they are signed in order: a chunk then changes rows that stand side by side.
    ids = sorted(uuid4().hex for _ in candidates)
    alike = {
        "org_id": org_id.hex,
        "achievement_id": achievement_id.hex,
        "criteria_rule_id": criteria_rule_id.hex,
        "batch_id": batch.id.hex,
        "state": (AwardState.PROPOSED if proposed else AwardState.APPROVED).value,
        "decided_at": now,
        "decided_by": scope.actor,
    }
    insert_rows(
        session,
        Award,
        (*alike, "id", "learner_id", "renewal", "renews_id", "cohort_id", "trace"),
        [
            (
                *alike.values(),
                award_id,
                candidate.learner_id.hex,
                (last := before.get(candidate.learner_id, _NOTHING_BEFORE)).renewal + 1,
                last.award_id,
                candidate.cohort_id.hex,
                candidate.trace,
            )
            for award_id, candidate in zip(ids, candidates, strict=True)
        ],
        unless_there=True,
    )
    _leave_out_merged(session, batch.id)
    if stated is not None:
        add_evidence(session, batch.id, stated)
    state_renewals(session, batch.id)
    written = select(func.count()).where(Award.batch_id == batch.id)
    batch.total = session.scalar(written) or 0
    if proposed and not batch.total:
        batch.state, batch.finished_at = BatchState.DONE, now
        tell_ended(session, batch, now=now)
    batch.already = already + len(candidates) - batch.total
    if batch.state == BatchState.PROPOSED:
        tell_proposed(session, batch, now=now)
    audit.record(
        session,
        at=now,
        actor=scope.actor,
        org_id=org_id,
        action="award.propose" if proposed else "award.decide",
        subject=str(batch.id),
        detail={"achievement": str(achievement_id), "awards": batch.total},
    )
    return batch.id


def _leave_out_merged(session: Session, batch_id: UUID) -> None:
    """Take out whose record was merged since they were judged: whom it was merged into is judged
    next time. Asked after their awards are written, as no merge goes by those until the commit."""
    merged = select(Learner.id).where(Learner.merged_into_id.is_not(None))
    session.execute(
        delete(Award).where(Award.batch_id == batch_id, Award.learner_id.in_(merged)),
        execution_options={"synchronize_session": False},
    )


def finish(
    engine: Engine,
    batch_id: UUID,
    *,
    publisher: Publisher,
    clock: Callable[[], datetime],
    stopping: Callable[[], bool] = lambda: False,
    progress: Callable[[int, int], None] = lambda _issued, _total: None,
    share: str | None = None,
) -> BatchOutcome:
    """Sign what is left of a batch, chunk by chunk, each committed; the caller holds its lock.

    With `share`, one of `SHARES`, that part of it alone, and it is the lock of that part.
    What keeps the whole batch from going on (a missing key, a changed address) stops it with its
    reason; what concerns one award is listed and the others go on.
    """
    with reading(engine)() as session:
        before = outcome(session, batch_id).issued
    try:
        _sign_chunks(engine, batch_id, publisher, clock, stopping, progress, share)
    except SigningError as error:
        with writing(engine)() as session:
            _stop(session, batch_id, str(error), clock())
            session.commit()
    with reading(engine)() as session:
        return outcome(session, batch_id, before=before)


def waiting(session: Session, achievement_id: UUID | None = None) -> list[UUID]:
    """Batches with work left, oldest first. Those of one achievement: also the stopped ones."""
    statement = select(AwardBatch.id).order_by(AwardBatch.created_at)
    if achievement_id is None:
        statement = statement.where(AwardBatch.state == BatchState.RUNNING)
    else:
        statement = statement.where(
            AwardBatch.state.in_(_GOING_ON),
            AwardBatch.achievement_id == achievement_id,
        )
    return list(session.scalars(statement))


def outcome(session: Session, batch_id: UUID, *, before: int = 0) -> BatchOutcome:
    """The batch's counters as they stand; `before` were issued earlier. Raises NotFoundError."""
    batch = session.get(AwardBatch, batch_id, populate_existing=True)
    if batch is None:
        raise NotFoundError(f"There is no batch {batch_id}.")
    return BatchOutcome(
        batch_id=batch.id,
        state=batch.state,
        evaluated=batch.evaluated,
        total=batch.total,
        issued=batch.issued,
        signed_now=batch.issued - before,
        already=batch.already,
        failed=batch.failed,
        stopped_reason=batch.stopped_reason,
    )


def _sign_chunks(
    engine: Engine,
    batch_id: UUID,
    publisher: Publisher,
    clock: Callable[[], datetime],
    stopping: Callable[[], bool],
    progress: Callable[[int, int], None],
    share: str | None,
) -> None:
    sessions = writing(engine)
    with sessions() as session:
        if _state(session, batch_id) not in _GOING_ON:
            return
        left = settle(session, batch_id, now=clock())
        issuance = open_issuance(session, batch_id, publisher) if left else None
        session.commit()
    signed, last = Signatures([], {}), None
    while issuance is not None:
        # Reading, drafting and signing hold no lock, so that two workers hinder each other little.
        with reading(engine)() as session:
            size = 0 if stopping() else CHUNK
            following = read_next(
                session, issuance, after=last, size=size, now=clock(), share=share
            )
        # What was signed and what will be signed next, together: each commit waits for the disk.
        with turn(engine), sessions() as session:
            new = store(session, issuance, signed)
            unsigned = store_documents(session, issuance, following, now=clock())
            # Locks the batch, for which workers at other shares of it wait: not before it must.
            state = _state(session, batch_id)
            if state is BatchState.UNDOING:
                return  # what was signed just now is dropped with all that is not yet issued
            account(session, issuance, signed, new, now=clock())
            settle(session, batch_id, now=clock())
            done = outcome(session, batch_id)
            session.commit()
        progress(done.issued, done.total)
        if not unsigned or state not in _GOING_ON:
            return
        signed, last = sign(issuance, unsigned), following[-1].award_id


def settle(session: Session, batch_id: UUID, *, now: datetime) -> bool:
    """Let the batch's state say what is left of it; returns whether anything is left to sign.

    At the same cost for every size. One that is paused stays so while anything is left, and one
    that has not begun, or is taken back, stays that, whatever somebody approves at this moment.
    """
    session.flush()
    # Locked first, or an approval at this moment would be left behind in a batch that is done.
    batch = session.get_one(AwardBatch, batch_id, with_for_update=True, populate_existing=True)
    left = _is_left(session, batch_id, AwardState.APPROVED)
    if batch.state in _NOT_TO_SETTLE:
        return left
    if left:
        after = BatchState.PAUSED if batch.state == BatchState.PAUSED else BatchState.RUNNING
    elif _is_left(session, batch_id, AwardState.PROPOSED):
        after = BatchState.PROPOSED
    else:
        after = BatchState.DONE
    ends = after is BatchState.DONE and batch.state != BatchState.DONE
    batch.state = after
    batch.finished_at = now if after is BatchState.DONE else None
    batch.stopped_reason = None
    session.flush()
    if ends:
        tell_ended(session, batch, now=now)
    return left


def _is_left(session: Session, batch_id: UUID, state: AwardState) -> bool:
    found = exists().where(Award.batch_id == batch_id, Award.state == state)
    return bool(session.scalar(select(found)))


def _state(session: Session, batch_id: UUID) -> BatchState:
    """Its state, which nobody changes before the transaction ends."""
    statement = select(AwardBatch.state).where(AwardBatch.id == batch_id).with_for_update()
    return BatchState(session.execute(statement).scalar_one())


def _stop(session: Session, batch_id: UUID, reason: str, now: datetime) -> None:
    """Let it rest, with what hinders it, unless somebody has paused it or takes it back."""
    batch = session.get_one(AwardBatch, batch_id, with_for_update=True, populate_existing=True)
    if batch.state in _GOING_ON:
        batch.state, batch.finished_at, batch.stopped_reason = BatchState.STOPPED, now, reason
        tell_stopped(session, batch, now=now)
