"""Is the badge signed by the issuer that it names? The proof and issuer key checks of `verify`.

A proof made with somebody's key says nothing: the key must be the issuer's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from leap_dash.credentials import multikey
from leap_dash.credentials.did import did_key_methods
from leap_dash.credentials.proof import CRYPTOSUITE, read_proof_value, verify_canonical
from leap_dash.credentials.report import Check, Resolver
from leap_dash.domain.errors import BadInputError

# Suites of the standards that are not checked here: such a proof may be sound, but is not known.
_OTHER_SUITES: Final = (
    *("ecdsa-rdfc-2019", "ecdsa-jcs-2019", "ecdsa-sd-2023"),
    *("eddsa-jcs-2022", "eddsa-2022", "bbs-2023"),
)
_MAX_PROOFS: Final = 8


@dataclass(frozen=True, slots=True)
class ProofOutcome:
    """The two checks, and when the proof itself expires (as written), if it says so."""

    checks: tuple[Check, ...]
    expires: object = None


def check_proof(
    document: Mapping[str, Any], canonical: bytes, proofs: object, resolver: Resolver
) -> ProofOutcome:
    """Check the first proof of a suite that is known here.

    `document` comes without its proofs, `canonical` is its canonical form.
    """
    found = proofs if isinstance(proofs, list) else [proofs]
    listed = [proof for proof in found if isinstance(proof, dict)]
    if not 0 < len(listed) <= _MAX_PROOFS or len(listed) != len(found):
        return _fail("The badge carries no proof, so anyone could have written it.")
    for proof in listed:
        if proof.get("type") == "DataIntegrityProof" and proof.get("cryptosuite") == CRYPTOSUITE:
            return _check_one(document, canonical, proof, resolver)
    if any(proof.get("cryptosuite") in _OTHER_SUITES for proof in listed):
        detail = f"The badge is signed in a way that is not checked here (only {CRYPTOSUITE} is)."
        return ProofOutcome((Check("proof", "unknown", detail),))
    return _fail(f"The badge has no proof of a known kind ({CRYPTOSUITE}).")


def _check_one(
    document: Mapping[str, Any], canonical: bytes, proof: Mapping[str, Any], resolver: Resolver
) -> ProofOutcome:
    try:
        _check_options(document, proof)
        key = _issuer_key(document, proof, resolver)
        if isinstance(key, Check):
            not_checked = "The signature was not checked, for want of a key to check it with."
            return ProofOutcome((Check("proof", "unknown", not_checked), key))
        holds = verify_canonical(canonical, document["@context"], proof, key)
    except BadInputError as error:
        return _fail(f"The proof cannot hold: {error}.")
    if not holds:
        return _fail("The signature does not fit: something was changed after signing.")
    passed = Check("proof", "pass", "Nothing was changed since it was signed.")
    ours = Check("issuer key", "pass", "The key is one of the issuer's own.")
    return ProofOutcome((passed, ours), proof.get("expires"))


def _check_options(document: Mapping[str, Any], proof: Mapping[str, Any]) -> None:
    if proof.get("proofPurpose") != "assertionMethod":
        raise BadInputError("its purpose is not assertionMethod")
    if proof.get("@context", document["@context"]) != document["@context"]:
        raise BadInputError("it has contexts of its own")
    if "previousProof" in proof:
        raise BadInputError("it depends on another proof, which is not supported")
    read_proof_value(proof.get("proofValue"))


def _issuer_key(
    document: Mapping[str, Any], proof: Mapping[str, Any], resolver: Resolver
) -> bytes | Check:
    """Return the key that the proof names, or the issuer key check that says why there is none."""
    issuer = document["issuer"]
    issuer_id: str = issuer if isinstance(issuer, str) else issuer["id"]
    method = proof.get("verificationMethod")
    if not isinstance(method, str) or method.partition("#")[0] != issuer_id:
        return Check("issuer key", "fail", "It was signed with a key of someone else's.")
    keys = did_key_methods(issuer_id) if _is_did_key(issuer_id) else resolver.issuer_keys(issuer_id)
    if keys is None:
        return Check("issuer key", "unknown", "The issuer's keys cannot be known here.")
    if method not in keys:
        return Check("issuer key", "fail", "The key it was signed with is none of the issuer's.")
    if multikey.is_weak(keys[method]):
        return Check("issuer key", "fail", "The issuer's key is one that anyone could sign with.")
    return keys[method]


def _is_did_key(issuer_id: str) -> bool:
    return issuer_id.startswith("did:key:")


def _fail(detail: str) -> ProofOutcome:
    return ProofOutcome((Check("proof", "fail", detail),))
