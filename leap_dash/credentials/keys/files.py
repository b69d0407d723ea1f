"""One key file at a time: read with suspicion, written whole or not at all."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from leap_dash.credentials.public_keys import PublicKey
from leap_dash.domain.errors import SigningError

PrivateKey = Ed25519PrivateKey | RSAPrivateKey


def public_of(key: PrivateKey) -> PublicKey:
    """Return the public half of a key."""
    if isinstance(key, RSAPrivateKey):
        return key.public_key()
    return key.public_key().public_bytes_raw()


def pem_of(key: PrivateKey, passphrase: bytes | None) -> bytes:
    """Write a private key as PKCS #8, encrypted when there is a passphrase."""
    encryption = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)


def read_private(path: Path, passphrase: bytes | None) -> PrivateKey:
    """Read a private key.

    Raises SigningError, naming the file, when it is missing, damaged, readable by others, no
    signing key, or does not fit the passphrase.
    """
    try:
        mode = path.stat().st_mode
        pem = path.read_bytes()
    except OSError as error:
        raise SigningError(f"The signing key {path} cannot be read: {error.strerror}.") from error
    if mode & 0o077:
        raise SigningError(
            f"The signing key {path} can be read by others (mode {mode & 0o777:03o}); "
            f"`chmod 600` it, and rotate the key if someone may have read it."
        )
    if b"ENCRYPTED" in pem and not passphrase:
        raise SigningError(f"{path} is encrypted; set LEAP_DASH_KEY_PASSPHRASE.")
    if b"ENCRYPTED" not in pem and passphrase:
        raise SigningError(
            f"{path} is not encrypted although LEAP_DASH_KEY_PASSPHRASE is set; rotate the key."
        )
    try:
        key = load_pem_private_key(pem, passphrase)
    except ValueError as error:
        remedy = (
            "set LEAP_DASH_KEY_PASSPHRASE to the passphrase that it was made with, or, if that is "
            "right, restore the damaged file"
            if passphrase
            else "the file is damaged, restore it"
        )
        raise SigningError(f"The signing key {path} cannot be opened: {remedy}.") from error
    if not isinstance(key, PrivateKey):
        raise SigningError(f"{path} is neither an Ed25519 nor an RSA key.")
    return key


def write(path: Path, data: bytes) -> None:
    """Write a file of mode 0600 whole or not at all."""
    draft = path.with_name(f".{path.name}.{token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder for this thread alone, among all processes, while the block runs."""
    # A file for it, because network file systems lock only what is open for writing.
    descriptor = os.open(folder / ".lock", os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)  # frees the lock
