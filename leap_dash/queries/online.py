"""Checks badges like `queries.public`, and asks their issuers' servers for what is not known here.

Only for a visitor who wants that. A server may take its time, so each question to the database
has a session of its own, which is closed before anybody else is asked.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from leap_dash.credentials.keys import KeyStore
from leap_dash.credentials.online.asking import verify_link_online, verify_online
from leap_dash.credentials.online.fetching import Fetcher
from leap_dash.credentials.public_keys import PublicKey
from leap_dash.credentials.report import Hosted, StatusAnswer, VerificationReport
from leap_dash.queries.public import KnownHere, check_link, known_here

Told = TypeVar("Told")
Sessions = Callable[[], AbstractContextManager[Session]]


def check_badge_online(
    sessions: Sessions,
    data: bytes,
    *,
    fetcher: Fetcher,
    keys: KeyStore,
    base_url: str,
    now: datetime,
    recipient: str | None = None,
) -> VerificationReport:
    """One verdict per check on a baked image or a credential; never raises."""
    known = KnownBriefly(sessions, keys, base_url)
    return verify_online(data, known, fetcher, now=now, recipient=recipient)


def check_link_online(
    sessions: Sessions,
    link: str,
    *,
    fetcher: Fetcher,
    keys: KeyStore,
    base_url: str,
    now: datetime,
    recipient: str | None = None,
) -> VerificationReport:
    """The same for the address of a badge: one of ours is looked up, any other is fetched."""
    with sessions() as session:
        report = check_link(
            session, link, keys=keys, base_url=base_url, now=now, recipient=recipient
        )
    if report.verdict != "unknown" or report.checks[0].name != "address":
        return report  # one of ours
    known = KnownBriefly(sessions, keys, base_url)
    return verify_link_online(link.strip(), known, fetcher, now=now, recipient=recipient)


@dataclass(frozen=True, slots=True)
class KnownBriefly:
    """A `credentials.report.Resolver`: `KnownHere` with a session for each question."""

    sessions: Sessions
    keys: KeyStore
    base_url: str

    def issuer_keys(self, issuer_id: str, /) -> Mapping[str, PublicKey] | None:
        """The keys of one of our orgs."""
        return self._told(lambda known: known.issuer_keys(issuer_id))

    def status(self, credential_id: str, entry: Mapping[str, Any] | None, /) -> StatusAnswer:
        """Whether one of our badges was revoked."""
        return self._told(lambda known: known.status(credential_id, entry))

    def achievement_known(self, achievement_id: str, /) -> bool | None:
        """Whether it is one of ours."""
        return self._told(lambda known: known.achievement_known(achievement_id))

    def endorsed_known(self, target_id: str, /) -> bool | None:
        """Whether it is something of ours that may be endorsed."""
        return self._told(lambda known: known.endorsed_known(target_id))

    def hosted(self, address: str, /) -> Hosted | None:
        """What stands at one of our Open Badges 2.0 addresses."""
        return self._told(lambda known: known.hosted(address))

    def published(self, address: str, /) -> Mapping[str, Any] | None:
        """Nothing of a signed 2.0 badge stands at an address of ours."""
        return self._told(lambda known: known.published(address))

    def _told(self, question: Callable[[KnownHere], Told]) -> Told:
        with self.sessions() as session:
            return question(known_here(session, self.keys, self.base_url))
