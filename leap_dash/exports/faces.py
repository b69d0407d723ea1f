"""The letters of a report: the house's font in two weights, as files that a PDF can hold.

The font comes as one file with a weight axis. Cutting a weight out of all of its drawings takes
seven seconds; out of the letters of its scripts, without joined forms, one.
"""

import functools
import tempfile
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import fontpkg_source_sans_3
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

FONT_FILE = fontpkg_source_sans_3.ROOT / "files" / "SourceSans3[wght].ttf"
REGULAR, BOLD = 400, 600
UNKNOWN = "\N{WHITE SQUARE}"


@functools.cache
def faces() -> Mapping[int, Path]:
    """The file of each weight; made once in each process and gone with it."""
    options = Options()
    options.layout_features = []
    options.drop_tables = [*options.drop_tables, "GSUB", "GPOS", "GDEF"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=letters())
    made = {}
    with TTFont(FONT_FILE) as whole:
        subsetter.subset(whole)
        for weight in (REGULAR, BOLD):
            made[weight] = Path(_folder().name) / f"{weight}.ttf"
            with instancer.instantiateVariableFont(whole, {"wght": weight}) as one:
                one.save(made[weight])
    return made


@functools.cache
def letters() -> frozenset[int]:
    """The code points that the font can write."""
    with TTFont(FONT_FILE) as font:
        return frozenset(font.getBestCmap())


def readable(text: str) -> str:
    """The text on one line, in letters of the font; a sign stands for each that it has not."""
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    return "".join(letter if ord(letter) in letters() else UNKNOWN for letter in composed)


@functools.cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="leap-dash-font-")
