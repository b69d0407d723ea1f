"""Long work: one thread beside the web server that finishes award batches.

The work itself lives in services; a batch is a row, so that a restart goes on where a dead worker
stopped. Any number of workers may run: a lease on the row keeps two from the same batch.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from leap_dash.credentials.keys import KeyStore
from leap_dash.db.session import writing
from leap_dash.domain.errors import LeapDashError
from leap_dash.services.batches import finish, waiting_batches
from leap_dash.services.issuing import Publisher

log = logging.getLogger(__name__)
PAUSE_SECONDS = 2.0


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

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.work()
            except (OperationalError, LeapDashError) as error:
                # The rows are as they were; the next round tries again.
                log.error("batch work stopped: %s", type(error).__name__)
            self._wake.wait(PAUSE_SECONDS)
            self._wake.clear()

    def work(self) -> None:
        """Finish every batch that waits and that nobody else holds."""
        with writing(self._engine)() as session:
            batches = waiting_batches(session, now=self._clock())
        for batch_id in batches:
            finish(
                writing(self._engine),
                batch_id,
                publisher=self._publisher,
                clock=self._clock,
                stopping=self._stopping.is_set,
            )
