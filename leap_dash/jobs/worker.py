"""The thread that does what waits: beside the web server, or in a process of its own."""

import logging
import threading
import traceback
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine

from leap_dash.credentials.keys import KeyStore
from leap_dash.db.locks import held
from leap_dash.db.session import reading, writing
from leap_dash.jobs.deciding import award_due
from leap_dash.jobs.past_days import keep_day
from leap_dash.jobs.scoring import score_section
from leap_dash.jobs.signing import award_automatically, take_back_waiting
from leap_dash.services.attention_scores import stale_sections
from leap_dash.services.cohort_days import are_stale, count_days
from leap_dash.services.cohort_learners import keep_learners, stale_cohorts
from leap_dash.services.event_outbox import note_mail_service
from leap_dash.services.issuing import Publisher
from leap_dash.services.letters import Postman
from leap_dash.services.outbox import send_due
from leap_dash.services.progress import refresh
from leap_dash.services.reminders import remind
from leap_dash.services.scheduled import due

log = logging.getLogger(__name__)
PAUSE_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 60.0
MOST_WANTED_DAYS = 20
# Names the lock of whoever brings the summaries up to today; any number, the same for all.
SUMMARIES = UUID("5d0f4a1e-0b7c-4f3e-9a57-6f1d2c8e4b90")
# And the lock of whoever sends e-mails.
OUTBOX = UUID("0c6d1b52-94fe-4a0e-8f35-27c1a9d64e73")
# And the lock of whoever decides who is reminded of a badge that lapses.
REMINDERS = UUID("9e1c7a58-3d24-4b6f-8f0a-5b7d2c90e6a1")


class Jobs:
    """The worker thread. `wake` after a commit that left work; `stop` ends it after its chunk."""

    def __init__(
        self,
        engine: Engine,
        keys: KeyStore,
        base_url: str,
        clock: Callable[[], datetime],
        postman: Postman | None = None,
    ) -> None:
        self._engine = engine
        self._postman = postman
        self._publisher = Publisher(keys=keys, base_url=base_url)
        self._clock = clock
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._refreshed: datetime | None = None
        self._reminded: datetime | None = None
        self._mail_noted: datetime | None = None
        # In memory, so that whoever looks at a day is not kept waiting by somebody else's write.
        self._wanted_days: dict[tuple[UUID, date], None] = {}

    def start(self) -> None:
        """Start the thread; once per process, after a fork."""
        self._thread = threading.Thread(target=self._run, name="leap-dash-worker", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """There is work now."""
        self._wake.set()

    def keep_day(self, cohort_id: UUID, day: date) -> None:
        """Keep a cohort as it stood on an earlier day, soon: somebody looks at it.

        While many wait it is left; whoever looks at it again asks again.
        """
        if len(self._wanted_days) < MOST_WANTED_DAYS:
            self._wanted_days[cohort_id, day] = None
            self.wake()

    def stop(self) -> None:
        """End after the chunk under way."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    def work(self) -> None:
        """One round of all that waits: what people wait for first, the days of cohorts last."""
        self._refresh_summaries()
        self._keep_learners()
        self._keep_scores()
        self._note_mail_service()
        self._award_due()
        take_back_waiting(self._engine, clock=self._clock, stopping=self._stopping.is_set)
        award_automatically(
            self._engine,
            publisher=self._publisher,
            clock=self._clock,
            stopping=self._stopping.is_set,
        )
        self._remind()
        self._send_mails()
        self._keep_days()
        self._count_days()

    def _award_due(self) -> None:
        now, base_url = self._clock(), self._publisher.base_url
        with reading(self._engine)() as session:
            planned = due(session, now)
        for batch_id in planned:
            with held(self._engine, batch_id, wait=False) as ours:
                if ours:
                    award_due(self._engine, batch_id, base_url=base_url, now=now)

    def _keep_learners(self) -> None:
        with reading(self._engine)() as session:
            stale = stale_cohorts(session, self._clock())
        if not stale:
            return
        with held(self._engine, SUMMARIES, wait=False) as ours:
            # One by one, as below.
            for cohort_id, today in stale if ours else ():
                if self._stopping.is_set():
                    return
                with writing(self._engine)() as session:
                    keep_learners(session, cohort_id, today)
                    session.commit()

    def _keep_scores(self) -> None:
        with reading(self._engine)() as session:
            stale = stale_sections(session, self._clock())
        if not stale:
            return
        with held(self._engine, SUMMARIES, wait=False) as ours:
            # One by one, as below.
            for section_id, day in stale if ours else ():
                if self._stopping.is_set():
                    return
                with writing(self._engine)() as session:
                    score_section(session, section_id, day)
                    session.commit()

    def _keep_days(self) -> None:
        if not self._wanted_days:
            return
        with held(self._engine, SUMMARIES, wait=False) as ours:
            # One by one, as below.
            while self._wanted_days and ours and not self._stopping.is_set():
                (cohort_id, day), _ = self._wanted_days.popitem()  # the latest, sooner seen again
                with writing(self._engine)() as session:
                    keep_day(session, cohort_id, day, now=self._clock())
                    session.commit()

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

    def _note_mail_service(self) -> None:
        """Before anything happens that somebody is told of; a worker without one says nothing."""
        hour = self._hour()
        if self._postman is None or hour == self._mail_noted:
            return
        with held(self._engine, OUTBOX, wait=False) as ours:
            if ours:
                with writing(self._engine)() as session:
                    note_mail_service(session, now=self._clock())
                    session.commit()
                self._mail_noted = hour

    def _remind(self) -> None:
        """Of badges that lapse; once an hour, as a badge may end at any."""
        hour = self._hour()
        if hour == self._reminded:
            return
        with held(self._engine, REMINDERS, wait=False) as ours:
            more = ours
            while more and not self._stopping.is_set():
                with writing(self._engine)() as session:
                    more = remind(session, now=self._clock()) > 0
                    session.commit()
            if ours and not more:
                self._reminded = hour

    def _send_mails(self) -> None:
        if self._postman is None:
            return  # what was written stays in the outbox until there is a mail server
        with held(self._engine, OUTBOX, wait=False) as ours:
            stopping = self._stopping.is_set
            if ours and send_due(self._engine, self._postman, clock=self._clock, stopping=stopping):
                self.wake()  # there may be more

    def _refresh_summaries(self) -> None:
        # Once an hour: a day ends at another hour in each time zone.
        hour = self._hour()
        if hour == self._refreshed:
            return
        with held(self._engine, SUMMARIES, wait=False) as ours:
            if ours:
                with writing(self._engine)() as session:
                    refresh(session, self._clock())
                    session.commit()
                # Not otherwise: the lock may be held for another piece of work.
                self._refreshed = hour

    def _hour(self) -> datetime:
        return self._clock().replace(minute=0, second=0, microsecond=0)

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
