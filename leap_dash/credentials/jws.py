"""The signature of a compact JWS, checked with a key of which it is known whose it is.

The key decides how a signature is checked, never the token: `alg` must be the one that goes with
the key. Nothing else of the header is looked at here.

Source: RFC 7518, sections 3.3 and 3.4; RFC 8037, section 3.1; RFC 8725.
"""

from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from leap_dash.credentials import jwk, multikey
from leap_dash.credentials.jwt import Jwt
from leap_dash.credentials.public_keys import PublicKey
from leap_dash.domain.errors import BadInputError

# Badges of our own are signed with the first two kinds; others sign on the curve P-256 too.
SigningKey = PublicKey | EllipticCurvePublicKey
# What is signed with a key of which one half is public, but is not checked here.
OTHER_ALGORITHMS: Final = (
    *("RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES384", "ES512", "ES256K", "Ed25519"),
)
_MAX_PEM: Final = 16 * 1024
_NUMBER: Final = 32  # bytes of each of the two numbers that an ES256 signature is made of


def algorithm_of(key: SigningKey) -> str:
    """Return the one `alg` with which a key signs."""
    if isinstance(key, bytes):
        return "EdDSA"
    return "RS256" if isinstance(key, RSAPublicKey) else "ES256"


def check_signature(token: Jwt, key: SigningKey) -> None:
    """Raise BadInputError, in words, unless the token was signed with the key and is unchanged."""
    if token.header.get("alg") != algorithm_of(key):
        raise BadInputError("the key it names does not sign in the way that its header says")
    try:
        if isinstance(key, bytes):
            Ed25519PublicKey.from_public_bytes(key).verify(token.signature, token.signed)
        elif isinstance(key, RSAPublicKey):
            key.verify(token.signature, token.signed, PKCS1v15(), SHA256())
        else:
            key.verify(_as_der(token.signature), token.signed, ECDSA(SHA256()))
    except InvalidSignature:
        raise BadInputError(
            "the signature does not fit, so something was changed after signing"
        ) from None


def read_pem(text: object) -> SigningKey:
    """Read a public key as PEM; raises BadInputError for other kinds and for weak ones."""
    if not isinstance(text, str) or len(text) > _MAX_PEM:
        raise BadInputError("it is no public key (PEM)")
    try:
        key = load_pem_public_key(text.encode())
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadInputError("it is no public key (PEM), or of a kind that is not read") from error
    if isinstance(key, RSAPublicKey):
        return jwk.decode(jwk.encode(key))
    if isinstance(key, Ed25519PublicKey):
        return multikey.decode(multikey.encode(key.public_bytes_raw()))
    if isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1):
        return key
    raise BadInputError("it is a key of a kind that is not read (RSA, P-256 and Ed25519 are)")


def _as_der(signature: bytes) -> bytes:
    if len(signature) != 2 * _NUMBER:
        raise InvalidSignature
    first, second = signature[:_NUMBER], signature[_NUMBER:]
    return encode_dss_signature(int.from_bytes(first), int.from_bytes(second))
