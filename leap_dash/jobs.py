"""Long work: who gets a badge, and the thread beside the web server that signs what was decided.

The work itself lives in queries and services; a batch is a row, so that a restart goes on where a
dead worker stopped. Any number of workers may run: a lock keeps two from the same batch.
"""

import logging
import threading
from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from leap_dash.credentials.keys import KeyStore
from leap_dash.db.locks import held
from leap_dash.db.session import reading, writing
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.criteria_evaluate import conclude, trace
from leap_dash.queries.eligibility import evaluate_achievement
from leap_dash.records import EligibilityReport, Qualifying
from leap_dash.services import batches
from leap_dash.services.installation import settle_base_url
from leap_dash.services.issuing import Publisher

log = logging.getLogger(__name__)
PAUSE_SECONDS = 2.0


def decide(
    session: Session,
    scope: Scope,
    *,
    achievement: str | UUID,
    cohort: str | UUID | None = None,
    learners: Collection[UUID] | None = None,
    base_url: str,
    now: datetime,
) -> tuple[UUID, EligibilityReport]:
    """Judge, and write down an award for everyone who newly qualifies; returns the batch's id.

    Nothing is signed yet: `finish` or the worker does that after the caller's commit. Raises
    NotFoundError, ForbiddenError, and SigningError when the public address has changed.
    """
    settle_base_url(session, base_url)
    report = evaluate_achievement(
        session,
        scope,
        achievement,
        as_of=now,
        cohort=cohort,
        learners=learners,
        showing=Qualifying.NEW,
    )
    scope.require(Permission.AWARD, report.org_id)
    batch_id = batches.start(
        session,
        scope,
        achievement_id=report.achievement_id,
        rule_version=report.rule_version,
        cohort_id=report.rows[0].cohort_id if cohort is not None and report.rows else None,
        candidates=[
            batches.Candidate(
                row.learner_id,
                row.cohort_id,
                trace(conclude(report.rule, row.measures)),
            )
            for row in report.rows
        ],
        evaluated=report.evaluated,
        already=report.already,
        now=now,
    )
    return batch_id, report


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
        return batches.finish(
            writing(engine), batch_id, publisher=publisher, clock=clock, progress=progress
        )


class Jobs:
    """The worker thread. `wake` after a commit that left work; `stop` ends it after its chunk."""

    def __init__(
        self, engine: Engine, keys: KeyStore, base_url: str, clock: Callable[[], datetime]
    ) -> None:
        self._engine = engine
        self._publisher = Publisher(keys=keys, base_url=base_url)
        self._clock = clock
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread; once per process, after a fork."""
        self._thread = threading.Thread(target=self._run, name="leap-dash-worker", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """There is work now."""
        self._wake.set()

    def stop(self) -> None:
        """End after the chunk under way."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    def work(self) -> None:
        """Finish every batch that waits and that nobody else holds."""
        with reading(self._engine)() as session:
            waiting = batches.waiting(session)
        for batch_id in waiting:
            with held(self._engine, batch_id, wait=False) as ours:
                if ours:
                    batches.finish(
                        writing(self._engine),
                        batch_id,
                        publisher=self._publisher,
                        clock=self._clock,
                        stopping=self._stopping.is_set,
                    )

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.work()
            except DBAPIError as error:
                # The database went away: the rows are as they were, the next round tries again.
                log.error("batch work stopped: %s", type(error).__name__)
            self._wake.wait(PAUSE_SECONDS)
            self._wake.clear()
