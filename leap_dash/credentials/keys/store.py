"""The signing keys of the issuers: files, one folder per organisation.

`<slug>/<kid>.pem` holds a private key (PKCS #8, encrypted when there is a passphrase),
`<slug>/<kid>.pub` the public one, so that listing needs no passphrase. `<slug>/active` names the
Ed25519 key that signs, `<slug>/active-rsa` the RSA key. `kid` is made from the public key itself,
so a key id is never used twice. Keys are never in the database.
"""

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from leap_dash.credentials import jwk, multikey
from leap_dash.credentials.keys import files
from leap_dash.credentials.keys.signers import Ed25519Signer, RsaSigner
from leap_dash.credentials.public_keys import KeyKind, PublicKey, kid_of, kind_of
from leap_dash.domain.errors import BadInputError, ConflictError, SigningError

KINDS: Final[tuple[KeyKind, ...]] = ("ed25519", "rsa")

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
# What kids of both kinds are made of; nothing that leads to another folder.
_KID = re.compile(r"[A-Za-z0-9_-]{1,128}")
_ACTIVE: Final[Mapping[KeyKind, str]] = {"ed25519": "active", "rsa": "active-rsa"}


@dataclass(frozen=True, slots=True)
class KeyInfo:
    """What may be told of a key. A retired key verifies old badges and signs none."""

    kid: str
    created: datetime
    state: Literal["active", "retired"]
    public_key: PublicKey

    @property
    def kind(self) -> KeyKind:
        """Which kind of key it is."""
        return kind_of(self.public_key)


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

    def create(self, slug: str, kind: KeyKind = "ed25519") -> KeyInfo:
        """Make the first key of a kind; raises ConflictError when there is one already."""
        return self._add(slug, kind, first=True)

    def rotate(self, slug: str, kind: KeyKind = "ed25519") -> KeyInfo:
        """Make a new key and sign with it from now on; the old one stays listed, as retired."""
        self._active_kid(slug, "ed25519")  # every organisation with keys has this one
        return self._add(slug, kind, first=False)

    def list(self, slug: str) -> tuple[KeyInfo, ...]:
        """Return the keys of an organisation, oldest first; none when it has no folder."""
        folder = self._folder(slug)
        if not folder.is_dir():
            return ()
        active = {self._active_kid(slug, "ed25519")}
        if self._has(slug, "rsa"):
            active.add(self._active_kid(slug, "rsa"))
        keys = [_read_public(path, active) for path in folder.glob("*.pub")]
        return tuple(sorted(keys, key=lambda key: (key.created, key.kind, key.kid)))

    def public_keys(self, slug: str) -> Mapping[str, PublicKey]:
        """Return every key, active and retired, by kid."""
        return {key.kid: key.public_key for key in self.list(slug)}

    def signer(self, slug: str, issuer_id: str) -> Ed25519Signer:
        """Return what proves documents for the organisation under its DID.

        Raises SigningError, naming the file, when the key is missing, readable by others, not
        the key that its name says, or does not fit the passphrase.
        """
        path = self._active_path(slug, "ed25519")
        key = files.read_private(path, self._passphrase)
        if not isinstance(key, Ed25519PrivateKey):
            raise SigningError(f"{path} is not an Ed25519 key.")
        _check_name(path, key)
        return Ed25519Signer(key, f"{issuer_id}#{path.stem}")

    def jwt_signer(self, slug: str, issuer_id: str) -> RsaSigner:
        """Return what signs the JWT form; an organisation without an RSA key gets its first.

        Raises SigningError as `signer` does.
        """
        self._active_kid(slug, "ed25519")
        if not self._has(slug, "rsa"):
            with suppress(ConflictError):  # someone else was faster
                self.create(slug, "rsa")
        path = self._active_path(slug, "rsa")
        key = files.read_private(path, self._passphrase)
        if not isinstance(key, RSAPrivateKey):
            raise SigningError(f"{path} is not an RSA key.")
        _check_name(path, key)
        return RsaSigner(key, f"{issuer_id}#{path.stem}")

    def _add(self, slug: str, kind: KeyKind, *, first: bool) -> KeyInfo:
        folder = self._folder(slug)
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with files.locked(folder):
                if first and self._has(slug, kind):
                    raise ConflictError(f"{slug} has a signing key already; `rotate` replaces it.")
                return self._write_new(folder, kind)
        except OSError as error:
            raise SigningError(
                f"The signing key of {slug} cannot be written: {error.strerror}."
            ) from error

    def _write_new(self, folder: Path, kind: KeyKind) -> KeyInfo:
        key = _generate(kind)
        public = files.public_of(key)
        kid = kid_of(public)
        created = self._clock().astimezone(UTC)  # to the microsecond: keys are listed by it
        about = {"created": created.isoformat(), **_written(public)}
        # In this order, so that whatever is listed can sign, and the active key is listed.
        files.write(folder / f"{kid}.pem", files.pem_of(key, self._passphrase))
        files.write(folder / f"{kid}.pub", json.dumps(about).encode())
        files.write(folder / _ACTIVE[kind], kid.encode())
        return KeyInfo(kid, created, "active", public)

    def _folder(self, slug: str) -> Path:
        if not _SLUG.fullmatch(slug):
            raise BadInputError(f"{slug!r} is not an organisation's short name (a-z, 0-9, hyphen).")
        return self._directory / slug

    def _has(self, slug: str, kind: KeyKind) -> bool:
        return (self._folder(slug) / _ACTIVE[kind]).exists()

    def _active_path(self, slug: str, kind: KeyKind) -> Path:
        return self._folder(slug) / f"{self._active_kid(slug, kind)}.pem"

    def _active_kid(self, slug: str, kind: KeyKind) -> str:
        path = self._folder(slug) / _ACTIVE[kind]
        try:
            kid = path.read_text("ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SigningError(f"{slug} has no signing key: {path} cannot be read.") from error
        if not _KID.fullmatch(kid):
            raise SigningError(f"{path} names no key; restore it.")
        return kid


def _generate(kind: KeyKind) -> files.PrivateKey:
    if kind == "rsa":
        return rsa.generate_private_key(public_exponent=65537, key_size=jwk.MIN_RSA_BITS)
    return Ed25519PrivateKey.generate()


def _written(key: PublicKey) -> dict[str, object]:
    if isinstance(key, bytes):
        return {"public_multibase": multikey.encode(key)}
    return {"public_jwk": jwk.encode(key)}


def _read_public(path: Path, active: set[str]) -> KeyInfo:
    try:
        about = json.loads(path.read_text("utf-8"))
        created = datetime.fromisoformat(about["created"])
        if "public_jwk" in about:
            key: PublicKey = jwk.decode(about["public_jwk"])
        else:
            key = multikey.decode(str(about["public_multibase"]))
    except (OSError, ValueError, KeyError, TypeError, BadInputError) as error:
        raise SigningError(f"The public key {path} cannot be read; restore it.") from error
    kid = kid_of(key)
    if path.stem != kid:
        raise SigningError(f"{path} holds another key than its name says; restore it.")
    return KeyInfo(kid, created, "active" if kid in active else "retired", key)


def _check_name(path: Path, key: files.PrivateKey) -> None:
    if kid_of(files.public_of(key)) != path.stem:
        raise SigningError(f"{path} holds another key than its name says; restore it.")
