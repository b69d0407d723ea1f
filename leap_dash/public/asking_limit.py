"""How often other servers are asked on behalf of visitors.

Bounds: 6 badges a minute for one address (a /64 of IPv6), 60 a minute altogether, 3 at the same
time. They are kept in the memory of one process and forgotten with it; an installation with
several worker processes allows as many times as much.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from leap_dash.domain.client_address import client_key
from leap_dash.domain.errors import TooManyQuestionsError

WINDOW: Final = timedelta(minutes=1)
PER_ADDRESS: Final = 6
ALTOGETHER: Final = 60
# Each may wait for 15 seconds, and a process has eight threads to answer with.
AT_ONCE: Final = 3


class AskingLimit:
    """One for each process; remembers the last minute, so never more than `ALTOGETHER` visits."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._recent: deque[tuple[datetime, str]] = deque()
        self._running = 0

    @contextmanager
    def one_more(self, address: str, now: datetime) -> Iterator[None]:
        """Ask within this; raises TooManyQuestionsError when a limit is reached."""
        key = client_key(address)
        with self._lock:
            self._refuse_beyond_limits(key, now)
            self._recent.append((now, key))
            self._running += 1
        try:
            yield
        finally:
            with self._lock:
                self._running -= 1

    def _refuse_beyond_limits(self, key: str, now: datetime) -> None:
        while self._recent and self._recent[0][0] <= now - WINDOW:
            self._recent.popleft()
        if sum(each == key for _, each in self._recent) >= PER_ADDRESS:
            raise TooManyQuestionsError(
                f"Other servers are asked about {PER_ADDRESS} badges a minute at most. "
                "Please try again in a minute."
            )
        if len(self._recent) >= ALTOGETHER or self._running >= AT_ONCE:
            raise TooManyQuestionsError(
                "Other servers are being asked about many badges now. Please try again in a minute."
            )
