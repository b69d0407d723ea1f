"""The chunks of a PNG file, read with limits: enough to splice a text into a picture safely.

Our own walker, because a badge arrives from anywhere: decoders stop at IEND, forgive a wrong
checksum of a chunk they skip, and unpack whatever a few bytes promise. Nothing is decompressed
here except by `check_picture`, which lets Pillow decode the pixels once, under a pixel cap.
"""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image
from zlib_ng.zlib_ng import crc32  # three times as fast as that of the standard library

from leap_dash.domain.errors import BakingError

SIGNATURE = b"\x89PNG\r\n\x1a\n"

MAX_FILE_BYTES = 5 * 1024 * 1024
MAX_CHUNKS = 4096
MAX_SIDE = 4096  # pixels; 4096 x 4096 RGBA is 64 MiB decoded, a picture of 12,000 x 12,000 a bomb

_LENGTH_AND_TYPE = struct.Struct(">I4s")
_CRC = struct.Struct(">I")
_IHDR = struct.Struct(">II5B")
_FRAMING_BYTES = 12  # length, type and checksum around the data of a chunk
_TEXT_TYPES = frozenset({b"iTXt", b"tEXt", b"zTXt"})


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk of a PNG: `data` is its content, `start` and `end` its place in the file."""

    type: bytes
    data: bytes
    start: int
    end: int

    @property
    def keyword(self) -> bytes | None:
        """The keyword of a text chunk (what stands before the first NUL); None for others."""
        return self.data.partition(b"\0")[0] if self.type in _TEXT_TYPES else None


class ChunkOpening:
    """How chunks begin that are alike but for their end: their first bytes are summed up once."""

    __slots__ = ("_checksum", "_start", "_type")

    def __init__(self, chunk_type: bytes, start: bytes) -> None:
        self._type, self._start = chunk_type, start
        self._checksum = crc32(start, crc32(chunk_type))

    def around(self, rest: bytes) -> tuple[bytes, bytes, bytes]:
        """Return what stands around `rest` in a chunk: length and type, the start, the checksum."""
        return (
            _LENGTH_AND_TYPE.pack(len(self._start) + len(rest), self._type),
            self._start,
            _CRC.pack(crc32(rest, self._checksum)),
        )


def read_chunks(png: bytes) -> list[Chunk]:
    """Return the chunks of a PNG from IHDR to IEND; raise BakingError for anything out of order.

    Checked: signature, size of file and picture, number, length, type and checksum of the chunks,
    IHDR first and once, pixels present, and nothing after IEND.
    """
    if len(png) > MAX_FILE_BYTES:
        raise BakingError(
            f"The image has {len(png):,} bytes; at most {MAX_FILE_BYTES:,} are accepted."
        )
    if not png.startswith(SIGNATURE):
        raise BakingError("This is not a PNG image: its first eight bytes are not PNG's signature.")
    chunks = list(_walk(png))
    _check_order(chunks, len(png))
    _check_header(chunks[0].data)
    return chunks


def picture_size(png: bytes) -> tuple[int, int]:
    """Return width and height in pixels; raise BakingError as `read_chunks` does."""
    width, height = _IHDR.unpack(read_chunks(png)[0].data)[:2]
    return width, height


def check_picture(png: bytes) -> None:
    """Decode the pixels once and raise BakingError when Pillow cannot.

    `png` has been through `read_chunks`: MAX_SIDE keeps it far below the size at which Pillow would
    warn of a bomb. (Turning warnings into errors here would change them for every other thread.)
    """
    try:
        with Image.open(io.BytesIO(png), formats=["PNG"]) as picture:
            picture.load()
    # Pillow answers a broken file with OSError, SyntaxError, ValueError, struct.error and more.
    except Exception as problem:
        raise BakingError(f"The picture in this PNG cannot be drawn: {problem}.") from problem


def _walk(png: bytes) -> Iterator[Chunk]:
    """Yield chunks until IEND; lengths are believed only after they fit into the file."""
    start = len(SIGNATURE)
    for _ in range(MAX_CHUNKS):
        if len(png) - start < _FRAMING_BYTES:
            raise BakingError(f"The PNG breaks off at byte {len(png):,}, before its IEND chunk.")
        length, chunk_type = _LENGTH_AND_TYPE.unpack_from(png, start)
        end = start + _FRAMING_BYTES + length
        if not (chunk_type.isascii() and chunk_type.isalpha()):
            raise BakingError(f"At byte {start:,} of the PNG there is no chunk: it is damaged.")
        name = chunk_type.decode("ascii")
        if end > len(png):
            raise BakingError(
                f"The {name} chunk at byte {start:,} is longer than the rest of the PNG."
            )
        data = png[start + 8 : end - 4]
        if crc32(data, crc32(chunk_type)) != _CRC.unpack_from(png, end - 4)[0]:
            raise BakingError(f"The {name} chunk at byte {start:,} does not match its checksum.")
        yield Chunk(chunk_type, data, start, end)
        if chunk_type == b"IEND":
            return
        start = end
    raise BakingError(f"The PNG has more than {MAX_CHUNKS:,} chunks.")


def _check_order(chunks: list[Chunk], size: int) -> None:
    types = [chunk.type for chunk in chunks]
    if types[0] != b"IHDR" or types.count(b"IHDR") != 1:
        raise BakingError("The PNG does not begin with its one IHDR chunk: it is damaged.")
    if b"IDAT" not in types:
        raise BakingError("The PNG holds no picture: it has no IDAT chunk.")
    if chunks[-1].data:
        raise BakingError("The IEND chunk of the PNG is not empty: it is damaged.")
    if chunks[-1].end != size:
        raise BakingError(
            f"{size - chunks[-1].end:,} bytes follow the end of the PNG; nothing may."
        )


def _check_header(header: bytes) -> None:
    if len(header) != _IHDR.size:
        raise BakingError("The IHDR chunk of the PNG does not have 13 bytes: it is damaged.")
    width, height = _IHDR.unpack(header)[:2]
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
        raise BakingError(
            f"The picture is {width:,} by {height:,} pixels; each side may have 1 to {MAX_SIDE:,}."
        )
