"""Letters as paths, so that a drawing needs no font where it is seen.

The outlines are those that Pillow paints; `lettering` knows the font and where letters stand.
"""

import functools

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

from leap_dash.credentials.art.lettering import FONT_FILE
from leap_dash.credentials.art.scene import Path, Point, Segment

_face = functools.cache(lambda: TTFont(FONT_FILE))


@functools.lru_cache(maxsize=2048)
def outline(character: str, weight: int) -> tuple[Path, ...]:
    """Return the closed contours of a letter around the start of its baseline, in em, y downwards.

    What lies inside any of them is ink (the non-zero rule): contours of one letter may overlap.
    """
    face = _face()
    glyphs = face.getGlyphSet(location={"wght": weight})
    pen = _ContourPen(glyphs, 1 / face["head"].unitsPerEm)
    glyphs[face.getBestCmap().get(ord(character), ".notdef")].draw(pen)
    return tuple(pen.contours)


class _ContourPen(BasePen):  # type: ignore[misc]  # the library has no types
    """Notes down the contours that a glyph draws, `scale` em to the font unit."""

    def __init__(self, glyphs: object, scale: float) -> None:
        super().__init__(glyphs)
        self.contours: list[Path] = []
        self._scale = scale
        self._contour: list[Segment] = []

    def _moveTo(self, pt: Point) -> None:  # noqa: N802  the pen protocol's names
        self._contour = [self._segment(pt)]

    def _lineTo(self, pt: Point) -> None:  # noqa: N802
        self._contour.append(self._segment(pt))

    def _qCurveToOne(self, pt1: Point, pt2: Point) -> None:  # noqa: N802
        self._contour.append(self._segment(pt1, pt2))

    def _curveToOne(self, pt1: Point, pt2: Point, pt3: Point) -> None:  # noqa: N802
        self._contour.append(self._segment(pt1, pt2, pt3))

    def _closePath(self) -> None:  # noqa: N802
        self.contours.append(tuple(self._contour))

    def _segment(self, *points: Point) -> Segment:
        return tuple((x * self._scale, -y * self._scale) for x, y in points)
