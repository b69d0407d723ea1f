"""What shows that a badge was earned: a note in words, or a link to a piece of work.

It becomes part of the signed badge, which anyone who is shown it can read. Links are never fetched.
"""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit
from uuid import UUID

from leap_dash.domain.errors import BadFieldError

MOST_CHARACTERS = 2_000
NOTE, LINK = "note", "link"


class EvidenceKind(StrEnum):
    """How it shows it."""

    NARRATIVE = "narrative"
    URL = "url"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece: its words, or its address."""

    kind: EvidenceKind
    text: str


@dataclass(frozen=True, slots=True)
class Stated:
    """What the badges of a bulk award state: all of them, or that of one learner alone."""

    pieces: tuple[Evidence, ...] = ()
    learner_id: UUID | None = None


def read_evidence(note: object, link: object) -> tuple[Evidence, ...]:
    """What was filled in; empty fields are none.

    Raises BadFieldError for the field NOTE or LINK.
    """
    found = []
    if words := _text(NOTE, note):
        found.append(Evidence(EvidenceKind.NARRATIVE, words))
    if address := _text(LINK, link):
        found.append(Evidence(EvidenceKind.URL, _checked(address)))
    return tuple(found)


def _text(field: str, value: object) -> str:
    text = value.strip() if isinstance(value, str) else ""
    if len(text) > MOST_CHARACTERS:
        raise BadFieldError(
            field, f"It has {len(text):,} characters; at most {MOST_CHARACTERS:,} fit."
        )
    if any(not (each.isprintable() or each in "\n\t") for each in text):
        raise BadFieldError(field, "It holds characters that cannot be shown: type it anew.")
    return text


def _checked(address: str) -> str:
    """The address. Raises BadFieldError for what a browser could not follow as a link."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
        parts.port  # noqa: B018  raises for one that is no number
    except ValueError:
        host = None
    usable = host and parts.scheme in ("http", "https") and not parts.username
    if not usable or any(each.isspace() or each in '<>"\\^`{|}' for each in address):
        raise BadFieldError(LINK, "Give a whole address that begins with https:// or http://.")
    return address
