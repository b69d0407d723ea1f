"""The symbols of the subject areas, drawn of simple forms in a box from -1 to 1 around (0, 0).

`light` is the colour of the symbol, `deep` that of the details cut into it.
"""

from collections.abc import Callable
from typing import TypeAlias

from leap_dash.credentials.art.scene import (
    Fill,
    Form,
    Path,
    Stroke,
    arc,
    circle,
    lines,
    rectangle,
    rounded,
)

Symbol: TypeAlias = Callable[[str, str], tuple[Form, ...]]


def summit(light: str, _deep: str) -> tuple[Form, ...]:
    """Return a flag on a mountain: management and leadership."""
    mountain = rounded(
        [(-0.98, 0.8), (-0.1, -0.42), (0.18, -0.02), (0.36, -0.24), (0.98, 0.8)], 0.07
    )
    flag = rounded([(-0.08, -1.0), (0.5, -0.82), (-0.08, -0.62)], 0.04)
    return (
        Fill(mountain, light),
        Stroke(lines((-0.1, -0.96), (-0.1, -0.4)), 0.09, light),
        Fill(flag, light),
    )


def companions(light: str, _deep: str) -> tuple[Form, ...]:
    """Return two people side by side, one further on: coaching and mentoring."""
    elder = rounded(
        [(-0.98, 0.84), (-0.98, 0.06), (0.14, 0.06), (0.14, 0.84)], (0.08, 0.5, 0.5, 0.08)
    )
    younger = rounded(
        [(0.26, 0.84), (0.26, 0.24), (0.98, 0.24), (0.98, 0.84)], (0.08, 0.34, 0.34, 0.08)
    )
    return (
        Fill(circle((-0.42, -0.44), 0.38), light),
        Fill(elder, light),
        Fill(circle((0.62, -0.1), 0.26), light, opacity=0.8),
        Fill(younger, light, opacity=0.8),
    )


def lens(light: str, deep: str) -> tuple[Form, ...]:
    """Return a magnifying glass over rising bars: professional consulting."""
    return (
        Stroke(lines((0.42, 0.42), (0.84, 0.84)), 0.25, light),
        Fill(circle((-0.12, -0.12), 0.76), light),
        Fill(circle((-0.12, -0.12), 0.59), deep),
        Fill(rectangle(-0.46, -0.04, -0.28, 0.2, 0.04), light),
        Fill(rectangle(-0.21, -0.26, -0.03, 0.2, 0.04), light),
        Fill(rectangle(0.04, -0.5, 0.22, 0.2, 0.04), light),
    )


def speech(light: str, deep: str) -> tuple[Form, ...]:
    """Return two speech bubbles in two alphabets: languages."""
    # The rear bubble stops short of the front one, so that the ground shows between them.
    rear = rounded(
        [(0.33, -0.3), (0.98, -0.3), (0.98, 0.64), (-0.1, 0.64), (-0.1, 0.31), (0.33, 0.31)],
        (0.05, 0.2, 0.2, 0.2, 0.05, 0.3),
    )
    rear_tail = lines((0.42, 0.64), (0.82, 0.64), (0.82, 0.98))
    front = rectangle(-0.98, -0.9, 0.24, 0.22, 0.22)
    front_tail = rounded([(-0.76, 0.1), (-0.3, 0.1), (-0.76, 0.66)], 0.05)
    omega = (
        ((0.45, 0.4),),
        ((0.56, 0.4),),
        *arc((0.65, 0.13), 0.2, 116, 424),
        ((0.74, 0.4),),
        ((0.85, 0.4),),
    )
    return (
        Fill(rear, light, opacity=0.8),
        Fill(rear_tail, light, opacity=0.8),
        Stroke(omega, 0.1, deep),
        Fill(front, light),
        Fill(front_tail, light),
        Stroke(lines((-0.66, 0.02), (-0.37, -0.68), (-0.08, 0.02)), 0.13, deep),
        Stroke(lines((-0.55, -0.2), (-0.19, -0.2)), 0.11, deep),
    )


def cloche(light: str, deep: str) -> tuple[Form, ...]:
    """Return a dish under its dome: hospitality."""
    dome: Path = (
        ((-0.8, 0.42),),
        ((-0.8, -0.02), (-0.44, -0.38), (0.0, -0.38)),
        ((0.44, -0.38), (0.8, -0.02), (0.8, 0.42)),
    )
    return (
        Fill(circle((0, -0.52), 0.15), light),
        Fill(dome, light),
        Fill(rectangle(-0.98, 0.53, 0.98, 0.7, 0.085), light),
        Stroke(arc((0, 0.42), 0.56, 194, 240), 0.08, deep),
    )


def terminal(light: str, deep: str) -> tuple[Form, ...]:
    """Return a screen with a prompt: ICT."""
    return (
        Fill(rectangle(-0.98, -0.8, 0.98, 0.5, 0.16), light),
        Fill(rectangle(-0.82, -0.64, 0.82, 0.34, 0.06), deep),
        Fill(rectangle(-0.18, 0.48, 0.18, 0.72, 0.02), light),
        Fill(rectangle(-0.5, 0.68, 0.5, 0.84, 0.08), light),
        Stroke(lines((-0.5, -0.38), (-0.24, -0.15), (-0.5, 0.08)), 0.14, light),
        Stroke(lines((-0.06, 0.1), (0.4, 0.1)), 0.14, light),
    )


def cross(light: str, deep: str) -> tuple[Form, ...]:
    """Return a cross with a tick: health and safety."""
    long, wide = 0.92, 0.36
    corners = [
        (-wide, -long), (wide, -long), (wide, -wide), (long, -wide),
        (long, wide), (wide, wide), (wide, long), (-wide, long),
        (-wide, wide), (-long, wide), (-long, -wide), (-wide, -wide),
    ]  # fmt: skip
    return (
        Fill(rounded(corners, 0.11), light),
        Stroke(lines((-0.34, 0.02), (-0.1, 0.26), (0.36, -0.24)), 0.19, deep),
    )
