"""Hands e-mails to the mail server, encrypted on every way that leaves the machine.

What the server answers is told by its number alone: its words may hold somebody's address.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage

from leap_dash.domain.errors import MailRefusedError, MailServerError, NotSentError
from leap_dash.mail.server import MailServer

TIMEOUT_SECONDS = 15.0
PERMANENT = 500
"""Answers from here on are for good (RFC 5321, 4.2.1)."""
CLOSING = 421
"""The server ends the connection, whatever it was asked."""


class Delivery:
    """An open connection, over which any number of e-mails go one after the other."""

    def __init__(self, client: smtplib.SMTP) -> None:
        self._client = client

    def send(self, mail: EmailMessage) -> None:
        """Hand over one e-mail; afterwards the server answers for it.

        Raises MailRefusedError for one that it will never take, NotSentError for one that it does
        not take now, MailServerError when nothing more can be sent over this connection.
        """
        try:
            self._client.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            (code, _), *_ = error.recipients.values()
            raise _refused("the mail server does not take this address", code) from None
        except smtplib.SMTPSenderRefused as error:
            raise MailServerError(
                f"the mail server takes no mail from this sender ({error.smtp_code})"
            ) from None
        except smtplib.SMTPNotSupportedError:
            raise MailRefusedError("the mail server takes no address like this one") from None
        except smtplib.SMTPServerDisconnected:
            raise MailServerError("the mail server broke off") from None
        except smtplib.SMTPResponseException as error:
            raise _refused("the mail server does not take this mail", error.smtp_code) from None
        except (OSError, smtplib.SMTPException):
            raise MailServerError("the mail server stopped answering") from None


@contextmanager
def delivery(
    server: MailServer, *, local_name: str, timeout: float = TIMEOUT_SECONDS
) -> Iterator[Delivery]:
    """A connection, signed in where there is a user; no step may take longer than `timeout` s.

    `local_name` is how we call ourselves. Raises MailServerError when there can be none.
    """
    with _in_words():
        client = _opened(server, local_name, timeout)
    try:
        with _in_words():
            _secure_and_sign_in(client, server)
        yield Delivery(client)
        # What was sent is sent, however the parting goes.
        with suppress(OSError, smtplib.SMTPException):
            client.quit()
    finally:
        client.close()


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        words = f"the mail server refuses the user or password ({error.smtp_code})"
        raise MailServerError(words) from None
    except ssl.SSLError:
        raise MailServerError("the mail server's certificate cannot be trusted") from None
    except smtplib.SMTPNotSupportedError:
        raise MailServerError("the mail server offers no sign-in with a password") from None
    except (OSError, smtplib.SMTPException):
        raise MailServerError("the mail server cannot be reached") from None


def _opened(server: MailServer, local_name: str, timeout: float) -> smtplib.SMTP:
    if server.tls:
        return smtplib.SMTP_SSL(
            server.host, server.port, local_name, timeout=timeout, context=_tls(server)
        )
    return smtplib.SMTP(server.host, server.port, local_name, timeout=timeout)


def _secure_and_sign_in(client: smtplib.SMTP, server: MailServer) -> None:
    client.ehlo_or_helo_if_needed()
    if not server.tls:
        if client.has_extn("starttls"):
            client.starttls(context=_tls(server))
            client.ehlo_or_helo_if_needed()
        elif not server.is_loopback:
            raise MailServerError("the mail server offers no encryption (STARTTLS)")
    if server.user is not None and server.password is not None:
        client.login(server.user, server.password)


def _tls(server: MailServer) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if server.is_loopback:
        # A mail server on the same machine has a certificate that nobody signed, and nobody else
        # can stand between.
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _refused(words: str, code: int) -> NotSentError:
    if code == CLOSING:
        return MailServerError("the mail server broke off")
    kind = MailRefusedError if code >= PERMANENT else NotSentError
    return kind(f"{words} ({code})")
