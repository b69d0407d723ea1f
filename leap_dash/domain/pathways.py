"""Badges that ask for others, in the order in which they can be earned."""

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import TypeVar

Key = TypeVar("Key")


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
