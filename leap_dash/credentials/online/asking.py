"""Verify a badge from elsewhere: with what is known here first, then with what its issuer's server
says, where that is wanted.

`verify_known` fetches nothing; `verify_online` does, with the few requests of one `Fetcher`.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from leap_dash.credentials.online.addresses import place
from leap_dash.credentials.online.did_web import assertion_methods, document_url, public_keys
from leap_dash.credentials.online.fetching import Fetcher
from leap_dash.credentials.online.status_lists import (
    ListedStatus,
    answer,
    listed_status,
    read_list,
)
from leap_dash.credentials.public_keys import PublicKey
from leap_dash.credentials.report import (
    Check,
    Hosted,
    NothingKnown,
    Resolver,
    StatusAnswer,
    VerificationReport,
    verdict,
)
from leap_dash.credentials.strict_json import parse
from leap_dash.credentials.verify import verify
from leap_dash.domain.errors import BadInputError, NotFetchedError

_ENDORSED: Final = (
    *("Achievement", "Profile"),
    *("AchievementCredential", "OpenBadgeCredential"),
)


def verify_known(
    data: bytes, known: Resolver, *, now: datetime, recipient: str | None = None
) -> VerificationReport:
    """Verify with what is known here; `elsewhere` of the report names the hosts that could tell
    the rest."""
    noting = _Noting(known)
    report = verify(data, noting, now=now, recipient=recipient)
    issuer_id = _issuer_id(report.credential)
    is_ours = issuer_id is not None and known.issuer_keys(issuer_id) is not None
    if issuer_id is not None and not is_ours:
        # Signed with a key that is its own name (did:key). Whoever does that may write any of our
        # addresses into a badge, so what is known here of that address says nothing about it.
        noting = _Noting(_OfStrangers(known))
        report = verify(data, noting, now=now, recipient=recipient)
    is_open = report.verdict == "unknown" and not is_ours
    return replace(report, elsewhere=noting.hosts if is_open else ())


def verify_online(
    data: bytes, known: Resolver, fetcher: Fetcher, *, now: datetime, recipient: str | None = None
) -> VerificationReport:
    """Verify, and ask the issuer's server for what is not known here. Never raises.

    Nobody is asked when what is known here settles it. A last check, `issuer's server`, names who
    was asked, and what could not be fetched.
    """
    report = verify_known(data, known, now=now, recipient=recipient)
    if report.verdict == "unknown":
        asking = Asking(known, fetcher, now, _issuer_id(report.credential))
        report = verify(data, asking, now=now, recipient=recipient)
    return with_asked(report, fetcher)


def verify_link_online(
    url: str, known: Resolver, fetcher: Fetcher, *, now: datetime, recipient: str | None = None
) -> VerificationReport:
    """Fetch a badge (JSON or image), and verify it like `verify_online`."""
    try:
        data = fetcher.fetch(url).body
    except NotFetchedError:
        return with_asked(VerificationReport("unknown", (), None), fetcher)
    return verify_online(data, known, fetcher, now=now, recipient=recipient)


def with_asked(report: VerificationReport, fetcher: Fetcher) -> VerificationReport:
    """Return the report with the check that says who was asked, if anybody was to be."""
    if not fetcher.hosts and not fetcher.problems:
        return report
    asked = f"Asked {', '.join(fetcher.hosts)}" if fetcher.hosts else "Nobody was asked"
    detail = ": ".join(filter(None, [asked, "; ".join(fetcher.problems)]))
    result = Check("issuer's server", "unknown" if fetcher.problems else "pass", f"{detail}.")
    checks = (*report.checks, result)
    return replace(report, verdict=verdict(checks), checks=checks, elsewhere=())


class Asking:
    """A `Resolver` for one badge: asks what is known here, and its issuer's server for the rest.

    What is known here counts for badges of our own issuers alone, and for those nobody else is
    asked. `issuer_id` need only be given for an issuer whose keys are not asked for (did:key).
    """

    def __init__(
        self, known: Resolver, fetcher: Fetcher, now: datetime, issuer_id: str | None = None
    ) -> None:
        self._known = known
        self._fetcher = fetcher
        self._now = now
        self._issuer_id = issuer_id
        self._keys: dict[str, Mapping[str, PublicKey] | None] = {}
        self._lists: dict[tuple[str, str], bytes | BadInputError] = {}

    def issuer_keys(self, issuer_id: str, /) -> Mapping[str, PublicKey] | None:
        """The keys of our orgs, or those of the issuer's `did:web` document."""
        if self._issuer_id is None:
            self._issuer_id = issuer_id
        known = self._known.issuer_keys(issuer_id)
        if known is not None:
            return known
        if issuer_id not in self._keys:
            self._keys[issuer_id] = self._fetched_keys(issuer_id)
        return self._keys[issuer_id]

    def status(self, credential_id: str, status_entry: Mapping[str, Any] | None, /) -> StatusAnswer:
        """The status of one of our badges, or what the issuer's list says."""
        if self._is_ours():
            return self._known.status(credential_id, status_entry)
        try:
            listed = listed_status(status_entry)
            return answer(listed, self._bits(listed))
        except (BadInputError, NotFetchedError) as error:
            why = str(error).rstrip(".")
            return StatusAnswer(None, f"Whether it was revoked cannot be told: {why}.")

    def achievement_known(self, achievement_id: str, /) -> bool | None:
        """Whether it is one of ours, or the issuer's server publishes it under its address.

        Never false for an issuer elsewhere: the standard does not ask for it to be published.
        """
        if self._is_ours():
            return self._known.achievement_known(achievement_id)
        try:
            host = place(achievement_id).host
            document = parse(self._fetcher.fetch(achievement_id).body)
        except (BadInputError, NotFetchedError):
            return None
        return self._is_published(document, achievement_id, host) or None

    def endorsed_known(self, target_id: str, /) -> bool | None:
        """Whether it is one of ours, or a server elsewhere publishes it under its own name.

        Never false for what is elsewhere: the standard does not ask for it to be published.
        """
        known = self._known.endorsed_known(target_id)
        if known is not None:
            return known
        is_did = target_id.startswith("did:")
        try:
            url = document_url(target_id) if is_did else target_id
            document = parse(self._fetcher.fetch(url).body)
        except (BadInputError, NotFetchedError):
            return None
        if not isinstance(document, dict) or document.get("id") != target_id:
            return None
        return is_did or any(name in _ENDORSED for name in _types(document)) or None

    def hosted(self, address: str, /) -> Hosted | None:
        """What stands at one of our addresses, or at another one and at those that it names."""
        known = self._known.hosted(address)
        if known is not None:
            return known
        try:
            badge = self._object(address)
            achievement = self._object(badge.get("badge"))
            return Hosted(badge, achievement, self._object(achievement.get("issuer")))
        except BadInputError as error:
            self._fetcher.note(str(error))
        except NotFetchedError:
            pass  # noted already
        return None

    def published(self, address: str, /) -> Mapping[str, Any] | None:
        """What stands at an address elsewhere."""
        known = self._known.published(address)
        if known is not None:
            return known
        try:
            return self._object(address)
        except BadInputError as error:
            self._fetcher.note(str(error))
        except NotFetchedError:
            pass  # noted already
        return None

    def _object(self, found: object) -> Mapping[str, Any]:
        """What a document holds itself, or names by its address."""
        document = parse(self._fetcher.fetch(found).body) if isinstance(found, str) else found
        if not isinstance(document, dict):
            raise BadInputError("what is hosted is no JSON object")
        return document

    def _is_ours(self) -> bool:
        issuer_id = self._issuer_id
        return issuer_id is not None and self._known.issuer_keys(issuer_id) is not None

    def _fetched_keys(self, issuer_id: str) -> Mapping[str, PublicKey] | None:
        try:
            document = parse(self._fetcher.fetch(document_url(issuer_id)).body)
            return public_keys(assertion_methods(issuer_id, document, self._now))
        except BadInputError as error:
            self._fetcher.note(str(error))
        except NotFetchedError:
            pass  # noted already
        return None

    def _bits(self, listed: ListedStatus) -> bytes:
        key = (listed.url, listed.purpose)
        if key not in self._lists:
            self._lists[key] = self._read_list(listed)
        bits = self._lists[key]
        if isinstance(bits, BadInputError):
            raise BadInputError(str(bits))
        return bits

    def _read_list(self, listed: ListedStatus) -> bytes | BadInputError:
        data = self._fetcher.fetch(listed.url).body
        try:
            return read_list(data, listed, self._issuer_id or "", self, self._now)
        except BadInputError as error:
            return error

    def _is_published(self, document: object, achievement_id: str, host: str) -> bool:
        if not isinstance(document, dict) or document.get("id") != achievement_id:
            return False
        if "Achievement" not in _types(document):
            return False
        creator = document.get("creator")
        creator_id = creator.get("id") if isinstance(creator, dict) else creator
        return creator_id == self._issuer_id or host == _host_of(self._issuer_id)


class _OfStrangers(NothingKnown):
    """A `Resolver` for credentials of others: of ours, it knows only what may be endorsed."""

    def __init__(self, known: Resolver) -> None:
        self._known = known

    def endorsed_known(self, target_id: str, /) -> bool | None:
        """Anybody may endorse what is ours."""
        return self._known.endorsed_known(target_id)


class _Noting:
    """A `Resolver` that answers as another does, and notes who could answer what that cannot."""

    def __init__(self, known: Resolver) -> None:
        self._known = known
        self.hosts: tuple[str, ...] = ()

    def issuer_keys(self, issuer_id: str, /) -> Mapping[str, PublicKey] | None:
        """Note the issuer's own host."""
        keys = self._known.issuer_keys(issuer_id)
        if keys is None:
            self._note(_host_of(issuer_id))
        return keys

    def status(self, credential_id: str, status_entry: Mapping[str, Any] | None, /) -> StatusAnswer:
        """Note the host of the status list."""
        known = self._known.status(credential_id, status_entry)
        if known.state is None and status_entry is not None:
            self._note(_host(str(status_entry.get("statusListCredential"))))
        return known

    def achievement_known(self, achievement_id: str, /) -> bool | None:
        """Note the host of the achievement."""
        known = self._known.achievement_known(achievement_id)
        if known is None:
            self._note(_host(achievement_id))
        return known

    def endorsed_known(self, target_id: str, /) -> bool | None:
        """Note the host of what is endorsed."""
        known = self._known.endorsed_known(target_id)
        if known is None:
            self._note(_host(target_id) or _host_of(target_id))
        return known

    def hosted(self, address: str, /) -> Hosted | None:
        """Note the host of the address."""
        known = self._known.hosted(address)
        if known is None:
            self._note(_host(address))
        return known

    def published(self, address: str, /) -> Mapping[str, Any] | None:
        """Note the host of the address."""
        known = self._known.published(address)
        if known is None:
            self._note(_host(address))
        return known

    def _note(self, host: str | None) -> None:
        if host is not None and host not in self.hosts:
            self.hosts = (*self.hosts, host)


def _types(document: Mapping[str, Any]) -> list[object]:
    types = document.get("type")
    return types if isinstance(types, list) else [types]


def _issuer_id(credential: Mapping[str, Any] | None) -> str | None:
    issuer = (credential or {}).get("issuer")
    issuer_id = issuer.get("id") if isinstance(issuer, dict) else issuer
    return issuer_id if isinstance(issuer_id, str) else None


def _host_of(issuer_id: str | None) -> str | None:
    try:
        return _host(document_url(issuer_id or ""))
    except BadInputError:
        return None


def _host(url: str) -> str | None:
    try:
        return place(url).host
    except NotFetchedError:
        return None
