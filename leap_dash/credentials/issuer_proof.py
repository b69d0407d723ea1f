"""Is the badge proved by the issuer that it names? The checks of `verify` on embedded proofs."""

from collections.abc import Mapping
from typing import Any, Final

from leap_dash.credentials.issuer_key import (
    OURS,
    UNCHANGED,
    ProofOutcome,
    find_key,
    no_key,
    proof_failed,
)
from leap_dash.credentials.kinds import credential_kind
from leap_dash.credentials.proof import CRYPTOSUITE, read_proof_value, verify_canonical
from leap_dash.credentials.report import Check, Resolver
from leap_dash.domain.errors import BadInputError

# Suites of the standards that are not checked here: such a proof may be sound, but is not known.
_OTHER_SUITES: Final = (
    *("ecdsa-rdfc-2019", "ecdsa-jcs-2019", "ecdsa-sd-2023"),
    *("eddsa-jcs-2022", "eddsa-2022", "bbs-2023"),
)
_MAX_PROOFS: Final = 8


def check_proof(
    document: Mapping[str, Any], canonical: bytes, proofs: object, resolver: Resolver
) -> ProofOutcome:
    """Check the first proof of a suite that is known here.

    `document` comes without its proofs, `canonical` is its canonical form.
    """
    what = credential_kind(document) or "document"
    found = proofs if isinstance(proofs, list) else [proofs]
    listed = [proof for proof in found if isinstance(proof, dict)]
    if not 0 < len(listed) <= _MAX_PROOFS or len(listed) != len(found):
        return proof_failed(f"The {what} carries no proof, so anyone could have written it.")
    for proof in listed:
        if proof.get("type") == "DataIntegrityProof" and proof.get("cryptosuite") == CRYPTOSUITE:
            return _check_one(document, canonical, proof, resolver)
    if any(proof.get("cryptosuite") in _OTHER_SUITES for proof in listed):
        detail = f"The {what} is signed in a way that is not checked here (only {CRYPTOSUITE} is)."
        return ProofOutcome((Check("proof", "unknown", detail),))
    return proof_failed(f"The {what} has no proof of a known kind ({CRYPTOSUITE}).")


def _check_one(
    document: Mapping[str, Any], canonical: bytes, proof: Mapping[str, Any], resolver: Resolver
) -> ProofOutcome:
    try:
        _check_options(document, proof)
        key = find_key(document, proof.get("verificationMethod"), resolver)
        if isinstance(key, Check):
            return no_key(key)
        if not isinstance(key, bytes):
            return proof_failed("The key it names is not one that makes such a proof (Ed25519).")
        holds = verify_canonical(canonical, document["@context"], proof, key)
    except BadInputError as error:
        return proof_failed(f"The proof cannot hold: {error}.")
    if not holds:
        return proof_failed("The signature does not fit: something was changed after signing.")
    return ProofOutcome((UNCHANGED, OURS), proof.get("expires"))


def _check_options(document: Mapping[str, Any], proof: Mapping[str, Any]) -> None:
    if proof.get("proofPurpose") != "assertionMethod":
        raise BadInputError("its purpose is not assertionMethod")
    if proof.get("@context", document["@context"]) != document["@context"]:
        raise BadInputError("it has contexts of its own")
    if "previousProof" in proof:
        raise BadInputError("it depends on another proof, which is not supported")
    read_proof_value(proof.get("proofValue"))
