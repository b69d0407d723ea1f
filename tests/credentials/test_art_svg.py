"""The SVG of a badge: small, the same each time, readable aloud, and with letters of its own."""

import itertools
import math
import xml.etree.ElementTree as ET

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from leap_dash.credentials.art import AREAS, BadgeArt, draw_svg
from leap_dash.credentials.art.lettering import font, line_positions
from leap_dash.credentials.art.outlines import outline
from leap_dash.credentials.art.scene import Path, Point
from tests.credentials.test_art import CYRILLIC, GERMAN, GREEK, LEVELS, art

SVG = "{http://www.w3.org/2000/svg}"
LETTERS = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    "ÄÖÜäöüßẞÁÂÃÀÇÉÊÍÓÔÕÚáâãàçéêíóôõúŁłŠšŽžŐőŰűÑñΆΈΉΊΌΎΏάέήίΐϊόύΰϋώς–«»’„“.,:!?()/+"
    + "".join(map(chr, [*range(0x391, 0x3A2), *range(0x3A3, 0x3CF), *range(0x400, 0x460)]))
)


def parsed(description: BadgeArt) -> ET.Element:
    return ET.fromstring(draw_svg(description))  # noqa: S314 - our own


@pytest.mark.parametrize(("area", "level"), list(itertools.product(AREAS, LEVELS)))
def test_every_area_and_level_has_an_svg_of_its_own_that_is_small_and_plain(
    area: str, level: str | None
) -> None:
    svg = draw_svg(art(area=area, level=level))  # type: ignore[arg-type]
    assert len(svg) < 16_000
    assert svg.startswith(b"<svg ")
    for wrong in (b"<script", b"href", b"http://", b"font", b"<text", b"<use", b"<image"):
        assert wrong not in svg.replace(b"http://www.w3.org/2000/svg", b""), wrong
    others = [draw_svg(art(area=area, level=other)) for other in LEVELS]
    assert others.count(svg) == 1


@pytest.mark.parametrize("name", [GREEK, GERMAN, CYRILLIC, "Pão de queijo " * 9])
def test_long_names_stay_under_40_kilobytes(name: str) -> None:
    assert len(draw_svg(art(name=name, issuer="Bildungswerk Wien"))) < 40_000


def test_equal_descriptions_give_equal_bytes() -> None:
    first = draw_svg(art())
    draw_svg.cache_clear()
    outline.cache_clear()
    assert draw_svg(art()) == first


def test_a_screen_reader_hears_name_level_and_issuer() -> None:
    root = parsed(art(name="Safe & sound <2>", level="silver", issuer="Tralee"))
    assert root.get("role") == "img"
    assert root.get("viewBox") == "0 0 4096 4096"
    title, description = root[0], root[1]
    assert (title.tag, title.text) == (f"{SVG}title", "Badge: Safe & sound <2>")
    assert description.tag == f"{SVG}desc"
    assert description.text == "Level: silver. Issued by Tralee."
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"


def test_the_words_are_left_out_where_a_small_picture_would_make_noise_of_them() -> None:
    root = parsed(art())
    large, small = (root.find(f"{SVG}g[@id='{name}']") for name in ("large", "small"))
    assert large is not None
    assert small is not None
    assert small.get("display") == "none"
    assert len(large) > len(small)
    assert "max-width:143px" in (root.findtext(f"{SVG}style") or "")


@given(st.text(min_size=1, max_size=60))
@settings(max_examples=50, deadline=None)
def test_any_name_gives_xml_that_can_be_read(name: str) -> None:
    assert parsed(art(name=name, issuer=name)).tag == f"{SVG}svg"


@pytest.mark.parametrize(
    ("weight", "letters"), [(500, LETTERS[::4]), (650, LETTERS[::2])], ids=["issuer", "name"]
)
def test_letters_are_drawn_as_the_font_library_paints_them(weight: int, letters: str) -> None:
    """FreeType, under Pillow, is the second opinion on outlines and on what a weight does."""
    # So large that the library's rounding to whole pixels is lost.
    size, side, at = 1000, 1400, (200, 1000)
    face = font(size, weight)
    for letter in letters:
        theirs = Image.new("L", (side, side))
        ImageDraw.Draw(theirs).text(at, letter, 255, face, anchor="ls")
        winding = np.zeros((side, side), dtype=np.int8)
        for contour in outline(letter, weight):
            points = [(at[0] + x * size, at[1] + y * size) for x, y in flattened(contour)]
            for start, end in itertools.pairwise([*points, points[0]]):
                cross(winding, start, end)
        inked = np.asarray(theirs) > 127
        wrong = np.count_nonzero((winding.cumsum(axis=1, dtype=np.int8) != 0) != inked)
        assert wrong / np.count_nonzero(inked) < 0.02, letter


@pytest.mark.parametrize("text", ["AVATAR", "To", "Staff", "Ταυ", "x\u0301y"])
def test_a_line_of_letters_is_kerned_and_stands_around_its_middle(text: str) -> None:
    starts = line_positions(text, 650)
    length = font(1000.0, 650).getlength(text, features=["-liga", "-calt"]) / 1000
    assert starts[0] == pytest.approx(-length / 2)
    last = font(1000.0, 650).getlength(text[-1]) / 1000
    assert starts[-1] + last == pytest.approx(length / 2, abs=0.002)


def flattened(contour: Path) -> list[Point]:
    points = [contour[0][0]]
    for segment in contour[1:]:
        (x0, y0), (x, y) = points[-1], segment[-1]
        cx, cy = segment[0] if len(segment) == 2 else ((x0 + x) / 2, (y0 + y) / 2)
        for t in (0.25, 0.5, 0.75, 1.0):
            a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
            points.append((a * x0 + b * cx + c * x, a * y0 + b * cy + c * y))
    return points


def cross(winding: npt.NDArray[np.int8], start: Point, end: Point) -> None:
    """Count an edge where the middle of a row of pixels crosses it, downwards or upwards."""
    (ax, ay), (bx, by) = start, end
    rows = np.arange(math.ceil(min(ay, by) - 0.5), math.ceil(max(ay, by) - 0.5))
    if rows.size:
        columns = np.ceil(ax + (rows + 0.5 - ay) * (bx - ax) / (by - ay) - 0.5).astype(int)
        winding[rows, columns] += 1 if by > ay else -1
