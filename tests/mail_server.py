"""A mail server on this machine that keeps what it takes, refuses, breaks off or never answers."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, TypedDict, Unpack, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from leap_dash.mail import MailServer

USER, PASSWORD = "leap@mail.example.org", "p@ss:word/1"


@dataclass(slots=True)
class Mailbox:
    """What the server has taken, and what it says: an answer in place of its own, where there is
    one, to each RCPT (by address) and each DATA."""

    taken: list[EmailMessage] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    recipients: dict[str, str] = field(default_factory=dict)
    data: str | None = None
    port: int = 0

    def server(self, host: str = "127.0.0.1", user: str | None = None) -> MailServer:
        """How it is reached."""
        return MailServer(host, self.port, user=user, password=user and PASSWORD)

    def subjects(self) -> list[str]:
        """Of what was taken, in its order."""
        return [str(mail["Subject"]) for mail in self.taken]

    def to(self) -> list[str]:
        """Who is written to, sorted."""
        return sorted(str(mail["To"]) for mail in self.taken)

    async def handle_RCPT(  # noqa: N802  aiosmtpd's word
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Take the address, or say what was set for it."""
        if address in self.recipients:
            return self.recipients[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take the e-mail, or say what was set."""
        if self.data is not None:
            return self.data
        content = cast("bytes", envelope.content)
        self.taken.append(message_from_bytes(content, policy=default))
        self.encrypted.append(session.ssl is not None)
        return "250 Taken"


@dataclass(slots=True)
class Meddling(Mailbox):
    """While the server takes an e-mail, something else is done."""

    meddle: Callable[[], None] = lambda: None

    async def handle_RCPT(  # noqa: N802
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        self.meddle()
        return await Mailbox.handle_RCPT(self, _server, _session, envelope, address, _options)


def authenticate(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
) -> AuthResult:
    """Whether it is the one user with the one password."""
    login = (data.login, data.password) if isinstance(data, LoginPassword) else None
    return AuthResult(success=login == (USER.encode(), PASSWORD.encode()), handled=False)


class Options(TypedDict, total=False):
    """Of aiosmtpd's controller and server."""

    tls_context: ssl.SSLContext
    ssl_context: ssl.SSLContext
    authenticator: Callable[[SMTP, Session, Envelope, str, Any], AuthResult]
    auth_required: bool


@contextmanager
def serving(mailbox: Mailbox | None = None, **options: Unpack[Options]) -> Iterator[Mailbox]:
    """A running server; `options` are aiosmtpd's."""
    mailbox = mailbox or Mailbox()
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    mailbox.port = controller.port
    try:
        yield mailbox
    finally:
        controller.stop()


@contextmanager
def silent() -> Iterator[MailServer]:
    """A server that takes the connection and then says nothing at all."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield MailServer("127.0.0.1", listening.getsockname()[1])


def free_port() -> int:
    """A port at which nobody listens now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def self_signed(folder: Path) -> ssl.SSLContext:
    """What a mail server fresh from its package has: a certificate that nobody else signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example.org")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, SHA256())
    )
    file = folder / "certificate.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    return context
