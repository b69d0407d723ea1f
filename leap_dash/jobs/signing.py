"""Batches signed by one worker or several, or taken back, and what follows from what was signed."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy import Engine

from leap_dash.db.locks import held, held_share, shares_work
from leap_dash.db.session import reading
from leap_dash.domain.awards import BatchState
from leap_dash.jobs.automatic import decide_due
from leap_dash.services import automatic, batch_undo, batches
from leap_dash.services.issuing import SHARES, Publisher

# The lock of whoever evaluates automatic badges; any number, the same for all.
EVALUATION = UUID("1f8d53c6-2e0b-4a69-b3d7-90c4a7e61b22")


def finish(
    engine: Engine,
    batch_id: UUID,
    *,
    publisher: Publisher,
    clock: Callable[[], datetime],
    progress: Callable[[int, int], None] = lambda _issued, _total: None,
) -> batches.BatchOutcome:
    """Sign what is left of a batch now, after whoever works on it has ended."""
    with held(engine, batch_id, wait=True):
        return batches.finish(engine, batch_id, publisher=publisher, clock=clock, progress=progress)


def award_automatically(
    engine: Engine,
    *,
    publisher: Publisher,
    clock: Callable[[], datetime],
    stopping: Callable[[], bool] = lambda: False,
) -> list[UUID]:
    """Sign what waits, and evaluate what is marked for automatic badges, until nothing follows.

    Returns the batches begun. Leaves to somebody else what they are at.
    """
    begun: list[UUID] = []
    while not stopping():
        # What is signed may be what other badges ask for.
        sign_waiting(engine, publisher=publisher, clock=clock, stopping=stopping)
        with held(engine, EVALUATION, wait=False) as ours:
            new = decide_due(engine, clock=clock, stopping=stopping) if ours else []
        begun += new
        if not new:
            break
    return begun


def take_back_waiting(
    engine: Engine, *, clock: Callable[[], datetime], stopping: Callable[[], bool]
) -> None:
    """Take back the bulk awards that are to be undone and nobody else holds."""
    with reading(engine)() as session:
        undoing = batch_undo.waiting(session)
    for batch_id in undoing:
        with held(engine, batch_id, wait=False) as ours:
            if ours:
                batch_undo.take_back(engine, batch_id, clock=clock, stopping=stopping)


def sign_waiting(
    engine: Engine,
    *,
    publisher: Publisher,
    clock: Callable[[], datetime],
    stopping: Callable[[], bool] = lambda: False,
) -> None:
    """Sign the batches, or shares of batches, that wait and nobody else holds."""
    with reading(engine)() as session:
        waiting = batches.waiting(session)
    for batch_id in waiting:
        over = partial(_is_over, engine, batch_id, stopping)
        for share in SHARES if shares_work(engine) else (None,):
            with _held(engine, batch_id, share) as ours:
                if not ours or over():
                    continue
                done = batches.finish(
                    engine, batch_id, publisher=publisher, clock=clock, stopping=over, share=share
                )
            if done.state != BatchState.RUNNING:
                break  # others have signed the rest, or what stops one share stops them all


def _held(engine: Engine, batch_id: UUID, share: str | None) -> AbstractContextManager[bool]:
    if share is None:
        return held(engine, batch_id, wait=False)
    return held_share(engine, batch_id, share)


def _is_over(engine: Engine, batch_id: UUID, stopping: Callable[[], bool]) -> bool:
    """Asked before each chunk: whether to stop, as automatic badges may have been switched off."""
    with reading(engine)() as session:
        return stopping() or batch_id in automatic.halted(session)
