"""Frozen settings from LEAP_DASH_ variables. Read by the app and the commands only."""

import fcntl
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from urllib.parse import urlsplit

from leap_dash.db.session import sqlite_url
from leap_dash.domain.errors import BadSettingError
from leap_dash.mail import MailServer, mail_server
from leap_dash.services.letters import Postman

PREFIX = "LEAP_DASH_"
# The only other variable of this prefix that may stand in an environment: it names test data.
TEST_DATA = "LEAP_DASH_TEST_DATA"
KNOWN = frozenset(
    {
        "DATA_DIR",
        "DATABASE_URL",
        "BASE_URL",
        "SECRET_KEY",
        "KEY_PASSPHRASE",
        "SMTP_URL",
        "TRUSTED_PROXIES",
        "LOG",
    }
)
LEVELS = ("debug", "info", "warning", "error")


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation is told from outside; see the README for each variable's meaning."""

    data_dir: Path
    database_url: str
    base_url: str  # without a slash at its end
    secret_key: str | None  # none: made once in the data dir
    key_passphrase: str | None
    mail_server: MailServer | None  # none: messages stay in the outbox
    trusted_proxies: int
    log: str

    @property
    def keys_dir(self) -> Path:
        """Where the issuers' private keys are."""
        return self.data_dir / "keys"

    @property
    def is_https(self) -> bool:
        """Whether people reach this over TLS: then cookies are marked Secure."""
        return self.base_url.startswith("https://")


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from the variables. Raises BadSettingError naming the variable and the remedy."""
    given = {
        name.removeprefix(PREFIX): value
        for name, value in environ.items()
        if name.startswith(PREFIX) and name != TEST_DATA
    }
    for name in sorted(given.keys() - KNOWN):
        raise BadSettingError(
            f"{PREFIX}{name} is not a variable of LEAP Dash; there are "
            + ", ".join(PREFIX + k for k in sorted(KNOWN))
            + "."
        )
    data_dir = Path(given.get("DATA_DIR") or "leap-data").absolute()
    return Settings(
        data_dir=data_dir,
        database_url=given.get("DATABASE_URL") or sqlite_url(data_dir / "leap.db"),
        base_url=_base_url(given.get("BASE_URL") or "http://localhost:8050"),
        secret_key=_secret_key(given.get("SECRET_KEY")),
        key_passphrase=given.get("KEY_PASSPHRASE") or None,
        mail_server=mail_server(smtp_url) if (smtp_url := given.get("SMTP_URL")) else None,
        trusted_proxies=_trusted_proxies(given.get("TRUSTED_PROXIES") or "0"),
        log=_log(given.get("LOG") or "info"),
    )


def make_data_dir(settings: Settings) -> None:
    """The data dir, readable by its owner only. Raises BadSettingError where it cannot be made."""
    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        # A file of its own for each who looks: a server's processes do so at the same moment.
        with TemporaryFile(dir=settings.data_dir):
            pass
    except OSError as error:
        raise BadSettingError(
            f"LEAP_DASH_DATA_DIR: {settings.data_dir} cannot be written to "
            f"({error.strerror}); name a folder that can."
        ) from error


def secret_key(settings: Settings) -> str:
    """The key that signs sessions: the given one, or one made once in the data dir (mode 0600)."""
    if settings.secret_key is not None:
        return settings.secret_key
    path = settings.data_dir / "secret-key"
    make_data_dir(settings)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # another process may be about to make it
        known = file.read().strip()
        if not known:
            known = secrets.token_urlsafe(48)
            file.write(known + "\n")
    return known


def postman(settings: Settings) -> Postman | None:
    """Who sends e-mails; nobody where there is no mail server."""
    if settings.mail_server is None:
        return None
    return Postman(settings.mail_server, settings.base_url, secret_key(settings))


def _base_url(value: str) -> str:
    parts = urlsplit(value)
    good = parts.scheme in ("http", "https") and parts.hostname and not parts.query
    if not good or parts.fragment or parts.path not in ("", "/") or parts.username:
        raise BadSettingError(
            f"LEAP_DASH_BASE_URL is {value!r}; expected an address without a path, "
            "such as https://badges.example.org."
        )
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _secret_key(value: str | None) -> str | None:
    if value and len(value) < 32:
        raise BadSettingError(
            "LEAP_DASH_SECRET_KEY is shorter than 32 characters; give a long random text, "
            "or leave it out and one is made in the data dir."
        )
    return value or None


def _trusted_proxies(value: str) -> int:
    if not value.isascii() or not value.isdigit() or int(value) > 10:
        raise BadSettingError(
            f"LEAP_DASH_TRUSTED_PROXIES is {value!r}; expected how many proxies stand in front, "
            "0 to 10."
        )
    return int(value)


def _log(value: str) -> str:
    if value.lower() not in LEVELS:
        raise BadSettingError(f"LEAP_DASH_LOG is {value!r}; expected one of {', '.join(LEVELS)}.")
    return value.lower()
