"""An issuer's own PNG as an SVG: the picture itself, inside a frame of a few words."""

import base64
import functools

from leap_dash.credentials.art.vector import words
from leap_dash.credentials.png import picture_size


@functools.lru_cache(maxsize=16)
def frame_png(png: bytes, title: str) -> bytes:
    """Return an SVG that shows a PNG at its own size, and says `title` to who cannot see it.

    Equal pictures give equal bytes; the latest 16 are kept. Raises BakingError for a damaged PNG.
    """
    width, height = picture_size(png)
    data = base64.b64encode(png).decode("ascii")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-labelledby="title">'
        f'<title id="title">{words(title)}</title>'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{data}"/></svg>\n'
    ).encode()
