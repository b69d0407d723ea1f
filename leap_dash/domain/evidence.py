"""What shows that a badge was earned: a note in words, a link to a piece of work, or a file.

Notes and links become part of the signed badge, which anyone who is shown it can read. Links are
never fetched. A file is no part of it: who may see the award can take it, and nobody else.
"""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit
from uuid import UUID

from leap_dash.domain.errors import BadFieldError

MOST_CHARACTERS = 2_000
MOST_FILE_BYTES = 5 * 1024 * 1024
MOST_FILE_NAME = 100
NOTE, LINK, FILE = "note", "link", "file"


class EvidenceKind(StrEnum):
    """How it shows it."""

    NARRATIVE = "narrative"
    URL = "url"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece: its words, its address, or the name of the file that is kept by that id."""

    kind: EvidenceKind
    text: str
    file_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file as it will be kept and sent: its media type is the one that its bytes say."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Stated:
    """What the badges of a bulk award state: all of them, or that of one learner alone."""

    pieces: tuple[Evidence, ...] = ()
    learner_id: UUID | None = None

    @property
    def file_ids(self) -> tuple[UUID, ...]:
        """Of the files among them."""
        return tuple(each.file_id for each in self.pieces if each.file_id)


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


def read_file(name: object, content: bytes) -> EvidenceFile:
    """A PDF, PNG or JPEG file by its own bytes; its name says nothing of what it is.

    Raises BadFieldError for the field FILE.
    """
    if not content:
        raise BadFieldError(FILE, "It is empty: choose another.")
    if len(content) > MOST_FILE_BYTES:
        raise BadFieldError(
            FILE, f"It has {len(content):,} bytes; at most {MOST_FILE_BYTES:,} are taken."
        )
    media_type = _media_type(content)
    if media_type is None:
        raise BadFieldError(FILE, "This is no whole PDF, PNG or JPEG file: choose one of these.")
    return EvidenceFile(_file_name(name, _ENDINGS[media_type]), media_type, content)


_ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}
_NEAR_THE_END = 2_048  # scanners and printers write a little behind the last mark


def _media_type(content: bytes) -> str | None:
    """What its first and last bytes say; None for another kind, or one that breaks off."""
    end = content[-_NEAR_THE_END:]
    if content.startswith(b"%PDF-") and b"%%EOF" in end:
        return "application/pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR" and b"IEND" in end:
        return "image/png"
    if content.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in end:
        return "image/jpeg"
    return None


def _file_name(name: object, ending: str) -> str:
    """The name for people, without any folder, with the ending of what the file is."""
    said = name if isinstance(name, str) else ""
    last = said.replace("\\", "/").rpartition("/")[2]
    plain = "".join(each for each in last if each.isprintable() and each not in '<>:"|?*').strip(
        " ."
    )
    stem, dot, after = plain.rpartition(".")
    stem = stem if dot and len(after) <= len("jpeg") else plain
    return f"{stem[:MOST_FILE_NAME].rstrip(' .') or 'evidence'}.{ending}"


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
