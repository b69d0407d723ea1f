"""A TLS connection to a public server, made so that nobody can lead it elsewhere.

A name is looked up once, every address it has must be public, and the connection goes to one of
those very addresses, so that a second, different answer of the name's owner is never used. The
certificate is still checked against the name.
"""

import contextlib
import functools
import queue
import socket
import ssl
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from leap_dash.credentials.online.addresses import Place, is_public
from leap_dash.domain.errors import NotFetchedError

CONNECT_SECONDS = 5.0
_MOST_TRIED = 4
_MOST_ADDRESSES = 64


class Internet(Protocol):
    """The world outside. It decides nothing: what may be connected to is settled by `connect`."""

    def addresses(self, host: str, /) -> Sequence[str]:
        """Return the IP addresses of a name; raises OSError when there are none."""

    def connect(self, address: str, timeout: float, /) -> socket.socket:
        """Connect to port 443 of an IP address within so many seconds; raises OSError."""

    def trusted(self) -> ssl.SSLContext:
        """Return whose certificates are believed; it checks them and the name in them."""


class TheInternet:
    """The real one."""

    def addresses(self, host: str, /) -> list[str]:
        """Ask the system's resolver."""
        found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(str(each[4][0]) for each in found))

    def connect(self, address: str, timeout: float, /) -> socket.socket:
        """Connect without any proxy, whatever the environment names."""
        return socket.create_connection((address, 443), timeout)

    def trusted(self) -> ssl.SSLContext:
        """Believe the authorities that the system believes."""
        return _system_trust()


@functools.cache
def _system_trust() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment of the monotonic clock by which all must be done."""

    at: float

    @classmethod
    def within(cls, seconds: float) -> "Deadline":
        """The deadline so many seconds from now."""
        return cls(time.monotonic() + seconds)

    def left(self) -> float:
        """Return the seconds that are left; raises TimeoutError when there are none."""
        seconds = self.at - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        return seconds


def connect(place: Place, internet: Internet, deadline: Deadline) -> ssl.SSLSocket:
    """Return a connection to the place's host, whose certificate holds for its name.

    Raises NotFetchedError, and TimeoutError when the deadline passes.
    """
    addresses = _public_addresses(place.host, internet, deadline)
    plain = _connect_to_any(place.host, addresses, internet, deadline)
    try:
        plain.settimeout(deadline.left())
        return internet.trusted().wrap_socket(plain, server_hostname=place.host)
    except ssl.SSLCertVerificationError as error:
        plain.close()
        raise NotFetchedError(
            f"the certificate of {place.host} does not hold: {error.verify_message}"
        ) from error
    except TimeoutError:
        plain.close()
        raise
    except OSError as error:
        plain.close()
        raise NotFetchedError(f"no secure connection with {place.host} came about") from error


def _public_addresses(host: str, internet: Internet, deadline: Deadline) -> list[str]:
    found = _looked_up(host, internet, deadline)
    if not found:
        raise NotFetchedError(f"there is no server named {host}")
    if len(found) > _MOST_ADDRESSES or not all(map(is_public, found)):
        raise NotFetchedError(f"{host} leads to a private address, which is not fetched")
    return found


def _looked_up(host: str, internet: Internet, deadline: Deadline) -> list[str]:
    """Look a name up in a thread, because the system's resolver knows no time limit."""
    answers: queue.SimpleQueue[list[str]] = queue.SimpleQueue()

    def look_up() -> None:
        found: list[str] = []
        with contextlib.suppress(OSError, UnicodeError):
            found = list(internet.addresses(host))
        answers.put(found)

    threading.Thread(target=look_up, name="look up a server", daemon=True).start()
    try:
        return answers.get(timeout=deadline.left())
    except queue.Empty as error:
        raise TimeoutError from error


def _connect_to_any(
    host: str, addresses: Sequence[str], internet: Internet, deadline: Deadline
) -> socket.socket:
    until = Deadline(min(deadline.at, Deadline.within(CONNECT_SECONDS).at))
    tried = addresses[:_MOST_TRIED]
    for left, address in zip(range(len(tried), 0, -1), tried, strict=True):
        with contextlib.suppress(OSError):
            # A share of the time: one address that swallows all leaves some for the others.
            return internet.connect(address, until.left() / left)
    raise NotFetchedError(f"{host} does not answer")
