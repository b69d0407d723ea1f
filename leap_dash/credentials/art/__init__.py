"""Badge art: a description of a badge becomes a PNG of any size, or an SVG.

`design` holds what somebody chose for it, or what it begins with; `badge` decides what that looks
like; `bodies`, `symbols`, `more_symbols` and `icons` hold its forms, `lettering` fits the words,
`scene` is the language they all speak, `raster` paints it and `vector` writes it. Letters of an SVG
are paths: `outlines` makes them from the font. An own picture is put into an SVG by `framed`.
"""

import functools

from leap_dash.credentials.art.badge import BadgeArt, Detail, Level, default_art, scene_of
from leap_dash.credentials.art.design import AREAS, Design
from leap_dash.credentials.art.framed import frame_png
from leap_dash.credentials.art.raster import paint_png
from leap_dash.credentials.art.vector import write_svg
from leap_dash.domain.errors import BadInputError

__all__ = [
    "AREAS",
    "BadgeArt",
    "Design",
    "Level",
    "default_art",
    "draw_png",
    "draw_svg",
    "frame_png",
]

SMALLEST, LARGEST = 16, 1024  # pixels; drawing costs grow with the square
NAMED_FROM = 144  # pixels


@functools.lru_cache(maxsize=256)
def draw_png(art: BadgeArt, size: int) -> bytes:
    """Return the badge as a PNG of `size` by `size` pixels on a transparent ground.

    Equal descriptions give equal bytes; the latest 256 are kept. Raises BadInputError for a size
    that is not from 16 to 1024.
    """
    if not SMALLEST <= size <= LARGEST:
        raise BadInputError(f"A badge is drawn {SMALLEST} to {LARGEST} pixels wide, not {size}.")
    return paint_png(scene_of(art, _detail(size)), size)


@functools.lru_cache(maxsize=256)
def draw_svg(art: BadgeArt) -> bytes:
    """Return the badge as an SVG that shows as much as a PNG of its size: small ones no words.

    Equal descriptions give equal bytes; the latest 256 are kept.
    """
    level = f"Level: {art.level}. " if art.level else ""
    description = f"{level}Issued by {art.issuer}."
    large, small = scene_of(art, "whole"), scene_of(art, "mark")
    return write_svg(large, small, NAMED_FROM, f"Badge: {art.name}", description)


def _detail(size: int) -> Detail:
    """Return how much can be seen: below NAMED_FROM a name is noise, below 200 an issuer.

    128 pixels are the picture of a list on a screen that draws two pixels for one.
    """
    if size < NAMED_FROM:
        return "mark"
    return "named" if size < 200 else "whole"
