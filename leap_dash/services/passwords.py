"""Passwords: what is accepted, how they are kept (argon2id), and how a guess is checked."""

import secrets
import threading
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from leap_dash.domain.errors import BadInputError

SHORTEST = 10
# Long enough for any sentence; the limit only keeps a request from feeding megabytes to a hash.
LONGEST = 500

_hasher = PasswordHasher()
# Each hash takes 64 MiB and four threads: a burst of sign-ins must not take the machine.
_turns = threading.BoundedSemaphore(2)


def hash_password(password: str, *, email: str) -> str:
    """The argon2id hash to keep. Raises BadInputError for a password that is too easy to guess."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadInputError(f"The password must have {SHORTEST} to {LONGEST} characters.")
    if password.strip().lower() == email or len(set(password)) < 4:
        raise BadInputError("The password is too easy to guess: take a few words of your own.")
    return renewed_hash(password)


def make_password() -> str:
    """A password for someone who has none yet: 96 random bits as 16 characters."""
    return secrets.token_urlsafe(12)


def password_matches(password: str, password_hash: str | None) -> bool:
    """Whether the password is the hashed one; as much work for an account there is none of."""
    known = password_hash or _unknown()
    try:
        with _turns:
            _hasher.verify(known, _normal(password[: LONGEST + 1]))
    except VerificationError:
        return False
    return password_hash is not None


def needs_new_hash(password_hash: str) -> bool:
    """Whether the hash was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(password_hash)


def renewed_hash(password: str) -> str:
    """A hash with today's settings of a password that was accepted before."""
    with _turns:
        return _hasher.hash(_normal(password))


@cache
def _unknown() -> str:
    return renewed_hash(secrets.token_urlsafe(16))


def _normal(password: str) -> bytes:
    # The same letters typed on two keyboards may come as different code points (NIST SP 800-63B).
    # A lone surrogate has no UTF-8: kept as it is, it simply matches nothing.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
