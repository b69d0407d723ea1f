"""Writes an e-mail down as RFC 5322 and 2045 want it: plain text, and the same as escaped HTML."""

from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from html import escape

from leap_dash.domain.errors import BadInputError

# RFC 5321, 4.5.3.1: an address has at most 254 characters, the part before its @ at most 64.
ADDRESS_LENGTH, LOCAL_LENGTH = 254, 64


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person gets. `sender_name` is who is shown as the sender, `reply_to` who answers
    reach; `id` without angle brackets, the same at each attempt to send it."""

    id: str
    sender: str
    sender_name: str
    reply_to: str | None
    recipient: str
    subject: str
    text: str
    at: datetime


def compose(letter: Letter) -> EmailMessage:
    """The e-mail. Raises BadInputError for a header that would hold more than one line."""
    mail = EmailMessage(policy=SMTP)
    try:
        mail["From"] = Address(" ".join(letter.sender_name.split()), addr_spec=letter.sender)
        mail["To"] = Address(addr_spec=letter.recipient)
        if letter.reply_to is not None:
            mail["Reply-To"] = Address(addr_spec=letter.reply_to)
        mail["Subject"] = letter.subject
        mail["Date"] = letter.at
        mail["Message-ID"] = f"<{letter.id}>"
    except (ValueError, IndexError, MessageError) as error:
        raise BadInputError("A header of this e-mail is no single line of text.") from error
    # Not "8bit", which some servers on the way cannot carry.
    mail.set_content(letter.text, cte="quoted-printable")
    body = f'<p style="white-space: pre-wrap">{escape(letter.text)}</p>'
    mail.add_alternative(
        f"<!DOCTYPE html><html><body>{body}</body></html>", subtype="html", cte="quoted-printable"
    )
    return mail


def usable_address(text: str | None) -> bool:
    """Whether an e-mail can be sent to it: one plain ASCII address and nothing beside it."""
    if not text or not text.isascii() or not text.isprintable() or len(text) > ADDRESS_LENGTH:
        return False
    try:
        address = Address(addr_spec=text)
    except (ValueError, IndexError, MessageError):
        return False
    local, domain = address.username, address.domain
    return 0 < len(local) <= LOCAL_LENGTH and bool(domain) and " " not in text and "," not in text
