"""Bake a badge into a PNG, and read it back: Open Badges 3.0, or 2.0 under its own keyword.

The picture is never encoded again: one uncompressed iTXt chunk is spliced in behind IHDR, and
every other byte stays. Source: Open Badges 3.0, "Baked Badge", "PNG"; Open Badges 2.0, "Badge
Baking". What the text says is not looked at; that is for `verify`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from leap_dash.credentials.png import Chunk, ChunkOpening, check_picture, read_chunks
from leap_dash.domain.errors import BakingError

Carrier = TypeVar("Carrier")

KEYWORD = b"openbadgecredential"
OB2_KEYWORD = b"openbadges"
KEYWORDS = (KEYWORD, OB2_KEYWORD)  # an image that carries both is read as the newer
MAX_CREDENTIAL_BYTES = 1024 * 1024

# NUL, compression flag 0, compression method 0, empty language tag, empty translated keyword.
_BEFORE_TEXT = b"\0\0\0\0\0"
_OPENINGS = {keyword: ChunkOpening(b"iTXt", keyword + _BEFORE_TEXT) for keyword in KEYWORDS}


@dataclass(frozen=True, slots=True)
class PreparedPng:
    """A picture taken apart once, so that each credential costs one join: see `prepare`."""

    head: bytes
    tail: bytes

    def splice(self, credential: bytes, keyword: bytes = KEYWORD) -> bytes:
        """Return the picture with `credential` in it: JSON or JWT, as UTF-8, as it is sent out.

        Raises BakingError for one that is empty, too large, or cannot be told from its chunk's end.
        """
        if not 0 < len(credential) <= MAX_CREDENTIAL_BYTES or credential.find(0) >= 0:
            raise _unfit(credential)
        framing, start, checksum = _OPENINGS[keyword].around(credential)
        return b"".join((self.head, framing, start, credential, checksum, self.tail))


def prepare(png: bytes) -> PreparedPng:
    """Check a picture and take it apart; a credential that it already carries is left out.

    Raises BakingError for a PNG that is damaged, too large or cannot be drawn.
    """
    chunks = read_chunks(png)
    check_picture(png)
    header, *rest = chunks
    kept = (png[chunk.start : chunk.end] for chunk in rest if chunk.keyword not in KEYWORDS)
    return PreparedPng(head=png[: header.end], tail=b"".join(kept))


def bake(png: bytes, credential: str, keyword: bytes = KEYWORD) -> bytes:
    """Return the PNG with exactly one credential in it, replacing one that was there before.

    Raises BakingError for a PNG or a text that cannot be used. For many credentials on one
    picture use `prepare` and `PreparedPng.splice`.
    """
    try:
        text = credential.encode("utf-8")
    except UnicodeEncodeError as problem:
        raise BakingError(
            f"The credential cannot be written as UTF-8: character {problem.start + 1}."
        ) from problem
    return prepare(png).splice(text, keyword)


def unbake(png: bytes) -> str:
    """Return the credential in a PNG, as it stands there: JSON, JWT, or only a badge's address.

    Raises BakingError when the PNG is damaged, carries none or more than one, or carries it
    compressed: a standard baker never does, and unpacking is where small files grow.
    """
    chunks = read_chunks(png)
    by_keyword = ([chunk for chunk in chunks if chunk.keyword == each] for each in KEYWORDS)
    return _text_of(the_one(next(filter(None, by_keyword), [])))


def the_one(found: Sequence[Carrier]) -> Carrier:
    """Return the only place in an image that carries a credential; raise BakingError otherwise."""
    if not found:
        raise BakingError("This image carries no Open Badges credential.")
    if len(found) > 1:
        raise BakingError(
            f"This image carries {len(found)} credentials; a badge has exactly one, "
            "or nobody could say which one counts."
        )
    return found[0]


def _text_of(chunk: Chunk) -> str:
    _keyword, _nul, content = chunk.data.partition(b"\0")
    if chunk.type == b"tEXt" and chunk.keyword == OB2_KEYWORD:
        _check_size(content)
        return content.decode("latin-1")  # the first badges carried no more than their address
    if chunk.type != b"iTXt":
        raise BakingError(
            f"The credential stands in a {chunk.type.decode('ascii')} chunk; "
            "Open Badges asks for an iTXt chunk."
        )
    if content[:2] != b"\0\0":
        raise BakingError(
            "The credential is compressed; Open Badges asks for an uncompressed iTXt chunk."
        )
    _language, first_nul, rest = content[2:].partition(b"\0")
    _translated_keyword, second_nul, text = rest.partition(b"\0")
    if not (first_nul and second_nul and text) or b"\0" in text:
        raise BakingError("The chunk that should hold the credential is damaged.")
    _check_size(text)
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise BakingError("The credential in this image is not UTF-8 text.") from problem


def _unfit(credential: bytes) -> BakingError:
    if len(credential) > MAX_CREDENTIAL_BYTES:
        return _too_large(credential)
    return BakingError("The credential is empty or holds a NUL character; give JSON or a JWT.")


def _check_size(text: bytes) -> None:
    if len(text) > MAX_CREDENTIAL_BYTES:
        raise _too_large(text)


def _too_large(text: bytes) -> BakingError:
    return BakingError(
        f"The credential has {len(text):,} bytes; at most {MAX_CREDENTIAL_BYTES:,} are accepted."
    )
