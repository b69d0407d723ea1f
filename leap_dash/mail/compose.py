"""Writes an e-mail down as RFC 5322 and 2045 want it: plain text, and the same as escaped HTML."""

from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from html import escape

from leap_dash.domain.errors import BadInputError

# RFC 5321, 4.5.3.1: an address has at most 254 characters, the part before its @ at most 64.
ADDRESS_LENGTH, LOCAL_LENGTH = 254, 64


class Whole(UnstructuredHeader, BaseHeader):
    """A header that stays on its line: the usual folding would encode a long address as words."""

    def fold(self, *, policy: Policy) -> str:
        """As it is."""
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", Whole)
_POLICY = SMTP.clone(header_factory=_HEADERS)


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person gets. `sender_name` is who is shown as the sender, `reply_to` who answers
    reach; `id` without angle brackets, the same at each attempt to send it.

    `html` in place of the text as it is; `off_url` is where one click gets no more of its kind
    (RFC 8058)."""

    id: str
    sender: str
    sender_name: str
    reply_to: str | None
    recipient: str
    subject: str
    text: str
    at: datetime
    html: str | None = None
    off_url: str | None = None


def compose(letter: Letter) -> EmailMessage:
    """The e-mail. Raises BadInputError for a header that would hold more than one line."""
    mail = EmailMessage(policy=_POLICY)
    try:
        mail["From"] = Address(" ".join(letter.sender_name.split()), addr_spec=letter.sender)
        mail["To"] = Address(addr_spec=letter.recipient)
        if letter.reply_to is not None:
            mail["Reply-To"] = Address(addr_spec=letter.reply_to)
        mail["Subject"] = letter.subject
        mail["Date"] = letter.at
        mail["Message-ID"] = f"<{letter.id}>"
        _add_way_off(mail, letter.off_url)
    except (ValueError, IndexError, MessageError) as error:
        raise BadInputError("A header of this e-mail is no single line of text.") from error
    # Not "8bit", which some servers on the way cannot carry.
    mail.set_content(letter.text, cte="quoted-printable")
    mail.add_alternative(
        letter.html or _as_html(letter.text), subtype="html", cte="quoted-printable"
    )
    return mail


def _as_html(text: str) -> str:
    body = f'<p style="white-space: pre-wrap">{escape(text)}</p>'
    return f"<!DOCTYPE html><html><body>{body}</body></html>"


def _add_way_off(mail: EmailMessage, url: str | None) -> None:
    if url is None:
        return
    mail["List-Unsubscribe"] = f"<{url}>"
    if url.startswith("https://"):  # RFC 8058, 3.1: one click over nothing else
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    # Machines that answer e-mails ("I am away") leave these alone (RFC 3834).
    mail["Auto-Submitted"] = "auto-generated"


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
