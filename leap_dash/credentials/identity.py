"""How a badge names its learner without writing the address down.

A salted hash of an e-mail can be guessed by whoever holds the badge and a list of addresses: it is
obfuscation, not secrecy. It lets an employer who knows the address confirm that the badge is
about that person.
"""

import hashlib


def normal_email(email: str) -> str:
    """Return the address as it is hashed: trimmed and lower-cased."""
    return email.strip().lower()


def identity_hash(email: str, salt: str) -> str:
    """Return `sha256$` and the hex digest of address and salt (Open Badges 3.0, IdentityHash)."""
    return salted_hash(normal_email(email), salt)


def salted_hash(identity: str, salt: str) -> str:
    """Return the same for an identity as it stands (Open Badges 2.0, IdentityHash)."""
    return "sha256$" + hashlib.sha256((identity + salt).encode()).hexdigest()
