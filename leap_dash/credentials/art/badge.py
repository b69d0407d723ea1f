"""What a badge looks like: body and symbol as designed, rim and stars of its level, words.

`scene_of` describes it once, without a size; only the amount of detail depends on how large it will
be seen. Nothing is painted here.
"""

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

from leap_dash.credentials.art.bodies import SHAPES
from leap_dash.credentials.art.design import PAPER, Design, template
from leap_dash.credentials.art.icons import ICONS
from leap_dash.credentials.art.lettering import LINE_HEIGHT, fit
from leap_dash.credentials.art.scene import (
    Fill,
    Form,
    Gradient,
    Label,
    Scene,
    Stroke,
    lines,
    place,
    rectangle,
    star,
)
from leap_dash.domain.colours import contrast, luminance, mixed
from leap_dash.domain.errors import BadInputError

Level: TypeAlias = Literal["bronze", "silver", "gold"]
Detail: TypeAlias = Literal["mark", "named", "whole"]
"""`mark`: shape, symbol, level. `named`: and the name. `whole`: and issuer and fine lines."""


@dataclass(frozen=True, slots=True)
class _Metal:
    """A level: how many stars, its colour, its light and its edge."""

    stars: int
    base: str
    light: str
    edge: str


_METALS: dict[str, _Metal] = {
    "bronze": _Metal(1, "#c98452", "#ecc09c", "#8a4f27"),
    "silver": _Metal(2, "#b9c2cc", "#eef2f5", "#78838f"),
    "gold": _Metal(3, "#e2b23c", "#fbe39a", "#9a7400"),
}


@dataclass(frozen=True, slots=True)
class BadgeArt:
    """The description of a picture; equal descriptions give equal pictures."""

    name: str
    issuer: str
    level: Level | None
    design: Design

    def __post_init__(self) -> None:
        """Refuse a level that there is no design for."""
        if self.level is not None and self.level not in _METALS:
            raise BadInputError(f"There is no badge level {self.level!r}: {tuple(_METALS)}.")


def default_art(name: str, area: str, level: Level | None, issuer: str) -> BadgeArt:
    """The picture of a badge that nobody designed. Raises BadInputError for an unknown area."""
    return BadgeArt(name, issuer, level, template(area, name))


def scene_of(art: BadgeArt, detail: Detail) -> Scene:
    """Return the forms of a badge with as much detail as can be seen."""
    design, metal = art.design, _METALS[art.level] if art.level else None
    forms = [*_body(design, metal, detail)]
    if detail == "mark":
        forms += _mark(design, metal)
        return tuple(forms)
    forms += _stars(metal, design, y=0.166, radius=0.036)
    forms += _symbol(design, *_symbol_place(design, metal))
    if design.text:
        forms += _ribbon(design)
    if detail == "whole":
        forms += _issuer(art.issuer, design)
    return tuple(forms)


def _symbol_place(design: Design, metal: _Metal | None) -> tuple[tuple[float, float], float]:
    """Where the middle of the symbol stands, and half its width."""
    if not design.text:
        return ((0.5, 0.49), 0.23) if metal else ((0.5, 0.465), 0.25)
    return ((0.5, 0.385), 0.165) if metal else ((0.5, 0.34), 0.18)


def _symbol(design: Design, middle: tuple[float, float], scale: float) -> Scene:
    return place(ICONS[design.icon].draw(design.symbol, design.foot), middle, scale)


def _body(design: Design, metal: _Metal | None, detail: Detail) -> Scene:
    outline = SHAPES[design.shape].outline
    rim, light, edge = (
        (metal.base, metal.light, metal.edge) if metal else (design.tint, PAPER, design.foot)
    )
    width = 0.034 if detail == "whole" else 0.04
    forms: list[Form] = [
        Fill(outline(0.0), edge),
        Fill(outline(0.006), rim),
        Fill(outline(width), edge),
        Fill(outline(width + 0.006), Gradient(design.body, design.foot)),
    ]
    if detail == "whole":
        forms.insert(2, Stroke(outline(0.012), 0.005, light, closed=True))
        fine = Stroke(outline(width + 0.024), 0.0035, design.tint, closed=True, opacity=0.45)
        forms.append(fine)
    return tuple(forms)


def _mark(design: Design, metal: _Metal | None) -> Scene:
    if metal is None:
        return _symbol(design, (0.5, 0.5), 0.27)
    return (
        *_symbol(design, (0.5, 0.43), 0.235),
        *_stars(metal, design, y=0.77, radius=0.062),
    )


def _stars(metal: _Metal | None, design: Design, y: float, radius: float) -> Scene:
    if metal is None:
        return ()
    # A light metal on a light body would not be seen: then its edge colour is.
    paint = max(metal.light, metal.edge, key=lambda colour: contrast(colour, design.body))
    step = radius * 2.45
    first = 0.5 - step * (metal.stars - 1) / 2
    return tuple(
        Fill(star((first + step * number, y), radius), paint) for number in range(metal.stars)
    )


def _ribbon(design: Design) -> Scene:
    top, foot = 0.568, 0.748
    left, right = 0.075, 0.925
    text = fit(design.text, right - left - 0.06, foot - top - 0.03, largest=0.088, weight=650)
    inside = rectangle(left + 0.005, top + 0.005, right - 0.005, foot - 0.005, 0.005)
    return (
        *_tail(left, 0.012, design),
        *_tail(right, 0.988, design),
        Fill(rectangle(left, top, right, foot, 0.008), design.foot),
        Fill(inside, design.ribbon),
        *_centred(text.lines, (top + foot) / 2, text.size, 650, design.letters),
    )


def _tail(edge: float, tip: float, design: Design) -> Scene:
    """Return one end of the ribbon, folded behind it at `edge` and cut to a V at `tip`."""
    top, foot, drop = 0.604, 0.784, 0.036
    inward = math.copysign(1, edge - tip)
    hidden = edge + inward * 0.07
    notch = tip + inward * 0.035
    corners = [(hidden, top), (tip, top), (notch, (top + foot) / 2), (tip, foot), (hidden, foot)]
    # In the shade of the ribbon; of a dark one in its light, or it would sink into a dark ground.
    shaded = mixed(design.ribbon, "#3a3010", 0.17)
    if luminance(design.ribbon) < 0.05:
        shaded = mixed(design.ribbon, PAPER, 0.2)
    fold = lines((edge, foot - drop), (hidden, foot), (hidden, foot - drop))
    return (
        Stroke(lines(*corners), 0.01, design.foot, closed=True),
        Fill(lines(*corners), shaded),
        Fill(fold, design.foot),
    )


def _issuer(issuer: str, design: Design) -> Scene:
    width = SHAPES[design.shape].foot_width
    text = fit(issuer, width, height=0.07, largest=0.038, weight=500)
    return _centred(text.lines, 0.826, text.size, 500, design.tint)


def _centred(texts: tuple[str, ...], middle: float, size: float, weight: int, paint: str) -> Scene:
    step = size * LINE_HEIGHT
    first = middle - step * (len(texts) - 1) / 2
    return tuple(
        Label(text, (0.5, first + step * number), size, weight, paint)
        for number, text in enumerate(texts)
    )
