"""What points to what inside an SVG: no circles, and no few elements that draw a million.

`<use>`, gradients, masks, patterns, filters, markers: each draws again what it points to, and that
may point on. Source: SVG 2, "References" and "Processing order of `use`".
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import NoReturn

from leap_dash.credentials.svg_reading import Element
from leap_dash.domain.errors import BakingError

MAX_DRAWN = 100_000  # elements, each counted as often as it is drawn
MAX_CHAIN = 128  # elements inside or behind one another

_POINTER = re.compile(r"url\(\s*[\"']?\s*#([^\"'()\s]+)")


def check_references(elements: Sequence[Element]) -> None:
    """Raise BakingError for an element that points back to itself, or that draws too much."""
    _Drawing(elements).measure(0, above=0)


class _Drawing:
    """The elements with what each holds and points to, and how much drawing it costs."""

    def __init__(self, elements: Sequence[Element]) -> None:
        self._elements = elements
        self._next: dict[int, list[int]] = defaultdict(list)
        self._measured: dict[int, tuple[int, int] | None] = {}  # none while under way
        named: dict[str, list[int]] = defaultdict(list)
        for number, element in enumerate(elements):
            # Two elements of one name are a mistake that readers mend differently: count both.
            named[element.attributes.get((None, "id"), "")].append(number)
            if element.parent is not None:
                self._next[element.parent].append(number)
        for number, element in enumerate(elements):
            for name in _names(element):
                self._next[number] += named.get(name, [])

    def measure(self, number: int, above: int) -> tuple[int, int]:
        """Return how many elements are drawn for this one, and how many stand behind one another.

        `above` are those that led here. Both count the element itself.
        """
        known = self._measured.get(number, ())
        if known is None:
            self._refuse(
                number,
                "points to itself, directly or through others: "
                "it may only point to what does not lead back",
            )
        if known:
            return known
        self._measured[number] = None
        drawn, chain = 1, 1
        for other in self._next[number]:
            if above + chain > MAX_CHAIN:
                break
            more, longer = self.measure(other, above + 1)
            drawn, chain = drawn + more, max(chain, longer + 1)
            if drawn > MAX_DRAWN:
                self._refuse(
                    number,
                    f"draws more than {MAX_DRAWN:,} others, by pointing to what points on: "
                    "draw it plainly",
                )
        if above + chain > MAX_CHAIN:
            self._refuse(
                number,
                f"belongs to more than {MAX_CHAIN} that hold or point to one another: "
                "draw it plainly",
            )
        self._measured[number] = drawn, chain
        return drawn, chain

    def _refuse(self, number: int, words: str) -> NoReturn:
        element = self._elements[number]
        raise BakingError(f"The element <{element.name[1][:40]}> at {element.place} {words}.")


def _names(element: Element) -> set[str]:
    """Return the names that an element points to."""
    names: set[str] = set()
    for (_namespace, local), value in element.attributes.items():
        if local == "href" and value.strip().startswith("#"):
            names.add(value.strip()[1:])
        elif "url(" in value.lower():
            names.update(_POINTER.findall(value))
    return names
