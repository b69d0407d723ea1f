"""Symbols for what badges are about beside the subject areas; drawn as those in `symbols` are."""

import math

from leap_dash.credentials.art.scene import (
    Fill,
    Form,
    Path,
    Stroke,
    circle,
    lines,
    rectangle,
    rounded,
)
from leap_dash.credentials.art.scene import star as star_path


def book(light: str, deep: str) -> tuple[Form, ...]:
    """Return an open book: knowledge, a course."""
    left: Path = (
        ((0.0, -0.5),),
        ((-0.24, -0.7), (-0.62, -0.74), (-0.98, -0.66)),
        ((-0.98, 0.58),),
        ((-0.62, 0.5), (-0.24, 0.54), (0.0, 0.76)),
    )
    right: Path = tuple(tuple((-x, y) for x, y in segment) for segment in left)
    return (
        Fill(left, light),
        Fill(right, light),
        Stroke(lines((0.0, -0.44), (0.0, 0.68)), 0.09, deep),
        *(
            Stroke(_line_of_print(side, y), 0.09, deep)
            for side in (-1, 1)
            for y in (-0.26, 0.02, 0.3)
        ),
    )


def _line_of_print(side: int, y: float) -> Path:
    """Return a line that follows the bend of a page, right (1) or left (-1) of the fold."""
    bend = ((0.42, y - 0.1), (0.6, y - 0.14), (0.78, y - 0.12))
    return (((side * 0.26, y),), tuple((side * x, height) for x, height in bend))


def leaf(light: str, deep: str) -> tuple[Form, ...]:
    """Return a leaf: sustainability."""
    blade: Path = (
        ((-0.62, 0.6),),
        ((-1.12, -0.3), (-0.4, -0.94), (0.9, -0.92)),
        ((0.98, 0.3), (0.32, 1.06), (-0.62, 0.6)),
    )
    return (
        Stroke(lines((-0.9, 0.9), (-0.5, 0.5)), 0.13, light),
        Fill(blade, light),
        Stroke(lines((-0.6, 0.6), (0.5, -0.52)), 0.1, deep),
        Stroke(lines((-0.24, 0.22), (-0.28, -0.22)), 0.09, deep),
        Stroke(lines((0.04, -0.06), (0.46, -0.02)), 0.09, deep),
    )


def heart(light: str, _deep: str) -> tuple[Form, ...]:
    """Return a heart: care, volunteering."""
    outline: Path = (
        ((0.0, 0.86),),
        ((-0.72, 0.34), (-0.98, 0.0), (-0.98, -0.34)),
        ((-0.98, -0.66), (-0.76, -0.84), (-0.5, -0.84)),
        ((-0.26, -0.84), (-0.08, -0.7), (0.0, -0.48)),
        ((0.08, -0.7), (0.26, -0.84), (0.5, -0.84)),
        ((0.76, -0.84), (0.98, -0.66), (0.98, -0.34)),
        ((0.98, 0.0), (0.72, 0.34), (0.0, 0.86)),
    )
    return (Fill(outline, light),)


def bulb(light: str, deep: str) -> tuple[Form, ...]:
    """Return a light bulb: ideas, problem solving."""
    glass: Path = (
        ((-0.3, 0.42),),
        ((-0.3, 0.14), (-0.66, 0.06), (-0.66, -0.36)),
        ((-0.66, -0.74), (-0.36, -1.0), (0.0, -1.0)),
        ((0.36, -1.0), (0.66, -0.74), (0.66, -0.36)),
        ((0.66, 0.06), (0.3, 0.14), (0.3, 0.42)),
    )
    filament = lines((-0.24, -0.34), (-0.1, -0.1), (0.1, -0.1), (0.24, -0.34))
    return (
        Fill(glass, light),
        Stroke(filament, 0.09, deep),
        Stroke(lines((0.0, -0.1), (0.0, 0.38)), 0.09, deep),
        Fill(rectangle(-0.3, 0.5, 0.3, 0.64, 0.06), light),
        Fill(rectangle(-0.22, 0.72, 0.22, 0.92, 0.1), light),
    )


def compass(light: str, deep: str) -> tuple[Form, ...]:
    """Return a compass: guidance, careers."""
    needle = rounded([(0.46, -0.46), (0.16, 0.16), (-0.46, 0.46), (-0.16, -0.16)], 0.03)
    return (
        Fill(circle((0, 0), 0.96), light),
        Fill(circle((0, 0), 0.78), deep),
        Fill(needle, light),
        Fill(circle((0, 0), 0.1), deep),
        *(
            Fill(circle(place, 0.055), light)
            for place in ((0, -0.62), (0.62, 0), (0, 0.62), (-0.62, 0))
        ),
    )


def chart(light: str, _deep: str) -> tuple[Form, ...]:
    """Return rising bars under an arrow: results, finance."""
    return (
        Fill(rectangle(-0.92, 0.3, -0.5, 0.86, 0.07), light),
        Fill(rectangle(-0.21, 0.02, 0.21, 0.86, 0.07), light),
        Fill(rectangle(0.5, -0.28, 0.92, 0.86, 0.07), light),
        Stroke(lines((-0.84, -0.1), (-0.2, -0.46), (0.1, -0.34), (0.72, -0.82)), 0.13, light),
        Stroke(lines((0.4, -0.86), (0.78, -0.86), (0.76, -0.5)), 0.13, light),
    )


def gear(light: str, deep: str) -> tuple[Form, ...]:
    """Return a gear wheel: technique, processes."""
    half, foot = math.radians(11), math.radians(15)
    teeth = [
        Fill(
            rounded(
                [
                    _around(0.98, turn - half),
                    _around(0.98, turn + half),
                    _around(0.6, turn + foot),
                    _around(0.6, turn - foot),
                ],
                0.05,
            ),
            light,
        )
        for turn in (math.radians(each) for each in range(0, 360, 45))
    ]
    return (
        *teeth,
        Fill(circle((0, 0), 0.72), light),
        Fill(circle((0, 0), 0.32), deep),
    )


def _around(radius: float, turn: float) -> tuple[float, float]:
    return (radius * math.cos(turn), radius * math.sin(turn))


def star(light: str, _deep: str) -> tuple[Form, ...]:
    """Return a star: excellence."""
    return (Fill(star_path((0.0, 0.06), 1.0), light),)


def key(light: str, deep: str) -> tuple[Form, ...]:
    """Return a key: access, trust."""
    return (
        Stroke(lines((-0.1, 0.1), (0.8, -0.8)), 0.2, light),
        Stroke(lines((0.56, -0.56), (0.84, -0.28)), 0.2, light),
        Stroke(lines((0.26, -0.26), (0.46, -0.06)), 0.2, light),
        Fill(circle((-0.42, 0.42), 0.54), light),
        Fill(circle((-0.42, 0.42), 0.26), deep),
    )
