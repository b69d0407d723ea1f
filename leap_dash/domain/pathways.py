"""Badges that ask for others: in which order they can be earned, and that none asks for itself."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TypeVar

ARROW = " -> "

Key = TypeVar("Key")


def way_back(start: str, goal: str, needs: Mapping[str, Iterable[str]]) -> tuple[str, ...] | None:
    """A way from one badge to another through what each asks for, both ends named; none without.

    `needs` gives, by the slug of a badge, the slugs of those that its rule asks to hold.
    """
    ways: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    while ways:
        way = ways.pop()
        if way[-1] == goal:
            return way
        for needed in sorted(needs.get(way[-1], ())):
            if needed not in seen:
                seen.add(needed)
                ways.append((*way, needed))
    return None


def circle(slug: str, holds: Iterable[str], needs: Mapping[str, Iterable[str]]) -> str | None:
    """The way on which a badge that asks for `holds` would need itself, in words; none without."""
    for needed in sorted(holds):
        way = way_back(needed, slug, needs)
        if way is not None:
            return ARROW.join((slug, *way))
    return None


def in_columns(order: Sequence[Key], needs: Mapping[Key, Collection[Key]]) -> list[list[Key]]:
    """What can be earned first, then what needs only that, and so on: each right of all it needs.

    Within a column each stands near what it needs, and in `order` otherwise. What is needed but
    not in `order` is left out. A circle, which no rule can make, stands where it was met.
    """
    known = set(order)
    depth: dict[Key, int] = {}

    def depth_of(key: Key, above: frozenset[Key]) -> int:
        if key not in depth:
            way = above | {key}
            behind = [each for each in needs.get(key, ()) if each in known and each not in way]
            depth[key] = 1 + max((depth_of(each, way) for each in behind), default=-1)
        return depth[key]

    columns: list[list[Key]] = []
    for key in order:
        place = depth_of(key, frozenset())
        columns.extend([] for _ in range(place + 1 - len(columns)))
        columns[place].append(key)
    for before, column in pairwise(columns):
        rows = {key: row for row, key in enumerate(before)}
        column.sort(key=lambda key: _middle([rows[n] for n in needs.get(key, ()) if n in rows]))
    return columns


def _middle(rows: Sequence[int]) -> float:
    return sum(rows) / len(rows) if rows else 0.0
