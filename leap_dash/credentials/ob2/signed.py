"""Verify a signed 2.0 badge (JWS): its issuer's own key, found by what the issuer publishes.

The badge names its key (`verification.creator`) and what it stands for; that names the issuer; and
the issuer must name the key. None of the three is believed where the badge itself brings it along:
anybody could write a key and a name beside it. What is published comes from the resolver.

Source: Open Badges 2.0, Verification, "Signed Badges"; RFC 7515; RFC 8725.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from leap_dash.credentials.issuer_key import OURS, UNCHANGED, no_key, proof_failed
from leap_dash.credentials.jws import (
    OTHER_ALGORITHMS,
    SigningKey,
    check_signature,
    read_pem,
)
from leap_dash.credentials.jwt import Jwt
from leap_dash.credentials.ob2.recipient import check_recipient
from leap_dash.credentials.ob2.revocations import check_revocations
from leap_dash.credentials.period import check_period
from leap_dash.credentials.report import Check, Resolver
from leap_dash.domain.errors import BadInputError

_ALGORITHMS: Final = ("RS256", "ES256", "EdDSA")
_HEADER: Final = frozenset({"alg", "typ", "kid"})
_TYPES: Final = (None, "JWT", "JOSE")

Published = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Signer:
    """What the issuer publishes of a badge: what it stands for, who gives it, with which key."""

    achievement: Published
    issuer: Published
    key: SigningKey


class _NotPublishedError(Exception):
    """Raised with the check that says why there is no key of the issuer's."""

    def __init__(self, check: Check) -> None:
        super().__init__(check.detail)
        self.check = check


def check_signed(
    token: Jwt, resolver: Resolver, *, now: datetime, recipient: str | None
) -> tuple[list[Check], dict[str, Any] | None]:
    """Return the checks of a token whose payload has the form of a signed Assertion, and that
    payload when it is genuine.

    Checks, in order: proof, issuer key, issuer, validity period, status, recipient (only when
    asked for). Nothing is said of the badge unless the first two pass.
    """
    badge = {**token.document, **token.claims}
    if token.header.get("alg") in OTHER_ALGORITHMS:
        detail = "The badge is signed in a way that is not checked here (RS256, ES256, EdDSA are)."
        return [Check("proof", "unknown", detail)], None
    try:
        _check_header(token.header, badge)
        signer = _signer(badge, resolver)
        check_signature(token, signer.key)
    except _NotPublishedError as error:
        return list(no_key(error.check).checks), None
    except BadInputError as error:
        return list(proof_failed(f"The token proves nothing: {error}.").checks), None
    name, issuer = signer.achievement.get("name"), signer.issuer
    checks = [
        UNCHANGED,
        OURS,
        Check("issuer", "pass", f"It is the badge “{name}” of {issuer.get('name')}."),
        check_period(badge["issuedOn"], (badge.get("expires"),), now),
        check_revocations(badge, issuer, resolver),
    ]
    if recipient is not None:
        checks.append(check_recipient(badge["recipient"], recipient))
    return checks, badge


def _check_header(header: Mapping[str, Any], badge: Mapping[str, Any]) -> None:
    if header.get("alg") not in _ALGORITHMS:
        raise BadInputError("it is not signed with a key of which one half is public")
    others = ", ".join(sorted(name[:40] for name in header.keys() - _HEADER))
    if others:
        # Such a header could bring its own key along, or change how the token is read.
        raise BadInputError(f"its header may have just alg and typ, and has {others[:200]} too")
    if header.get("typ") not in _TYPES:
        raise BadInputError("its header says that it is something else than a badge (typ)")
    if "kid" in header and header["kid"] != badge["verification"].get("creator"):
        raise BadInputError("its header names another key than the badge does (kid)")


def _signer(badge: Mapping[str, Any], resolver: Resolver) -> _Signer:
    creator = badge["verification"].get("creator")
    # Both are looked up before either is judged, so that it can be said who could tell.
    key = None if creator is None else _look_up(creator, resolver)
    achievement = badge["badge"]
    if not isinstance(achievement, dict):
        achievement = _found(achievement, _look_up(achievement, resolver))
    issuer_id = _id(achievement.get("issuer"))
    issuer = _found(issuer_id, _look_up(issuer_id, resolver))
    names = _named_keys(issuer)
    if creator is None:
        if len(names) != 1:
            raise _refusal("It does not say with which of its issuer's keys it was signed.")
        creator = next(iter(names))
        key = _look_up(creator, resolver)
    if creator not in names:
        raise _refusal("The key it was signed with is none of the issuer's.")
    described = names[creator] or _found(creator, key)
    if described.get("owner") != issuer_id:
        raise _refusal("The key it was signed with belongs to someone else than the issuer.")
    try:
        return _Signer(achievement, issuer, read_pem(described.get("publicKeyPem")))
    except BadInputError as error:
        raise _refusal(f"The issuer's key cannot be used: {error}.") from error


def _named_keys(issuer: Published) -> dict[str, Published | None]:
    """Return the keys that the issuer names as its own; described where its document does so."""
    named = issuer.get("publicKey")
    found: dict[str, Published | None] = {}
    for each in named if isinstance(named, list) else [named]:
        name = _id(each)
        if isinstance(name, str):
            found[name] = each if isinstance(each, dict) and "publicKeyPem" in each else None
    return found


def _look_up(address: object, resolver: Resolver) -> Published | None:
    """Return what stands at an address, empty where nothing does; none if it cannot be known."""
    if not isinstance(address, str):
        raise _refusal("It does not name its issuer by an address.")
    return resolver.published(address)


def _found(address: object, document: Published | None) -> Published:
    where = str(address)[:200]
    if document is None:
        detail = f"The issuer's key cannot be known here: nothing was read from {where}."
        raise _NotPublishedError(Check("issuer key", "unknown", detail))
    if document.get("id") != address:
        raise _refusal(f"It names {where}, where nothing of it stands.")
    return document


def _refusal(detail: str) -> _NotPublishedError:
    return _NotPublishedError(Check("issuer key", "fail", detail))


def _id(value: object) -> object:
    return value.get("id") if isinstance(value, dict) else value
