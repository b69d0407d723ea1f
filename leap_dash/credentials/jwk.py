"""RSA public keys as JSON Web Keys, named by their thumbprint. Never a private member.

Source: RFC 7517 and RFC 7518, section 6.3; RFC 7638 for the thumbprint.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers

from leap_dash.credentials import base64url
from leap_dash.domain.errors import BadInputError

# RFC 7518, section 3.3: shorter keys must not be used with RS256.
MIN_RSA_BITS: Final = 2048
_MAX_RSA_BITS = 16_384  # what takes OpenSSL longer than it is worth


def encode(key: RSAPublicKey) -> dict[str, str]:
    """Write the key's required members; in the order in which the thumbprint wants them."""
    numbers = key.public_numbers()
    return {"e": _number_text(numbers.e), "kty": "RSA", "n": _number_text(numbers.n)}


def decode(jwk: object) -> RSAPublicKey:
    """Read an RSA public key.

    Raises BadInputError for members other than `encode` writes, for numbers that are no RSA key
    or written otherwise, and for keys that are too short.
    """
    if not isinstance(jwk, Mapping) or set(jwk) != {"e", "kty", "n"} or jwk["kty"] != "RSA":
        raise BadInputError("it is not an RSA public key (JWK with just e, kty and n)")
    try:
        modulus = _number(jwk["n"])
        if modulus.bit_length() > _MAX_RSA_BITS:
            raise BadInputError(f"it has {modulus.bit_length()} bits; at most {_MAX_RSA_BITS}")
        key = RSAPublicNumbers(_number(jwk["e"]), modulus).public_key()
    except ValueError as error:
        raise BadInputError(f"it is not an RSA public key: {error}") from error
    if is_short(key):
        raise BadInputError(f"it has {key.key_size} bits; at least {MIN_RSA_BITS} are required")
    return key


def thumbprint(key: RSAPublicKey) -> str:
    """Return the base64url SHA-256 of the key's required members: its name everywhere."""
    canonical = json.dumps(encode(key), separators=(",", ":"), sort_keys=True)
    return base64url.encode(sha256(canonical.encode()).digest())


def is_short(key: RSAPublicKey) -> bool:
    """Tell whether others could work out the private key."""
    return key.key_size < MIN_RSA_BITS


def _number_text(number: int) -> str:
    return base64url.encode(number.to_bytes((number.bit_length() + 7) // 8))


def _number(text: object) -> int:
    number = int.from_bytes(base64url.decode(str(text)))
    if _number_text(number) != text:
        raise BadInputError("one of its numbers begins with zeros")
    return number
