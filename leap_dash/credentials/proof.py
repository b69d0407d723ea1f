"""Data Integrity proofs of the cryptosuite `eddsa-rdfc-2022`: made, and checked.

What is signed is the SHA-256 of the canonical proof options, then that of the canonical document.
Source: W3C Data Integrity EdDSA Cryptosuites 1.0, section 3.2.
"""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

import base58
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from leap_dash.credentials import multikey
from leap_dash.credentials.canonical import canonicalise
from leap_dash.credentials.compose import timestamp
from leap_dash.credentials.issuer_key import issuer_id
from leap_dash.credentials.keys import Signer
from leap_dash.credentials.remembered import canonical_proof
from leap_dash.domain.errors import BadInputError, SigningError

CRYPTOSUITE: Final = "eddsa-rdfc-2022"
_MAX_DIGITS: Final = 88  # what 64 bytes take at most

# Four digits at a time: written one by one, as the library does, they take as long as the signing.
_DIGITS = base58.BITCOIN_ALPHABET.decode()
_PAIRS: Final = [first + second for first in _DIGITS for second in _DIGITS]
_PAIR: Final = len(_PAIRS)
_TWO_PAIRS: Final = _PAIR * _PAIR


def add_proof(
    document: Mapping[str, Any],
    signer: Signer,
    created: datetime,
    canonical: bytes | None = None,
) -> dict[str, Any]:
    """Return the document with its proof; `created` carries a time zone.

    `canonical` is the canonical form of the document, from who has it already.
    Raises BadInputError for a document that cannot be signed whole (see `canonical`). Lint first.
    """
    options = proof_options(signer.verification_method, timestamp(created))
    if options["verificationMethod"].partition("#")[0] != issuer_id(document):
        raise SigningError(
            f"The key {signer.verification_method} is not one of {issuer_id(document)}, "
            "who is named as the issuer."
        )
    data = signed_bytes(
        canonicalise(document) if canonical is None else canonical,
        canonical_proof(document["@context"], options),
    )
    return {**document, "proof": [{**options, "proofValue": proof_value(signer.sign(data))}]}


def proof_options(verification_method: str, created: str) -> dict[str, str]:
    """Return the members of a proof, all but the signature."""
    return {
        "type": "DataIntegrityProof",
        "cryptosuite": CRYPTOSUITE,
        "created": created,
        "verificationMethod": verification_method,
        "proofPurpose": "assertionMethod",
    }


def canonical_options(contexts: list[str], options: Mapping[str, Any]) -> bytes:
    """Return the canonical form of the proof options, read with the document's contexts."""
    bare = {name: value for name, value in options.items() if name != "proofValue"}
    return canonicalise({**bare, "@context": contexts})


def signed_bytes(document: bytes, options: bytes) -> bytes:
    """Return the 64 bytes that are signed, from the canonical document and proof options."""
    return sha256(options).digest() + sha256(document).digest()


def proof_value(signature: bytes) -> str:
    """Write a signature as base58btc multibase text."""
    number = int.from_bytes(signature)
    pairs: list[str] = []
    while number:
        two = number % _TWO_PAIRS
        number //= _TWO_PAIRS
        pairs += (_PAIRS[two % _PAIR], _PAIRS[two // _PAIR])
    zeros = len(signature) - len(signature.lstrip(b"\0"))
    return "z" + "1" * zeros + "".join(reversed(pairs)).lstrip("1")


def read_proof_value(text: object) -> bytes:
    """Read the 64 bytes of a signature; raises BadInputError for any other text."""
    # Decoding takes the square of the length: a megabyte would be minutes of work.
    digits = text[1:] if isinstance(text, str) and text[:1] == "z" else ""
    try:
        raw = base58.b58decode(digits) if len(digits) <= _MAX_DIGITS else b""
    except ValueError:
        raw = b""
    # One signature has one text: leading blanks or a changed last character must not pass.
    if len(raw) != 64 or proof_value(raw) != text:
        raise BadInputError("proofValue is not an Ed25519 signature (z..., 64 bytes)")
    return raw


def verify_proof(document: Mapping[str, Any], proof: Mapping[str, Any], public_key: bytes) -> bool:
    """Tell whether the proof is the key's, over this document (given without `proof`).

    Raises BadInputError for documents, proofs and keys that cannot be read at all.
    """
    return verify_canonical(canonicalise(document), document["@context"], proof, public_key)


def verify_canonical(
    canonical: bytes, contexts: list[str], proof: Mapping[str, Any], public_key: bytes
) -> bool:
    """Do as `verify_proof` for a document that was canonicalised already."""
    signature = read_proof_value(proof.get("proofValue"))
    if multikey.is_weak(public_key):
        raise BadInputError("the key is of small order, which anyone could sign with")
    data = signed_bytes(canonical, canonical_proof(contexts, proof))
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, data)
    except InvalidSignature:
        return False
    return True
