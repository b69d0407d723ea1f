"""Letters of a badge: the font, and fitting a name into a field without cutting it.

The font comes with its own package, because a fresh machine may have none; it covers Latin, Greek
and Cyrillic in one weight axis.
"""

import functools
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import fontpkg_source_sans_3
from fontTools.ttLib import TTFont
from PIL import ImageFont

FONT_FILE = fontpkg_source_sans_3.ROOT / "files" / "SourceSans3[wght].ttf"
_MEASURING_SIZE = 1000.0  # pixels; large enough for lengths to be the font's own, without rounding
LINE_HEIGHT = 1.08  # of the em: the distance of two lines
# Letters joined into one (ff, ft) are a drawing of their own; kept apart, a line of text is the
# same whether it is painted at once or written letter by letter.
FEATURES = ["-liga", "-clig", "-calt"]


@dataclass(frozen=True, slots=True)
class Lettering:
    """Lines of text and the em size, in the field's units, at which they fit."""

    lines: tuple[str, ...]
    size: float


@functools.lru_cache(maxsize=64)
def font(size: float, weight: int) -> ImageFont.FreeTypeFont:
    """Return the font at `size` pixels to the em and a weight of 200 to 900."""
    face = ImageFont.truetype(str(FONT_FILE), size)
    face.set_variation_by_axes([weight])
    return face


def line_positions(text: str, weight: int) -> list[float]:
    """Return where each letter of a line starts, kerned, in em from the middle of the line."""
    face = font(_MEASURING_SIZE, weight)
    starts: list[float] = []
    for number, letter in enumerate(text):
        own = face.getlength(letter, features=FEATURES)
        if unicodedata.combining(letter) and starts:
            # Only marks that make no letter with the one before them are left: centred over it.
            before = face.getlength(text[number - 1], features=FEATURES)
            starts.append(starts[-1] + (before - own) / 2)
        else:
            starts.append(face.getlength(text[: number + 1], features=FEATURES) - own)
    middle = face.getlength(text, features=FEATURES) / 2
    return [(start - middle) / _MEASURING_SIZE for start in starts]


def capital_middle(weight: int) -> float:
    """Return how far the middle of the capitals lies above the baseline, in em."""
    top, foot = font(_MEASURING_SIZE, weight).getbbox("H", anchor="ls")[1::2]
    return -(top + foot) / 2 / _MEASURING_SIZE


def letters_missing(text: str) -> tuple[str, ...]:
    """Return the signs of a text that the font has no letter for, each once, in order."""
    return tuple(dict.fromkeys(sign for sign in text if sign != " " and ord(sign) not in _drawn()))


@functools.cache
def _drawn() -> frozenset[int]:
    with TTFont(FONT_FILE, lazy=True) as face:
        return frozenset(face.getBestCmap())


def fit(text: str, width: float, height: float, largest: float, weight: int) -> Lettering:
    """Return `text` in the one or two lines that show it largest within width and height.

    Sizes are in units of `width`; nothing is ever left out: a long text becomes small.
    """
    words = unicodedata.normalize("NFC", " ".join(text.split()))
    layouts = [(words,), *_in_two(words)]
    fitted = [Lettering(lines, _size(lines, width, height, largest, weight)) for lines in layouts]
    # Among equally large layouts fewer lines are quieter, and even ones quieter than uneven.
    return max(
        fitted, key=lambda it: (round(it.size, 4), -len(it.lines), -_length(it.lines, weight))
    )


def _in_two(words: str) -> Iterator[tuple[str, str]]:
    """Yield the text broken at each blank, and behind each hyphen or stroke within a word."""
    for position, character in enumerate(words[:-1], start=1):
        if character == " ":
            yield words[: position - 1], words[position:]
        elif character in "-–/":
            yield words[:position], words[position:].lstrip()


def _size(
    lines: tuple[str, ...], width: float, height: float, largest: float, weight: int
) -> float:
    tall = LINE_HEIGHT * len(lines)
    return min(largest, height / tall, width / max(_length(lines, weight), 0.01))


def _length(lines: tuple[str, ...], weight: int) -> float:
    """Return the length of the longest line in em."""
    face = font(_MEASURING_SIZE, weight)
    return max(face.getlength(line, features=FEATURES) for line in lines) / _MEASURING_SIZE
