"""The links in e-mails that switch a kind of e-mail off. Nothing is stored or sent here."""

import hmac
from hashlib import sha256
from uuid import UUID

OFF = "/mail"
"""The address below which links switch e-mails off."""
TOKEN_LENGTH = 64
GONE = "The e-mail that this link came with is not known here any more."


def off_token(secret: str, mail_id: UUID) -> str:
    """What the link holds that switches the kind of this e-mail off for whoever got it.

    It names the e-mail, not the person, and only this installation could have made it.
    """
    return mail_id.hex + _signature(secret, mail_id.hex)


def mail_of(secret: str, token: str) -> UUID | None:
    """The e-mail that a token names; none for one that was not made here."""
    name, signature = token[:32], token[32:]
    if len(token) != TOKEN_LENGTH or not token.isascii():
        return None
    if not hmac.compare_digest(_signature(secret, name), signature):
        return None
    return UUID(name)


def _signature(secret: str, name: str) -> str:
    # With its purpose in it, so that nothing else that is signed with the key is taken for it.
    return hmac.new(secret.encode(), f"mail-off:{name}".encode(), sha256).hexdigest()[:32]
