"""The SVG of a badge looks like its PNG, where a person would see them: in a browser."""

import base64
import io
import itertools

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image
from playwright.sync_api import Browser, ViewportSize

from leap_dash.credentials.art import AREAS, Level, default_art, draw_png, draw_svg

LEVELS: tuple[Level | None, ...] = (None, "bronze", "silver", "gold")
DESCRIPTIONS = [
    default_art("Staff & AVATAR, Τάξη", area, level, "Leap Training Ireland")
    for area, level in itertools.product(AREAS, LEVELS)
]


def shown(browser: Browser, pictures: list[tuple[str, bytes]], side: int) -> npt.NDArray[np.int_]:
    """What the browser draws: (picture, row, column, colour), 0 to 255, on a middling grey."""
    page = browser.new_page(viewport=ViewportSize(width=len(LEVELS) * side, height=side))
    images = "".join(
        f'<img width="{side}" src="data:{kind};base64,{base64.b64encode(data).decode()}">'
        for kind, data in pictures
    )
    style = "margin:0;background:#888;display:flex;flex-wrap:wrap"
    page.set_content(f'<body style="{style}">{images}</body>')
    page.wait_for_function("[...document.images].every(image => image.complete)")
    screen = np.asarray(Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB"))
    page.close()
    rows = screen.reshape(len(pictures) // len(LEVELS), side, len(LEVELS), side, 3)
    return rows.swapaxes(1, 2).reshape(-1, side, side, 3).astype(int)


# Edges fall on other fractions of a pixel, which counts for more where there are few of them.
@pytest.mark.parametrize(("side", "mean", "share"), [(512, 3.0, 0.005), (64, 6.0, 0.02)])
def test_every_badge_looks_the_same_as_svg_and_as_png(
    browser: Browser, side: int, mean: float, share: float
) -> None:
    svg = shown(browser, [("image/svg+xml", draw_svg(each)) for each in DESCRIPTIONS], side)
    png = shown(browser, [("image/png", draw_png(each, side)) for each in DESCRIPTIONS], side)
    for description, ours, theirs in zip(DESCRIPTIONS, svg, png, strict=True):
        difference = np.abs(ours - theirs).max(axis=2)
        figures = (difference.mean(), (difference > 64).mean())
        assert figures[0] < mean, (description, figures)
        assert figures[1] < share, (description, figures)
