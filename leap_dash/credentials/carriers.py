"""The kinds of image that carry a credential: which one it is, and the baker for it."""

import re
from typing import Final

from leap_dash.credentials import baking, png, svg
from leap_dash.domain.errors import BakingError

_LOOKED_AT: Final = 4096  # bytes in which an SVG shows what it is
# Atomic: else a row of comments could be parted in more ways than there is time to try.
_SVG: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?(?>\s|<!--.*?-->|<\?.*?\?>)*+<(?:[\w-]+:)?(?:svg|!DOCTYPE\s+svg)[\s/>]",
    re.DOTALL,
)
_EXPECTED: Final = "Give a PNG or an SVG image."


def is_image(data: bytes) -> bool:
    """Whether this claims to be an image that can carry a credential."""
    return data.startswith(png.SIGNATURE) or is_svg(data)


def bake(image: bytes, credential: str, keyword: bytes = baking.KEYWORD) -> bytes:
    """Return the PNG or SVG with the credential in it, in place of one that was there.

    `keyword` says which Open Badges it is of: see `baking`. Raises BakingError, also for an image
    of another kind.
    """
    if is_svg(image):
        return svg.bake(image, credential, keyword)
    if image.startswith(png.SIGNATURE):
        return baking.bake(image, credential, keyword)
    raise BakingError(f"This is neither a PNG nor an SVG image. {_EXPECTED}")


def unbake(image: bytes) -> str:
    """Return the credential in a PNG or SVG. Raises BakingError, also for another kind."""
    if is_svg(image):
        return svg.unbake(image)
    if image.startswith(png.SIGNATURE):
        return baking.unbake(image)
    raise BakingError(f"This is neither a PNG nor an SVG image. {_EXPECTED}")


def is_svg(data: bytes) -> bool:
    """Whether this claims to be an SVG image, with or without a badge in it."""
    return _SVG.match(data[:_LOOKED_AT]) is not None
