"""Texts that somebody filled in: read, or refused with the field, what is wrong and the remedy."""

import unicodedata
from datetime import date
from typing import NoReturn
from urllib.parse import urlsplit

from leap_dash.domain.errors import BadFieldError

URL_LENGTH = 2000


def read_text(field: str, value: object, most: int) -> str:
    """The text without blanks around it, or BadInputError that names the field.

    Tabs become blanks and line ends one line feed: others cannot be signed.
    """
    if not isinstance(value, str) or not value.strip():
        refuse(field, "is empty or no text", "expected text")
    value = value.strip().replace("\r\n", "\n").replace("\t", " ")
    if len(value) > most:
        refuse(field, f"has {len(value):,} characters", f"expected at most {most:,}")
    if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign != "\n" for sign in value):
        refuse(field, "holds control characters", "expected plain text")
    return value


def read_day(field: str, value: object) -> date | None:
    """The day written as 2026-11-24, none for nothing, or BadInputError that names the field."""
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        refuse(field, "is no day of the calendar", "expected one like 2026-11-24")


def read_url(field: str, value: object) -> str:
    """A web address, or BadInputError that names the field."""
    text = read_text(field, value, URL_LENGTH)
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.netloc or any(map(str.isspace, text)):
        refuse(field, "is no web address", "expected https://...")
    return text


def refuse(field: str, wrong: str, remedy: str) -> NoReturn:
    """Raise BadFieldError: `field: wrong; remedy.`"""
    raise BadFieldError(field, f"{wrong}; {remedy.rstrip('.')}{'' if remedy[-1] == '?' else '.'}")
