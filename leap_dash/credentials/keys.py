"""The signing keys of the issuers: files, one folder per organisation.

`<slug>/<kid>.pem` holds the private key (PKCS #8, encrypted when there is a passphrase),
`<slug>/<kid>.pub` the public one, so that listing needs no passphrase; `<slug>/active` names the
key that signs. `kid` is the public key itself as Multikey text, so a key id is never used twice.
Keys are never in the database.
"""

import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Literal, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from leap_dash.credentials import multikey
from leap_dash.domain.errors import BadInputError, ConflictError, SigningError

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")


class Signer(Protocol):
    """What signing needs to know of a key: its name in the DID document, and how to use it."""

    @property
    def verification_method(self) -> str:
        """The key's address, `did:web:...#kid`."""

    def sign(self, data: bytes, /) -> bytes:
        """Return the 64 bytes of an Ed25519 signature."""


@dataclass(frozen=True, slots=True)
class KeyInfo:
    """What may be told of a key. A retired key verifies old badges and signs none."""

    kid: str
    created: datetime
    state: Literal["active", "retired"]
    public_multibase: str


class Ed25519Signer:
    """Signs with one private key under one name."""

    def __init__(self, private_key: Ed25519PrivateKey, verification_method: str) -> None:
        self.verification_method = verification_method
        self.sign = private_key.sign
        # Another library than the one that signs: a fault of the one is seen by the other. It is
        # also twice as fast.
        self._public_key = VerifyKey(private_key.public_key().public_bytes_raw())

    def check(self, data: bytes, signature: bytes, /) -> None:
        """Raise SigningError when the signature is not this key's."""
        try:
            self._public_key.verify(data, signature)
        except BadSignatureError:
            raise SigningError(
                f"A signature just made with {self.verification_method} does not verify; nothing "
                "was issued with it. Check this machine's memory and disk before going on."
            ) from None


class SelfCheckingSigner:
    """Verifies each signature before handing it out. Costs about two signatures."""

    def __init__(self, signer: Ed25519Signer) -> None:
        self.verification_method = signer.verification_method
        self._signer = signer

    def sign(self, data: bytes, /) -> bytes:
        """Return the signature; raises SigningError when it does not verify."""
        signature = self._signer.sign(data)
        self._signer.check(data, signature)
        return signature


def _now() -> datetime:
    return datetime.now(UTC)


class KeyStore:
    """The keys of all issuers below one directory; `passphrase` encrypts the private ones at rest.

    `clock` says when a key was made.
    """

    def __init__(
        self,
        directory: Path,
        passphrase: str | None = None,
        *,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self._directory = directory
        self._passphrase = passphrase.encode() if passphrase else None
        self._clock = clock

    def create(self, slug: str) -> KeyInfo:
        """Make the first key of an organisation; raises ConflictError when it has one already."""
        if (self._folder(slug) / "active").exists():
            raise ConflictError(f"{slug} has a signing key already; `rotate` replaces it.")
        return self._add(slug)

    def rotate(self, slug: str) -> KeyInfo:
        """Make a new key and sign with it from now on; the old one stays listed, as retired."""
        self._active_kid(slug)
        return self._add(slug)

    def list(self, slug: str) -> tuple[KeyInfo, ...]:
        """Return the keys of an organisation, oldest first; none when it has no folder."""
        folder = self._folder(slug)
        if not folder.is_dir():
            return ()
        active = self._active_kid(slug)
        keys = [_read_public(path, active) for path in folder.glob("*.pub")]
        return tuple(sorted(keys, key=lambda key: (key.created, key.kid)))

    def public_keys(self, slug: str) -> Mapping[str, bytes]:
        """Return the 32 bytes of every key, active and retired, by kid."""
        return {key.kid: multikey.decode(key.public_multibase) for key in self.list(slug)}

    def signer(self, slug: str, issuer_id: str) -> Ed25519Signer:
        """Return what signs for the organisation under its DID.

        Raises SigningError, naming the file, when the key is missing, readable by others, not
        the key that its name says, or does not fit the passphrase.
        """
        kid = self._active_kid(slug)
        path = self._folder(slug) / f"{kid}.pem"
        key = self._load(path)
        if multikey.encode(key.public_key().public_bytes_raw()) != kid:
            raise SigningError(f"{path} holds another key than its name says; restore it.")
        return Ed25519Signer(key, f"{issuer_id}#{kid}")

    def _add(self, slug: str) -> KeyInfo:
        folder = self._folder(slug)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = Ed25519PrivateKey.generate()
        kid = multikey.encode(key.public_key().public_bytes_raw())
        created = self._clock().astimezone(UTC).replace(microsecond=0)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, self._encryption())
        about = {"created": created.isoformat(), "public_multibase": kid}
        # In this order, so that whatever is listed can sign, and the active key is listed.
        _write(folder / f"{kid}.pem", pem)
        _write(folder / f"{kid}.pub", json.dumps(about).encode())
        _write(folder / "active", kid.encode())
        return KeyInfo(kid, created, "active", kid)

    def _encryption(self) -> KeySerializationEncryption:
        return BestAvailableEncryption(self._passphrase) if self._passphrase else NoEncryption()

    def _folder(self, slug: str) -> Path:
        if not _SLUG.fullmatch(slug):
            raise BadInputError(f"{slug!r} is not an organisation's short name (a-z, 0-9, hyphen).")
        return self._directory / slug

    def _active_kid(self, slug: str) -> str:
        path = self._folder(slug) / "active"
        try:
            kid = path.read_text("ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SigningError(f"{slug} has no signing key: {path} cannot be read.") from error
        multikey.decode(kid)
        return kid

    def _load(self, path: Path) -> Ed25519PrivateKey:
        try:
            mode = path.stat().st_mode
            pem = path.read_bytes()
        except OSError as error:
            raise SigningError(
                f"The signing key {path} cannot be read: {error.strerror}."
            ) from error
        if mode & 0o077:
            raise SigningError(
                f"The signing key {path} can be read by others (mode {mode & 0o777:03o}); "
                f"`chmod 600` it, and rotate the key if someone may have read it."
            )
        if b"ENCRYPTED" in pem and not self._passphrase:
            raise SigningError(f"{path} is encrypted; set LEAP_DASH_KEY_PASSPHRASE.")
        if b"ENCRYPTED" not in pem and self._passphrase:
            raise SigningError(
                f"{path} is not encrypted although LEAP_DASH_KEY_PASSPHRASE is set; rotate the key."
            )
        try:
            key = load_pem_private_key(pem, self._passphrase)
        except ValueError as error:
            remedy = (
                "set LEAP_DASH_KEY_PASSPHRASE to the passphrase that it was made with, or, if "
                "that is right, restore the damaged file"
                if self._passphrase
                else "the file is damaged, restore it"
            )
            raise SigningError(f"The signing key {path} cannot be opened: {remedy}.") from error
        if not isinstance(key, Ed25519PrivateKey):
            raise SigningError(f"{path} is not an Ed25519 key.")
        return key


def _read_public(path: Path, active: str) -> KeyInfo:
    try:
        about = json.loads(path.read_text("utf-8"))
        created = datetime.fromisoformat(about["created"])
        kid = str(about["public_multibase"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SigningError(f"The public key {path} cannot be read; restore it.") from error
    if path.stem != kid:
        raise SigningError(f"{path} holds another key than its name says; restore it.")
    return KeyInfo(kid, created, "active" if kid == active else "retired", kid)


def _write(path: Path, data: bytes) -> None:
    """Write a file of mode 0600 whole or not at all."""
    draft = path.with_name(f".{path.name}.{token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
