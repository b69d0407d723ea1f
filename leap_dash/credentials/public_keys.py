"""An issuer's public keys of either kind: how they are told apart and named, which are too weak.

Ed25519 keys prove documents with an embedded proof, RSA keys sign the JWT form.
"""

from typing import Literal

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from leap_dash.credentials import jwk, multikey

# The 32 bytes of an Ed25519 key, or an RSA one.
PublicKey = bytes | RSAPublicKey
KeyKind = Literal["ed25519", "rsa"]


def kind_of(key: PublicKey) -> KeyKind:
    """Tell which kind of key it is."""
    return "ed25519" if isinstance(key, bytes) else "rsa"


def kid_of(key: PublicKey) -> str:
    """Name the key after itself, so that a name is never used twice.

    An Ed25519 key is its own Multikey text; an RSA key has its JWK thumbprint (RFC 7638).
    """
    return multikey.encode(key) if isinstance(key, bytes) else jwk.thumbprint(key)


def is_weak(key: PublicKey) -> bool:
    """Tell whether someone else than its owner could sign so that the key verifies it."""
    return multikey.is_weak(key) if isinstance(key, bytes) else jwk.is_short(key)
