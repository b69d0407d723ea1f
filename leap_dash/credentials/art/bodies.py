"""The outer shapes of badges, one per family of subject areas.

Each function returns the outline drawn in by `inset` on all sides, so that rims keep their width.
"""

import math
from collections.abc import Callable
from typing import TypeAlias

from leap_dash.credentials.art.scene import Path, circle, regular, rounded

Body: TypeAlias = Callable[[float], Path]


def round_body(inset: float) -> Path:
    """Return the circle of the areas about people: coaching, languages."""
    return circle((0.5, 0.5), 0.475 - inset)


def hexagon_body(inset: float) -> Path:
    """Return the hexagon of the areas about knowledge: consulting, ICT."""
    # An inset of the edges moves the corners by inset / cos 30°.
    radius = 0.505 - inset / math.cos(math.radians(30))
    return rounded(regular((0.5, 0.5), radius, 6), 0.05)


def shield_body(inset: float) -> Path:
    """Return the shield of the areas about responsibility: management, health and safety."""
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


def ribbon_body(inset: float) -> Path:
    """Return the hanging ribbon of the area about welcome: hospitality."""
    left, right, top, foot = 0.1 + inset, 0.9 - inset, 0.03 + inset, 0.985 - inset * 1.5
    notch = 0.925 - inset * 1.15
    corners = [(left, top), (right, top), (right, foot), (0.5, notch), (left, foot)]
    return rounded(corners, 0.035)
