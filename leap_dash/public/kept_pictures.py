"""Baked pictures that were asked for lately, kept for a minute: a shared badge is asked for often.

They hold nothing of a person that is not public. Nobody has to tell when one changes (an own
picture of an issuer, a badge that is gone): what is older than a minute is made again.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from leap_dash.public.answers import etag_of

KEPT_FOR: Final = timedelta(minutes=1)
MOST_BYTES: Final = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Picture:
    """An image file, and the tag by which caches know it."""

    data: bytes
    etag: str


class KeptPictures:
    """At most MOST_BYTES of them, the latest made; safe to use from several threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, tuple[Picture, datetime]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], bytes], now: datetime) -> Picture:
        """The picture of this key, made again if it is missing or older than KEPT_FOR."""
        kept = self._kept.get(key)
        if kept is not None and now - kept[1] < KEPT_FOR:
            return kept[0]
        data = make()
        picture = Picture(data, etag_of(data))
        with self._lock:
            self._drop(key)
            self._kept[key] = picture, now
            self._bytes += len(data)
            while self._bytes > MOST_BYTES:
                self._drop(next(iter(self._kept)))
        return picture

    def _drop(self, key: Hashable) -> None:
        dropped = self._kept.pop(key, None)
        if dropped is not None:
            self._bytes -= len(dropped[0].data)
