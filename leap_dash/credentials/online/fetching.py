"""Fetch public documents: redirects followed by hand, few requests, little time, each URL once.

Made anew for each badge that is checked; what it was told is forgotten with it.
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from leap_dash.credentials.online.addresses import Place, place
from leap_dash.credentials.online.exchange import Answer, get
from leap_dash.credentials.online.internet import Deadline, Internet
from leap_dash.domain.errors import NotFetchedError

MAX_SECONDS: Final = 15.0
MAX_REQUESTS: Final = 6
MAX_REDIRECTS: Final = 3
_TYPES: Final = frozenset(
    {
        *("application/json", "application/vc", "application/did", "application/jwt"),
        *("image/png", "image/svg+xml"),
    }
)
_JSON_OR_PNG: Final = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*[{\[]|\x89PNG\r\n")


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document, the host that gave it and what it calls it (`application/json`)."""

    host: str
    media_type: str
    body: bytes


class Fetcher:
    """The requests that one check may make: at most 6, redirects among them, in 15 seconds."""

    def __init__(
        self, internet: Internet, *, seconds: float = MAX_SECONDS, requests: int = MAX_REQUESTS
    ) -> None:
        self._internet = internet
        self._deadline = Deadline.within(seconds)
        self._left = requests
        self._answers: dict[Place, Answer | str] = {}
        self._problems: dict[str, None] = {}

    @property
    def hosts(self) -> list[str]:
        """The names of the servers asked so far, in order."""
        return list(dict.fromkeys(asked.host for asked in self._answers))

    @property
    def problems(self) -> list[str]:
        """What could not be fetched or used and why, in order; without full stops."""
        return list(self._problems)

    def note(self, problem: str) -> None:
        """Note that what was fetched is of no use."""
        self._problems[problem] = None

    def fetch(self, url: str) -> Fetched:
        """Return what is at an address; raises NotFetchedError, the same for the same address."""
        try:
            return self._follow(place(url))
        except NotFetchedError as error:
            self.note(str(error))
            raise

    def _follow(self, here: Place) -> Fetched:
        for _ in range(1 + MAX_REDIRECTS):
            answer = self._ask(here)
            if answer.location is None:
                return _checked(here, answer)
            here = _next(here, answer.location)
        raise NotFetchedError(f"{here.host} leads on and on (more than {MAX_REDIRECTS} times)")

    def _ask(self, here: Place) -> Answer:
        if here not in self._answers:
            if not self._left:
                raise NotFetchedError(f"{here.host} is not asked: one badge may not ask for more")
            self._left -= 1
            try:
                self._answers[here] = get(here, self._internet, self._deadline)
            except NotFetchedError as error:
                self._answers[here] = str(error)
        answer = self._answers[here]
        if isinstance(answer, str):
            raise NotFetchedError(answer)
        return answer


def _next(here: Place, location: str) -> Place:
    try:
        return place(urljoin(here.url, location))
    except (NotFetchedError, ValueError) as error:
        raise NotFetchedError(f"{here.host} leads on to a wrong place: {error}") from error


def _checked(here: Place, answer: Answer) -> Fetched:
    kind = answer.media_type
    is_known = kind in _TYPES or kind.endswith(("+json", "+jwt"))
    if not is_known and not _JSON_OR_PNG.match(answer.body):
        raise NotFetchedError(f"{here.host} gives {kind[:60]!r}, not JSON or the image of a badge")
    return Fetched(here.host, kind, answer.body)
