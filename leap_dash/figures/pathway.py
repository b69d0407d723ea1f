"""Where the badges of a pathway stand, left to right as they can be earned, and the lines between.

The badges themselves are parts of the page, so that they can be read and reached by keyboard; the
lines lie behind them as a drawing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote
from uuid import UUID

from leap_dash.domain.pathways import in_columns
from leap_dash.records import PathwayBadge

WIDTH, HEIGHT = 248, 112  # pixels of a badge
ACROSS, BETWEEN = 64, 20  # pixels from column to column, and from badge to badge
_LINE: Final = "#868e97"  # seen on a light and on a dark page: no drawing knows which it lies on


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a badge stands: the upper left corner, in pixels."""

    achievement_id: UUID
    left: float
    top: float


@dataclass(frozen=True, slots=True)
class PathwayMap:
    """The badges in the order in which they are read; sides in pixels; the lines as an address."""

    spots: tuple[Spot, ...]
    width: float
    height: float
    lines: str


def pathway_map(badges: Sequence[PathwayBadge]) -> PathwayMap:
    """Place badges, given by level and name, and draw a line from each to what needs it."""
    needs = {badge.achievement_id: badge.needs for badge in badges}
    columns = in_columns([badge.achievement_id for badge in badges], needs)
    tallest = max(map(len, columns), default=0)
    height = max(tallest * (HEIGHT + BETWEEN) - BETWEEN, 0)
    width = max(len(columns) * (WIDTH + ACROSS) - ACROSS, 0)
    spots = {
        key: Spot(key, place * (WIDTH + ACROSS), _top(row, len(column), height))
        for place, column in enumerate(columns)
        for row, key in enumerate(column)
    }
    lines = [
        _line(spots[needed], spots[key])
        for key in spots
        for needed in needs[key]
        if needed in spots
    ]
    return PathwayMap(tuple(spots.values()), width, height, _drawing(lines, width, height))


def _top(row: int, rows: int, height: float) -> float:
    used = rows * (HEIGHT + BETWEEN) - BETWEEN
    return (height - used) / 2 + row * (HEIGHT + BETWEEN)


def _line(start: Spot, end: Spot) -> str:
    """A bend from the right edge of a badge to the left edge of what needs it, with its tip."""
    x, y = start.left + WIDTH, start.top + HEIGHT / 2
    to_x, to_y = end.left, end.top + HEIGHT / 2
    bend = ACROSS * 0.55
    way = f"M{x:g} {y:g}C{x + bend:g} {y:g} {to_x - bend:g} {to_y:g} {to_x - 9:g} {to_y:g}"
    tip = f"M{to_x - 10:g} {to_y - 5:g}L{to_x - 1:g} {to_y:g}L{to_x - 10:g} {to_y + 5:g}z"
    return (
        f'<path d="{way}" fill="none" stroke="{_LINE}" stroke-width="2"/>'
        f'<path d="{tip}" fill="{_LINE}"/>'
    )


def _drawing(lines: Sequence[str], width: float, height: float) -> str:
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}">'
        f"{''.join(lines)}</svg>"
    )
    return f"data:image/svg+xml,{quote(svg)}"
