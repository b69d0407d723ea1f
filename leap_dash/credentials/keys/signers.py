"""What signs: narrow protocols, and the signers that hold a private key in memory.

Those for the two kinds of keys differ in the names of their methods, so that a key of the wrong
kind does not pass the type checker.
"""

from collections.abc import Iterable
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from leap_dash.domain.errors import SigningError


class Signer(Protocol):
    """What an embedded proof needs of a key: its name in the DID document, and how to use it."""

    @property
    def verification_method(self) -> str:
        """The key's address, `did:web:...#kid`."""

    def sign(self, data: bytes, /) -> bytes:
        """Return the 64 bytes of an Ed25519 signature."""


class BatchSigner(Signer, Protocol):
    """What signing awards by the thousand needs of a key."""

    def sign_each(self, many: Iterable[bytes], /) -> list[bytes]:
        """Return the signature of each, as `sign` makes it; all of them or none."""


class JwtSigner(Protocol):
    """What the JWT form needs of a key."""

    @property
    def verification_method(self) -> str:
        """The key's address, `did:web:...#kid`."""

    def sign_rs256(self, data: bytes, /) -> bytes:
        """Return an RSASSA-PKCS1-v1_5 signature with SHA-256, as long as the key's modulus."""


class Ed25519Signer:
    """Signs with one private key under one name."""

    def __init__(self, private_key: Ed25519PrivateKey, verification_method: str) -> None:
        self.verification_method = verification_method
        self.sign = private_key.sign
        # Another library than the one that signs: a fault of the one is seen by the other. It is
        # also twice as fast.
        self._public_key = VerifyKey(private_key.public_key().public_bytes_raw())

    def sign_each(self, many: Iterable[bytes], /) -> list[bytes]:
        """Return the signature of each."""
        return [self.sign(data) for data in many]

    def check(self, data: bytes, signature: bytes, /) -> None:
        """Raise SigningError when the signature is not this key's."""
        try:
            self._public_key.verify(data, signature)
        except BadSignatureError:
            raise _faulty(self.verification_method) from None


class SelfCheckingSigner:
    """Verifies each signature before handing it out. Costs about two signatures."""

    def __init__(self, signer: Ed25519Signer) -> None:
        self.verification_method = signer.verification_method
        self._signer = signer

    def sign(self, data: bytes, /) -> bytes:
        """Return the signature; raises SigningError when it does not verify."""
        return self.sign_each([data])[0]

    def sign_each(self, many: Iterable[bytes], /) -> list[bytes]:
        """Return the signature of each; raises SigningError when one does not verify.

        First all are signed, then all verified: taking turns, the two libraries push each other
        out of the processor's cache, which costs a fifth.
        """
        many = list(many)
        signatures = self._signer.sign_each(many)
        for data, signature in zip(many, signatures, strict=True):
            self._signer.check(data, signature)
        return signatures


class RsaSigner:
    """Signs with one private key under one name, and verifies each signature.

    Always: from a single RSA signature with a fault of memory in it the private key can be
    computed, and checking costs a twentieth of signing.
    """

    def __init__(self, private_key: RSAPrivateKey, verification_method: str) -> None:
        self.verification_method = verification_method
        self._private_key = private_key
        self._public_key = private_key.public_key()

    def sign_rs256(self, data: bytes, /) -> bytes:
        """Return the signature; raises SigningError when it does not verify."""
        signature = self._private_key.sign(data, PKCS1v15(), SHA256())
        try:
            self._public_key.verify(signature, data, PKCS1v15(), SHA256())
        except InvalidSignature:
            raise _faulty(self.verification_method) from None
        return signature


def _faulty(verification_method: str) -> SigningError:
    return SigningError(
        f"A signature just made with {verification_method} does not verify; nothing "
        "was issued with it. Check this machine's memory and disk before going on."
    )
