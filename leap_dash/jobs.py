"""Long work: who gets a badge, and the thread beside the web server that signs what was decided,
keeps the summaries up to the day and sends what was written to learners.

The work itself lives in queries and services; a batch is a row, so that a restart goes on where a
dead worker stopped. Any number of workers may run: a lock keeps two from the same batch.
"""

import logging
import threading
import traceback
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from leap_dash.automatic import decide_due
from leap_dash.credentials.keys import KeyStore
from leap_dash.db import AwardBatch
from leap_dash.db.locks import held
from leap_dash.db.session import reading, writing
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.awards import BatchState
from leap_dash.domain.criteria_evaluate import conclude, trace
from leap_dash.domain.errors import ConflictError, ForbiddenError, LeapDashError
from leap_dash.domain.review import Review, from_json
from leap_dash.mail import MailServer
from leap_dash.queries.eligibility import evaluate_achievement
from leap_dash.queries.people import scope_of_actor
from leap_dash.queries.review import Recipients, recipients
from leap_dash.records import EligibilityReport, EligibilityRow, Qualifying
from leap_dash.services import automatic, batch_undo, batches
from leap_dash.services.cohort_days import are_stale, count_days
from leap_dash.services.installation import settle_base_url
from leap_dash.services.issuing import Publisher
from leap_dash.services.moderation import must_wait
from leap_dash.services.outbox import Postman, send_due
from leap_dash.services.progress import refresh
from leap_dash.services.scheduled import due, give_up

log = logging.getLogger(__name__)
PAUSE_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 60.0
# Names the lock of whoever brings the summaries up to today; any number, the same for all.
SUMMARIES = UUID("5d0f4a1e-0b7c-4f3e-9a57-6f1d2c8e4b90")
# The lock of whoever evaluates automatic badges.
EVALUATION = UUID("1f8d53c6-2e0b-4a69-b3d7-90c4a7e61b22")
# And the lock of whoever sends e-mails.
OUTBOX = UUID("0c6d1b52-94fe-4a0e-8f35-27c1a9d64e73")


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

    Nothing is signed yet: `finish` or the worker does that after the caller's commit, or after a
    moderator's approval where there has to be one (`services.moderation.must_wait`). Raises
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
        candidates=_candidates(report, report.rows),
        evaluated=report.evaluated,
        already=report.already,
        now=now,
        proposed=must_wait(session, scope, report.achievement_id),
    )
    return batch_id, report


def decide_reviewed(
    session: Session, scope: Scope, review: Review, *, expected: int, base_url: str, now: datetime
) -> UUID:
    """Write down an award for everyone ticked who qualifies; returns the batch's id.

    As `decide`. Raises ConflictError unless these are as many as were expected.
    """
    settle_base_url(session, base_url)
    found = recipients(session, scope, review, now=now)
    scope.require(Permission.AWARD, found.report.org_id)
    chosen = (*found.new, *found.again)
    if len(chosen) != expected or not chosen:
        raise ConflictError(
            f"Meanwhile {len(chosen):,} of those ticked qualify, not {expected:,}: nothing was "
            "awarded. Close this and look at the list again."
        )
    return _start_reviewed(session, scope, review, found, now=now)


def award_due(engine: Engine, batch_id: UUID, *, base_url: str, now: datetime) -> None:
    """Decide a scheduled batch on its day, as whoever planned it; the caller holds its lock.

    What keeps it from being decided (that person may not any more) calls it off with the reason.
    """
    try:
        with writing(engine)() as session:
            batch = session.get_one(AwardBatch, batch_id, with_for_update=True)
            if batch.state != BatchState.SCHEDULED or batch.asked is None:
                return
            settle_base_url(session, base_url)
            scope = scope_of_actor(session, batch.requested_by)
            if scope is None:
                raise ForbiddenError("Whoever planned it cannot sign in any more.")
            review = from_json(batch.asked)
            refresh(session, now)
            found = recipients(session, scope, review, now=now)
            scope.require(Permission.AWARD, found.report.org_id)
            _start_reviewed(session, scope, review, found, planned=batch_id, now=now)
            session.commit()
    except LeapDashError as error:
        with writing(engine)() as session:
            give_up(session, batch_id, str(error), now=now)
            session.commit()


def _start_reviewed(
    session: Session,
    scope: Scope,
    review: Review,
    found: Recipients,
    *,
    planned: UUID | None = None,
    now: datetime,
) -> UUID:
    cohorts = review.cohort_ids
    return batches.start(
        session,
        scope,
        achievement_id=review.achievement_id,
        rule_version=found.report.rule_version,
        cohort_id=next(iter(cohorts)) if len(cohorts) == 1 else None,
        candidates=_candidates(found.report, (*found.new, *found.again)),
        evaluated=found.report.evaluated,
        already=found.report.already - len(found.again),
        again=[row.learner_id for row in found.again],
        stated=review.stated,
        planned=planned,
        now=now,
        proposed=must_wait(session, scope, review.achievement_id),
    )


def _candidates(
    report: EligibilityReport, rows: Sequence[EligibilityRow]
) -> list[batches.Candidate]:
    return [
        batches.Candidate(
            row.learner_id,
            row.cohort_id,
            trace(conclude(report.rule, row.measures)),
        )
        for row in rows
    ]


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
    """Sign the batches that wait and nobody else holds."""
    with reading(engine)() as session:
        halted = automatic.halted(session)
        waiting = [each for each in batches.waiting(session) if each not in halted]
    for batch_id in waiting:
        with held(engine, batch_id, wait=False) as ours:
            if ours:
                batches.finish(
                    engine, batch_id, publisher=publisher, clock=clock, stopping=stopping
                )


class Jobs:
    """The worker thread. `wake` after a commit that left work; `stop` ends it after its chunk."""

    def __init__(
        self,
        engine: Engine,
        keys: KeyStore,
        base_url: str,
        clock: Callable[[], datetime],
        mail_server: MailServer | None = None,
    ) -> None:
        self._engine = engine
        self._postman = None if mail_server is None else Postman(mail_server, base_url)
        self._publisher = Publisher(keys=keys, base_url=base_url)
        self._clock = clock
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._refreshed: datetime | None = None

    @property
    def sends_mail(self) -> bool:
        """Whether there is a mail server; otherwise messages wait in the outbox."""
        return self._postman is not None

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
        """One round: summaries up to today, batches that wait, automatic badges, e-mails.

        And the days of cohorts that have changed, last, as nobody waits for them.
        """
        self._refresh_summaries()
        self._award_due()
        take_back_waiting(self._engine, clock=self._clock, stopping=self._stopping.is_set)
        award_automatically(
            self._engine,
            publisher=self._publisher,
            clock=self._clock,
            stopping=self._stopping.is_set,
        )
        self._send_mails()
        self._count_days()

    def _award_due(self) -> None:
        now, base_url = self._clock(), self._publisher.base_url
        with reading(self._engine)() as session:
            planned = due(session, now)
        for batch_id in planned:
            with held(self._engine, batch_id, wait=False) as ours:
                if ours:
                    award_due(self._engine, batch_id, base_url=base_url, now=now)

    def _count_days(self) -> None:
        with reading(self._engine)() as session:
            stale = are_stale(session)
        if not stale:
            return
        with held(self._engine, SUMMARIES, wait=False) as ours:
            # One by one, so that nobody else who writes has to wait for all of them.
            while stale and ours and not self._stopping.is_set():
                with writing(self._engine)() as session:
                    stale = count_days(session, self._clock(), most=1) > 0
                    session.commit()

    def _send_mails(self) -> None:
        if self._postman is None:
            return  # what was written stays in the outbox until there is a mail server
        with held(self._engine, OUTBOX, wait=False) as ours:
            stopping = self._stopping.is_set
            if ours and send_due(self._engine, self._postman, clock=self._clock, stopping=stopping):
                self.wake()  # there may be more

    def _refresh_summaries(self) -> None:
        # Once an hour: a day ends at another hour in each time zone.
        hour = self._clock().replace(minute=0, second=0, microsecond=0)
        if hour == self._refreshed:
            return
        with held(self._engine, SUMMARIES, wait=False) as ours:
            if ours:
                with writing(self._engine)() as session:
                    refresh(session, self._clock())
                    session.commit()
                # Not otherwise: the lock may be held for another piece of work.
                self._refreshed = hour

    def _run(self) -> None:
        pause = PAUSE_SECONDS
        while not self._stopping.is_set():
            try:
                self.work()
                pause = PAUSE_SECONDS
            except Exception as error:  # noqa: BLE001  the thread must outlive whatever it meets
                # The rows are as they were, and the next round tries again. The error's own words
                # are left out: they may hold what was read from the database.
                place = traceback.extract_tb(error.__traceback__)[-1]
                where = f"{Path(place.filename).name}:{place.lineno}"
                log.error("the worker met %s at %s", type(error).__name__, where)
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
            self._wake.wait(pause)
            self._wake.clear()
