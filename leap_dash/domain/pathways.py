"""Badges that ask for badges: whether one would, through others, come to ask for itself."""

from collections.abc import Iterable, Mapping

ARROW = " -> "


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
