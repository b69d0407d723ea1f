"""One GET over a guarded connection: how long it may take and how much it may bring is fixed.

No cookies, no proxy, no compression, no second request on the same connection.
Source: RFC 9110 and 9112 (HTTP semantics and HTTP/1.1).
"""

import contextlib
import http.client
import io
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from leap_dash.credentials.online.addresses import Place
from leap_dash.credentials.online.internet import Deadline, Internet, connect
from leap_dash.domain.errors import NotFetchedError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAX_BODY: Final = 1024 * 1024
_MAX_HEAD: Final = 64 * 1024
# A body that comes in pieces brings the sizes of its pieces along.
_MAX_FRAMING: Final = 256 * 1024
USER_AGENT: Final = "leap-dash (checks a badge for a visitor)"
ACCEPT: Final = (
    "application/vc, application/did+ld+json, application/did+json, application/ld+json, "
    "application/json;q=0.9, image/png;q=0.8, application/vc+jwt;q=0.7, application/jwt;q=0.7"
)
_ANSWERS: Final = frozenset({200, 301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: `location` (as written) of a redirect, else a body."""

    media_type: str
    body: bytes
    location: str | None


def get(place: Place, internet: Internet, deadline: Deadline) -> Answer:
    """Ask for a place once; a redirect is told, not followed. Raises NotFetchedError."""
    try:
        with contextlib.closing(connect(place, internet, deadline)) as connection:
            connection.settimeout(deadline.left())
            connection.sendall(_request(place))
            return _answer(place, connection, deadline)
    except TimeoutError as error:
        raise NotFetchedError(f"{place.host} did not answer in time") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotFetchedError(f"{place.host} broke off or does not speak HTTP") from error


def _request(place: Place) -> bytes:
    lines = (
        f"GET {place.target} HTTP/1.1",
        f"Host: {place.host}",
        f"User-Agent: {USER_AGENT}",
        f"Accept: {ACCEPT}",
        "Accept-Encoding: identity",
        "Connection: close",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


def _answer(place: Place, connection: ssl.SSLSocket, deadline: Deadline) -> Answer:
    stream = _Stream(connection, deadline, _too_much(place))
    with contextlib.closing(_response(stream)) as response:
        response.begin()
        if response.status not in _ANSWERS:
            raise NotFetchedError(f"{place.host} answers {response.status} for {place.url}")
        if response.status != 200:
            location = response.getheader("Location")
            if location is None:
                raise NotFetchedError(f"{place.host} leads on, but does not say where")
            return Answer("", b"", location)
        if response.getheader("Content-Encoding", "identity").strip().lower() != "identity":
            raise NotFetchedError(f"{place.host} sends it packed, though asked not to")
        stream.allowed = MAX_BODY + _MAX_FRAMING
        media_type = response.headers.get_content_type() if response.headers else ""
        return Answer(media_type, _body(place, response), None)


def _response(stream: "_Stream") -> http.client.HTTPResponse:
    # All that it asks of a socket is a file to read from; so every read passes our limits.
    return http.client.HTTPResponse(cast("ssl.SSLSocket", stream), method="GET")


def _body(place: Place, response: http.client.HTTPResponse) -> bytes:
    body = b"" if (response.length or 0) > MAX_BODY else response.read(MAX_BODY + 1)
    if len(body) > MAX_BODY or (response.length or 0) > MAX_BODY:
        raise NotFetchedError(_too_much(place))
    if response.length:
        raise NotFetchedError(f"{place.host} broke off in the middle")
    return body


def _too_much(place: Place) -> str:
    return f"{place.host} sends more than is read (64 kB of headers, 1 MB of content)"


class _Stream(io.RawIOBase):
    """Reads a connection until the deadline, and no more bytes than are allowed."""

    def __init__(self, connection: ssl.SSLSocket, deadline: Deadline, refusal: str) -> None:
        self._connection = connection
        self._deadline = deadline
        self._refusal = refusal
        self.allowed = _MAX_HEAD

    def makefile(self, _mode: str) -> io.BufferedReader:
        """Do as a socket does."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        """It is read from only."""
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Read what has come; a server that sends drop by drop gets no new time for each."""
        if self.allowed <= 0:
            raise NotFetchedError(self._refusal)
        self._connection.settimeout(self._deadline.left())
        size = self._connection.recv_into(memoryview(buffer)[: self.allowed])
        self.allowed -= size
        return size
