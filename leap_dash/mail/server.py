"""The mail server that takes what is sent, as LEAP_DASH_SMTP_URL names it."""

import ipaddress
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from leap_dash.domain.errors import BadSettingError

EXPECTED = (
    "expected smtp://user:password@host:587 (or smtps://), with @ : / ? # of a user or password "
    "written as %40 %3A %2F %3F %23"
)
PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where and as whom. `tls` is encrypted from the first byte on, otherwise with STARTTLS."""

    host: str
    port: int
    tls: bool = False
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def is_loopback(self) -> bool:
        """Whether the way to it never leaves this machine."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def mail_server(url: str) -> MailServer:
    """What the address says; the user and password may hold %40 and the like.

    Raises BadSettingError, which never shows the address: it holds a password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _bad("is not an address of a mail server") from None
    if parts.scheme not in PORTS or not parts.hostname:
        raise _bad("is not an address of a mail server")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise _bad("has something after its host")
    user, password = (None if part is None else unquote(part) for part in _who(parts.netloc))
    if (user is None) != (password is None) or user == "" or password == "":
        raise _bad("needs both a user and a password, or neither")
    return MailServer(
        parts.hostname, port or PORTS[parts.scheme], parts.scheme == "smtps", user, password
    )


def _who(netloc: str) -> tuple[str | None, str | None]:
    """User and password, still as they are written."""
    who, at, _ = netloc.rpartition("@")
    if not at:
        return None, None
    user, colon, password = who.partition(":")
    return user, password if colon else None


def _bad(wrong: str) -> BadSettingError:
    return BadSettingError(f"LEAP_DASH_SMTP_URL {wrong}; {EXPECTED}.")
