"""Whose key signed it? What the checks of embedded proofs and of the JWT form have in common.

A signature made with somebody's key says nothing: the key must be one of the issuer's own list,
whatever the badge itself says of keys.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from leap_dash.credentials.did import did_key_methods
from leap_dash.credentials.public_keys import PublicKey, is_weak
from leap_dash.credentials.report import Check, Resolver

UNCHANGED: Final = Check("proof", "pass", "Nothing was changed since it was signed.")
OURS: Final = Check("issuer key", "pass", "The key is one of the issuer's own.")


@dataclass(frozen=True, slots=True)
class ProofOutcome:
    """The two checks, and when the proof itself expires (as written), if it says so."""

    checks: tuple[Check, ...]
    expires: object = None


def issuer_id(document: Mapping[str, Any]) -> str:
    """Return the id of the issuer, which stands alone or in a profile."""
    issuer = document["issuer"]
    return issuer if isinstance(issuer, str) else str(issuer["id"])


def find_key(document: Mapping[str, Any], method: object, resolver: Resolver) -> PublicKey | Check:
    """Return the issuer's key of that address, or the issuer key check that says why there is none.

    Raises BadInputError for a `did:key` that is no Ed25519 key.
    """
    issuer = issuer_id(document)
    if not isinstance(method, str) or method.partition("#")[0] != issuer:
        return Check("issuer key", "fail", "It was signed with a key of someone else's.")
    is_own_key = issuer.startswith("did:key:")
    keys = did_key_methods(issuer) if is_own_key else resolver.issuer_keys(issuer)
    if keys is None:
        return Check("issuer key", "unknown", "The issuer's keys cannot be known here.")
    if method not in keys:
        return Check("issuer key", "fail", "The key it was signed with is none of the issuer's.")
    if is_weak(keys[method]):
        detail = "The issuer's key is so weak that others could sign with it."
        return Check("issuer key", "fail", detail)
    return keys[method]


def no_key(why: Check) -> ProofOutcome:
    """Return the outcome when there is no key to check the signature with."""
    detail = "The signature was not checked, for want of a key to check it with."
    return ProofOutcome((Check("proof", "unknown", detail), why))


def proof_failed(detail: str) -> ProofOutcome:
    """Return the outcome when the signature does not hold."""
    return ProofOutcome((Check("proof", "fail", detail),))
