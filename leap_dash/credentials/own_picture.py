"""An issuer's own picture of a badge: checked before it is unpacked, then painted anew.

What is kept is a square PNG made of the pixels alone: no metadata, no profile, no comment, nothing
that stood behind the picture's end.
"""

import io
from typing import Final, NoReturn

from PIL import Image, ImageOps

from leap_dash.credentials.carriers import is_svg
from leap_dash.credentials.picture_header import PictureHeader, read_header
from leap_dash.domain.fields import refuse

FIELD: Final = "image"
MOST_BYTES: Final = 5 * 1024 * 1024
MOST_SIDE: Final = 6000  # pixels; a photo of a telephone has 4,032
MOST_PIXELS: Final = 16_000_000  # 64 MB unpacked
LEAST_SIDE: Final = 256
SMALLEST, LARGEST = 512, 1024  # sides of what is kept
_KEPT_BYTES: Final = 1024 * 1024  # of a large one; a badge is sent by mail and shown in lists
_WANTED: Final = "give a PNG, JPEG or WebP picture"


def own_picture(data: bytes) -> bytes:
    """Return the picture as a square PNG of 512 to 1024 pixels, centred and never cut.

    Raises BadFieldError for the field `image` with what is wrong and the remedy.
    """
    header = _checked(data)
    square = _square(_pixels(data, header))
    png = _png(square)
    if len(png) > _KEPT_BYTES and square.width > SMALLEST:
        png = _png(square.resize((SMALLEST, SMALLEST), Image.Resampling.LANCZOS))
    return png


def smaller(png: bytes, side: int) -> bytes:
    """Return a PNG that was taken in before, at most `side` pixels wide and high."""
    with Image.open(io.BytesIO(png), formats=["PNG"]) as picture:
        if max(picture.size) <= side:
            return png
        small = picture.convert("RGBA")
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    return _png(small)


def _checked(data: bytes) -> PictureHeader:
    """What its header says; refuses what must not be unpacked."""
    if not data:
        refuse(FIELD, "is missing or empty", "choose a picture")
    if len(data) > MOST_BYTES:
        refuse(FIELD, f"has {len(data):,} bytes", f"at most {MOST_BYTES:,} are taken")
    if is_svg(data):
        refuse(FIELD, "is an SVG, a drawing that may hold scripts", "save it as PNG and give that")
    header = read_header(data)
    if header is None:
        refuse(FIELD, "is no picture that can be read here", _WANTED)
    width, height = header.width, header.height
    if max(width, height) > MOST_SIDE or width * height > MOST_PIXELS:
        refuse(
            FIELD,
            f"has {width:,} by {height:,} pixels",
            f"each side may have {MOST_SIDE:,}, and all together {MOST_PIXELS:,}",
        )
    if max(width, height) < LEAST_SIDE:
        refuse(
            FIELD,
            f"has only {width} by {height} pixels and would be blurred",
            f"give one of at least {LEAST_SIDE} pixels",
        )
    if header.moves:
        refuse(FIELD, "moves", "give a still picture")
    return header


def _pixels(data: bytes, header: PictureHeader) -> Image.Image:
    """The picture, upright, and no larger than it is kept."""
    try:
        with Image.open(io.BytesIO(data), formats=[header.kind]) as picture:
            if picture.size != (header.width, header.height):
                _broken()
            if header.kind == "JPEG":
                picture.draft("RGB", (LARGEST, LARGEST))  # unpacks large ones at a half or less
            # Made small before anything else is done with it: each step would take it all again.
            small = _shallow(picture).convert("RGBA")
            small.thumbnail((LARGEST, LARGEST), Image.Resampling.LANCZOS)
            upright = ImageOps.exif_transpose(small)
    # Pillow answers a broken file with OSError, SyntaxError, ValueError, struct.error and more.
    except Exception:  # noqa: BLE001
        _broken()
    return upright


def _shallow(picture: Image.Image) -> Image.Image:
    """The same with 256 greys where it has 65,536, most of which `convert` would make white."""
    if picture.mode != "I;16":
        return picture
    return picture.point(lambda value: value / 256)


def _broken() -> NoReturn:
    refuse(FIELD, "is damaged: its pixels cannot be read", _WANTED)


def _square(picture: Image.Image) -> Image.Image:
    longest = max(picture.size)
    side = min(max(longest, SMALLEST), LARGEST)
    if longest != side:
        sizes = (max(1, round(length * side / longest)) for length in picture.size)
        picture = picture.resize((next(sizes), next(sizes)), Image.Resampling.LANCZOS)
    # A new picture holds pixels and nothing else that came with the file.
    square = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    square.paste(picture, ((side - picture.width) // 2, (side - picture.height) // 2))
    return square


def _png(picture: Image.Image) -> bytes:
    target = io.BytesIO()
    picture.save(target, "PNG", optimize=True)
    return target.getvalue()
