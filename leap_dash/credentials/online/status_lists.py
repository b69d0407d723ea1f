"""Is a badge from elsewhere still good? What its issuer's status list says, if it can be believed.

A list counts only when the badge's own issuer signed it, for the same purpose, under the address
that the badge names. Whatever is missing makes the answer unknown, never good.
Sources: W3C Bitstring Status List v1.0, section 3.2 (Validate Algorithm); its forerunner, W3C
Verifiable Credentials Status List v2021.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, cast

from leap_dash.credentials.canonical import canonicalise
from leap_dash.credentials.issuer_proof import check_proof
from leap_dash.credentials.online.list_tokens import check_token, is_token, read_token
from leap_dash.credentials.report import Resolver, StatusAnswer, verdict
from leap_dash.credentials.status import decode, decode_2021, is_set
from leap_dash.credentials.strict_json import parse
from leap_dash.domain.errors import BadInputError

# Which kind of credential an entry leads to, what that holds, and how its bits are written.
_KINDS: Final[Mapping[str, tuple[str, str, Callable[[str], bytes]]]] = {
    "BitstringStatusListEntry": ("BitstringStatusListCredential", "BitstringStatusList", decode),
    "StatusList2021Entry": ("StatusList2021Credential", "StatusList2021", decode_2021),
}
_INDEX: Final = re.compile(r"[0-9]{1,9}")
_STATES: Final[Mapping[str, Literal["revoked", "suspended"]]] = {
    "revocation": "revoked",
    "suspension": "suspended",
}
_SAID: Final = {
    "revoked": "Its issuer has revoked it.",
    "suspended": "Its issuer has suspended it.",
}


@dataclass(frozen=True, slots=True)
class ListedStatus:
    """Where a badge stands in which list: the `credentialStatus` of it, read."""

    kind: str
    url: str
    purpose: str
    index: int


def listed_status(entry: Mapping[str, Any] | None) -> ListedStatus:
    """Read a `credentialStatus`; raises BadInputError for one that cannot be looked up here."""
    if entry is None:
        raise BadInputError("the badge names no list that would say so")
    kind = entry.get("type")
    if not isinstance(kind, str) or kind not in _KINDS:
        raise BadInputError("the badge names a kind of list that is not read here")
    url, purpose, index = (
        entry.get(name) for name in ("statusListCredential", "statusPurpose", "statusListIndex")
    )
    if not isinstance(purpose, str) or purpose not in _STATES or entry.get("statusSize", 1) != 1:
        raise BadInputError("the badge names a list for another purpose")
    if not isinstance(url, str) or not isinstance(index, str) or not _INDEX.fullmatch(index):
        raise BadInputError("the badge does not say where it stands in which list")
    return ListedStatus(kind, url, purpose, int(index))


def answer(listed: ListedStatus, bits: bytes) -> StatusAnswer:
    """Return what a list says; raises BadInputError for an index outside it."""
    if not is_set(bits, listed.index):
        return StatusAnswer("good", "Its issuer's list says that it is in force.")
    state = _STATES[listed.purpose]
    return StatusAnswer(state, _SAID[state])


def read_list(
    data: bytes, listed: ListedStatus, issuer_id: str, resolver: Resolver, now: datetime
) -> bytes:
    """Return the bits of a status list credential; raises BadInputError, in words, if any of it
    is not as it must be."""
    credential_type, list_type, bits = _KINDS[listed.kind]
    token, document = read_token(data) if is_token(data) else (None, parse(data))
    if not isinstance(document, dict) or not _has_type(document, credential_type):
        raise BadInputError("the issuer's list is no status list credential")
    _check_speaker(document, listed, issuer_id)
    if token is None:
        _check_signature(document, resolver)
    else:
        check_token(token, document, resolver, now)
    _check_period(document, now)
    subject = document.get("credentialSubject")
    if not isinstance(subject, dict) or not _has_type(subject, list_type):
        raise BadInputError("the issuer's list holds no list")
    purposes = subject.get("statusPurpose")
    if listed.purpose not in (purposes if isinstance(purposes, list) else [purposes]):
        raise BadInputError("the issuer's list is for another purpose")
    return bits(str(subject.get("encodedList")))


def _has_type(value: Mapping[str, Any], name: str) -> bool:
    types = value.get("type")
    return name in (types if isinstance(types, list) else [types])


def _check_speaker(document: Mapping[str, Any], listed: ListedStatus, issuer_id: str) -> None:
    issuer = document.get("issuer")
    if (issuer.get("id") if isinstance(issuer, dict) else issuer) != issuer_id:
        raise BadInputError("the list is by someone else than the issuer of the badge")
    if document.get("id") != listed.url:
        # Else an old list, or that of other badges, could be served in its place.
        raise BadInputError("the list is another one than the badge names")


def _check_signature(document: Mapping[str, Any], resolver: Resolver) -> None:
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    proofs = check_proof(unsecured, canonicalise(unsecured), document.get("proof"), resolver)
    if verdict(proofs.checks) != "valid":
        raise BadInputError("the signature of the issuer's list cannot be confirmed")


def _check_period(document: Mapping[str, Any], now: datetime) -> None:
    try:
        first, last = (
            datetime.fromisoformat(cast("str", document[name])) if name in document else now
            for name in (
                "validFrom" if "validFrom" in document else "issuanceDate",
                "validUntil" if "validUntil" in document else "expirationDate",
            )
        )
        is_in_time = first <= now <= last
    except (ValueError, TypeError) as error:
        raise BadInputError("the dates of the issuer's list are not dates") from error
    if not is_in_time:
        raise BadInputError("the issuer's list is out of date")
