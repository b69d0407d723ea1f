"""The symbols by name, with the words that people choose them by."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from leap_dash.credentials.art import more_symbols, symbols
from leap_dash.credentials.art.symbols import Symbol


@dataclass(frozen=True, slots=True)
class Icon:
    """A symbol and its words."""

    words: str
    draw: Symbol


ICONS: Final[Mapping[str, Icon]] = {
    "summit": Icon("Flag on a mountain", symbols.summit),
    "companions": Icon("Two people", symbols.companions),
    "lens": Icon("Magnifying glass", symbols.lens),
    "speech": Icon("Speech bubbles", symbols.speech),
    "cloche": Icon("Dish under its dome", symbols.cloche),
    "terminal": Icon("Screen", symbols.terminal),
    "cross": Icon("Cross with a tick", symbols.cross),
    "book": Icon("Open book", more_symbols.book),
    "bulb": Icon("Light bulb", more_symbols.bulb),
    "chart": Icon("Rising bars", more_symbols.chart),
    "compass": Icon("Compass", more_symbols.compass),
    "gear": Icon("Gear wheel", more_symbols.gear),
    "heart": Icon("Heart", more_symbols.heart),
    "key": Icon("Key", more_symbols.key),
    "leaf": Icon("Leaf", more_symbols.leaf),
    "star": Icon("Star", more_symbols.star),
}
