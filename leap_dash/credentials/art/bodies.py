"""The outer shapes of badges.

Each function returns the outline drawn in by `inset` on all sides, so that rims keep their width.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from leap_dash.credentials.art.scene import Path, circle, regular, rounded

Body: TypeAlias = Callable[[float], Path]


def round_body(inset: float) -> Path:
    """Return a circle."""
    return circle((0.5, 0.5), 0.475 - inset)


def hexagon_body(inset: float) -> Path:
    """Return a hexagon that stands on a corner."""
    # An inset of the edges moves the corners by inset / cos 30°.
    radius = 0.505 - inset / math.cos(math.radians(30))
    return rounded(regular((0.5, 0.5), radius, 6), 0.05)


def shield_body(inset: float) -> Path:
    """Return a shield."""
    left, right, top = 0.085 + inset, 0.915 - inset, 0.06 + inset
    foot = 0.982 - inset * 1.18
    shoulder = top + 0.03
    waist = 0.56
    bend = 0.045
    return (
        ((left + bend, top + 0.008),),
        ((0.33, shoulder + 0.004), (0.42, shoulder - 0.028), (0.5, top - 0.028)),
        ((0.58, shoulder - 0.028), (0.67, shoulder + 0.004), (right - bend, top + 0.008)),
        ((right - 0.012, top + 0.004), (right, top + 0.012), (right, top + bend)),
        ((right, waist),),
        ((right, 0.79 - inset * 0.4), (0.68, 0.91 - inset * 0.8), (0.5, foot)),
        ((0.32, 0.91 - inset * 0.8), (left, 0.79 - inset * 0.4), (left, waist)),
        ((left, top + bend),),
        ((left, top + 0.012), (left + 0.012, top + 0.004), (left + bend, top + 0.008)),
    )


def banner_body(inset: float) -> Path:
    """Return a banner that hangs, notched at its foot."""
    left, right, top, foot = 0.1 + inset, 0.9 - inset, 0.03 + inset, 0.985 - inset * 1.5
    notch = 0.925 - inset * 1.15
    corners = [(left, top), (right, top), (right, foot), (0.5, notch), (left, foot)]
    return rounded(corners, 0.035)


def octagon_body(inset: float) -> Path:
    """Return an octagon that lies on an edge."""
    radius = 0.515 - inset / math.cos(math.radians(22.5))
    return rounded(regular((0.5, 0.5), radius, 8, turn=-112.5), 0.045)


def seal_body(inset: float) -> Path:
    """Return a seal: a circle with a softly waved edge."""
    waves, radius = 16, 0.47 - inset
    depth = 0.018 * radius / 0.47
    points = regular((0.5, 0.5), radius + depth, waves)
    dips = regular((0.5, 0.5), radius - depth, waves, turn=-90 + 180 / waves)
    edge = [point for pair in zip(points, dips, strict=True) for point in pair]
    return rounded(edge, 0.04)


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape by its words; `foot_width` is the room for small letters near its foot."""

    words: str
    outline: Body
    foot_width: float


SHAPES: Mapping[str, Shape] = {
    "circle": Shape("Circle", round_body, 0.44),
    "hexagon": Shape("Hexagon", hexagon_body, 0.29),
    "shield": Shape("Shield", shield_body, 0.34),
    "banner": Shape("Banner", banner_body, 0.6),
    "octagon": Shape("Octagon", octagon_body, 0.44),
    "seal": Shape("Seal", seal_body, 0.42),
}
