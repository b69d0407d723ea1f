"""What the first bytes of a picture say of it: kind, width, height, whether it moves.

Read by hand and before any decoder: what a decoder would unpack is known, and can be refused,
before it has taken any memory. Knows PNG, JPEG and WebP; pixels are not looked at.
"""

import struct
from dataclasses import dataclass
from typing import Literal, TypeAlias

from leap_dash.credentials.png import SIGNATURE

Kind: TypeAlias = Literal["PNG", "JPEG", "WEBP"]

_JPEG_START = b"\xff\xd8\xff"
# Start of frame: the markers C0 to CF but for those of tables and extensions (ITU-T T.81, B.1.1.3).
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length
_MOST_SEGMENTS = 1000


@dataclass(frozen=True, slots=True)
class PictureHeader:
    """A picture by its header; sides in pixels."""

    kind: Kind
    width: int
    height: int
    moves: bool


def read_header(data: bytes) -> PictureHeader | None:
    """Return what the header says; None for what is no picture of these kinds, or a broken one."""
    try:
        if data.startswith(SIGNATURE):
            return _png(data)
        if data.startswith(_JPEG_START):
            return _jpeg(data)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp(data)
    except (struct.error, IndexError):  # it breaks off
        return None
    return None


def _png(data: bytes) -> PictureHeader | None:
    if data[12:16] != b"IHDR":
        return None
    width, height = struct.unpack_from(">II", data, 16)
    # acTL makes it an animation, and must stand before the pixels.
    moves = b"acTL" in data[: max(data.find(b"IDAT"), 0)]
    return PictureHeader("PNG", width, height, moves)


def _jpeg(data: bytes) -> PictureHeader | None:
    place = 2
    for _ in range(_MOST_SEGMENTS):
        if data[place] != 0xFF:
            return None
        marker = data[place + 1]
        if marker == 0xFF:  # filling
            place += 1
        elif marker in _BARE:
            place += 2
        elif marker in _FRAMES:
            height, width = struct.unpack_from(">HH", data, place + 5)
            return PictureHeader("JPEG", width, height, moves=False)
        else:
            place += 2 + struct.unpack_from(">H", data, place + 2)[0]
    return None


def _webp(data: bytes) -> PictureHeader | None:
    first, start = data[12:16], 20
    if first == b"VP8X":
        width, height = (1 + int.from_bytes(data[at : at + 3], "little") for at in (24, 27))
        return PictureHeader("WEBP", width, height, moves=bool(data[start] & 0x02))
    if first == b"VP8 " and data[start + 3 : start + 6] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", data, start + 6)
        return PictureHeader("WEBP", width & 0x3FFF, height & 0x3FFF, moves=False)
    if first == b"VP8L" and data[start] == 0x2F:
        bits = struct.unpack_from("<I", data, start + 1)[0]
        return PictureHeader("WEBP", 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF), moves=False)
    return None
