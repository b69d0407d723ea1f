"""The forms that a badge is made of, in coordinates that know no size: 0 to 1, y downwards.

A scene is a sequence of forms, painted in order. It says what is to be seen, not how: `raster`
turns it into pixels, and another writer can turn the same scene into another format. What a badge
looks like is decided elsewhere.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]
Segment: TypeAlias = tuple[Point, ...]
"""The end of a straight line; or a curve: one control (quadratic) or two (cubic), and the end."""
Path: TypeAlias = tuple[Segment, ...]
"""The first segment is the one point where the path starts."""

_CIRCLE = 0.5522847498  # control distance at which four cubic curves make a circle


@dataclass(frozen=True, slots=True)
class Gradient:
    """A soft change of colour from the top of the form to its foot; colours as #rrggbb."""

    top: str
    foot: str


@dataclass(frozen=True, slots=True)
class Fill:
    """An area inside `outline` and outside `holes`; opacity 0 to 1 applies to a plain colour."""

    outline: Path
    paint: str | Gradient
    holes: tuple[Path, ...] = ()
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line of even width with round ends and joins; a closed one returns to its start."""

    line: Path
    width: float
    paint: str
    closed: bool = False
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Label:
    """A line of text around the middle of its capitals: `size` is the em, `weight` 200 to 900."""

    text: str
    middle: Point
    size: float
    weight: int
    paint: str


Form: TypeAlias = Fill | Stroke | Label
Scene: TypeAlias = tuple[Form, ...]


def lines(*points: Point) -> Path:
    """Return straight lines from point to point."""
    return tuple((point,) for point in points)


def circle(centre: Point, radius: float) -> Path:
    """Return a circle."""
    return ellipse(centre, radius, radius)


def ellipse(centre: Point, radius_x: float, radius_y: float) -> Path:
    """Return an ellipse along the axes, as four cubic curves."""
    x, y = centre
    bend_x, bend_y = radius_x * _CIRCLE, radius_y * _CIRCLE
    left, right, top, foot = x - radius_x, x + radius_x, y - radius_y, y + radius_y
    return (
        ((x, top),),
        ((x + bend_x, top), (right, y - bend_y), (right, y)),
        ((right, y + bend_y), (x + bend_x, foot), (x, foot)),
        ((x - bend_x, foot), (left, y + bend_y), (left, y)),
        ((left, y - bend_y), (x - bend_x, top), (x, top)),
    )


def arc(centre: Point, radius: float, start: float, end: float) -> Path:
    """Return an open arc; angles in degrees, clockwise from three o'clock."""
    pieces = max(1, math.ceil(abs(end - start) / 45))
    step = math.radians(end - start) / pieces
    bend = 4 / 3 * math.tan(step / 4) * radius
    path: list[Segment] = [(_on_circle(centre, radius, math.radians(start)),)]
    for piece in range(pieces):
        first = math.radians(start) + piece * step
        last = first + step
        from_x, from_y = _on_circle(centre, radius, first)
        to_x, to_y = _on_circle(centre, radius, last)
        path.append(
            (
                (from_x - bend * math.sin(first), from_y + bend * math.cos(first)),
                (to_x + bend * math.sin(last), to_y - bend * math.cos(last)),
                (to_x, to_y),
            )
        )
    return tuple(path)


def rectangle(left: float, top: float, right: float, foot: float, radius: float) -> Path:
    """Return an upright rectangle with round corners of `radius`."""
    return rounded([(left, top), (right, top), (right, foot), (left, foot)], radius)


def rounded(corners: Sequence[Point], radius: float | Sequence[float]) -> Path:
    """Return a polygon with its corners rounded by about `radius`, never by over half an edge.

    One radius for all corners, or one for each.
    """
    radii = [radius] * len(corners) if isinstance(radius, int | float) else radius
    path: list[Segment] = []
    for before, corner, after, bend in zip(
        (corners[-1], *corners[:-1]), corners, (*corners[1:], corners[0]), radii, strict=True
    ):
        start, end = _towards(corner, before, bend), _towards(corner, after, bend)
        path.append((start,))
        path.append((_between(start, corner, _CIRCLE), _between(end, corner, _CIRCLE), end))
    return tuple(path)


def regular(centre: Point, radius: float, corners: int, turn: float = -90.0) -> list[Point]:
    """Return the corners of a regular polygon, the first at `turn` degrees (-90: on top)."""
    return [
        _on_circle(centre, radius, math.radians(turn + 360 * number / corners))
        for number in range(corners)
    ]


def star(centre: Point, radius: float) -> Path:
    """Return a star of five points, softened at its tips."""
    outer = regular(centre, radius, 5)
    inner = regular(centre, radius * 0.46, 5, turn=-54.0)
    tips = [point for pair in zip(outer, inner, strict=True) for point in pair]
    return rounded(tips, radius * 0.07)


def place(forms: Iterable[Form], centre: Point, scale: float) -> Scene:
    """Return forms drawn around (0, 0) moved to `centre` and scaled."""

    def moved(path: Path) -> Path:
        return tuple(
            tuple((centre[0] + x * scale, centre[1] + y * scale) for x, y in segment)
            for segment in path
        )

    placed: list[Form] = []
    for form in forms:
        match form:
            case Fill():
                holes = tuple(moved(hole) for hole in form.holes)
                placed.append(replace(form, outline=moved(form.outline), holes=holes))
            case Stroke():
                placed.append(replace(form, line=moved(form.line), width=form.width * scale))
            case Label():
                x, y = form.middle
                middle = (centre[0] + x * scale, centre[1] + y * scale)
                placed.append(replace(form, middle=middle, size=form.size * scale))
    return tuple(placed)


def _on_circle(centre: Point, radius: float, angle: float) -> Point:
    return (centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle))


def _between(start: Point, end: Point, share: float) -> Point:
    return (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)


def _towards(start: Point, end: Point, distance: float) -> Point:
    return _between(start, end, min(distance / math.dist(start, end), 0.5))
