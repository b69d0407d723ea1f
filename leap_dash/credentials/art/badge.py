"""What a badge looks like: body and symbol of its subject area, rim and stars of its level, name.

`scene_of` describes it once, without a size; only the amount of detail depends on how large it will
be seen. Nothing is painted here.
"""

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

from leap_dash.credentials.art import bodies, symbols
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
from leap_dash.domain.errors import BadInputError

Level: TypeAlias = Literal["bronze", "silver", "gold"]
Detail: TypeAlias = Literal["mark", "named", "whole"]
"""`mark`: shape, symbol, level. `named`: and the name. `whole`: and issuer and fine lines."""

PAPER = "#fdfcf9"
SHADED_PAPER = "#dcd8cd"
INK = "#1b1f24"


@dataclass(frozen=True, slots=True)
class _Area:
    """How the badges of a subject area look: their shape, symbol and colour from top to foot."""

    body: bodies.Body
    symbol: symbols.Symbol
    top: str
    foot: str
    tint: str
    issuer_width: float


@dataclass(frozen=True, slots=True)
class _Metal:
    """A level: how many stars, its colour, its light and its edge."""

    stars: int
    base: str
    light: str
    edge: str


_AREAS = {
    "management": _Area(bodies.shield_body, symbols.summit, "#3f53b5", "#26357f", "#c9d1f5", 0.34),
    "coaching": _Area(bodies.round_body, symbols.companions, "#16808a", "#0a525b", "#bfe7ea", 0.44),
    "consulting": _Area(bodies.hexagon_body, symbols.lens, "#86419a", "#59286a", "#e8cdf0", 0.29),
    "languages": _Area(bodies.round_body, symbols.speech, "#2478c8", "#12508f", "#c3e0fa", 0.44),
    "hospitality": _Area(bodies.ribbon_body, symbols.cloche, "#bd3a57", "#82213a", "#f7cdd7", 0.6),
    "ict": _Area(bodies.hexagon_body, symbols.terminal, "#55647a", "#2f3a4b", "#d5dce6", 0.29),
    "safety": _Area(bodies.shield_body, symbols.cross, "#2f8745", "#1a5c2e", "#c6ecd0", 0.34),
}
AREAS = tuple(_AREAS)

_METALS: dict[str, _Metal] = {
    "bronze": _Metal(1, "#c98452", "#ecc09c", "#8a4f27"),
    "silver": _Metal(2, "#b9c2cc", "#eef2f5", "#78838f"),
    "gold": _Metal(3, "#e2b23c", "#fbe39a", "#9a7400"),
}


@dataclass(frozen=True, slots=True)
class BadgeArt:
    """The description of a default badge; equal descriptions give equal pictures."""

    name: str
    area: str
    level: Level | None
    issuer: str

    def __post_init__(self) -> None:
        """Refuse an area or a level that there is no design for."""
        if self.area not in _AREAS:
            raise BadInputError(f"There is no badge design for the area {self.area!r}: {AREAS}.")
        if self.level is not None and self.level not in _METALS:
            raise BadInputError(f"There is no badge level {self.level!r}: {tuple(_METALS)}.")


def scene_of(art: BadgeArt, detail: Detail) -> Scene:
    """Return the forms of a badge with as much detail as can be seen."""
    area, metal = _AREAS[art.area], _METALS[art.level] if art.level else None
    forms = [*_body(area, metal, detail)]
    if detail == "mark":
        forms += _mark(area, metal)
        return tuple(forms)
    forms += _stars(metal, y=0.166, radius=0.036)
    middle, scale = ((0.5, 0.385), 0.165) if metal else ((0.5, 0.34), 0.18)
    forms += place(area.symbol(PAPER, area.foot), middle, scale)
    forms += _name_ribbon(art.name, area)
    if detail == "whole":
        forms += _issuer(art.issuer, area)
    return tuple(forms)


def _body(area: _Area, metal: _Metal | None, detail: Detail) -> Scene:
    rim, light, edge = (
        (metal.base, metal.light, metal.edge) if metal else (area.tint, PAPER, area.foot)
    )
    width = 0.034 if detail == "whole" else 0.04
    forms: list[Form] = [
        Fill(area.body(0.0), edge),
        Fill(area.body(0.006), rim),
        Fill(area.body(width), edge),
        Fill(area.body(width + 0.006), Gradient(area.top, area.foot)),
    ]
    if detail == "whole":
        forms.insert(2, Stroke(area.body(0.012), 0.005, light, closed=True))
        forms.append(Stroke(area.body(width + 0.024), 0.0035, area.tint, closed=True, opacity=0.45))
    return tuple(forms)


def _mark(area: _Area, metal: _Metal | None) -> Scene:
    if metal is None:
        return place(area.symbol(PAPER, area.foot), (0.5, 0.5), 0.27)
    return (
        *place(area.symbol(PAPER, area.foot), (0.5, 0.43), 0.235),
        *_stars(metal, y=0.77, radius=0.062),
    )


def _stars(metal: _Metal | None, y: float, radius: float) -> Scene:
    if metal is None:
        return ()
    step = radius * 2.45
    first = 0.5 - step * (metal.stars - 1) / 2
    return tuple(
        Fill(star((first + step * number, y), radius), metal.light) for number in range(metal.stars)
    )


def _name_ribbon(name: str, area: _Area) -> Scene:
    top, foot = 0.568, 0.748
    left, right = 0.075, 0.925
    text = fit(name, right - left - 0.06, foot - top - 0.03, largest=0.088, weight=650)
    return (
        *_tail(left, 0.012, area),
        *_tail(right, 0.988, area),
        Fill(rectangle(left, top, right, foot, 0.008), area.foot),
        Fill(rectangle(left + 0.005, top + 0.005, right - 0.005, foot - 0.005, 0.005), PAPER),
        *_centred(text.lines, (top + foot) / 2, text.size, 650, INK),
    )


def _tail(edge: float, tip: float, area: _Area) -> Scene:
    """Return one end of the ribbon, folded behind it at `edge` and cut to a V at `tip`."""
    top, foot, drop = 0.604, 0.784, 0.036
    inward = math.copysign(1, edge - tip)
    hidden = edge + inward * 0.07
    notch = tip + inward * 0.035
    corners = [(hidden, top), (tip, top), (notch, (top + foot) / 2), (tip, foot), (hidden, foot)]
    fold = lines((edge, foot - drop), (hidden, foot), (hidden, foot - drop))
    return (
        Stroke(lines(*corners), 0.01, area.foot, closed=True),
        Fill(lines(*corners), SHADED_PAPER),
        Fill(fold, area.foot),
    )


def _issuer(issuer: str, area: _Area) -> Scene:
    text = fit(issuer, area.issuer_width, height=0.07, largest=0.038, weight=500)
    return _centred(text.lines, 0.826, text.size, 500, area.tint)


def _centred(texts: tuple[str, ...], middle: float, size: float, weight: int, paint: str) -> Scene:
    step = size * LINE_HEIGHT
    first = middle - step * (len(texts) - 1) / 2
    return tuple(
        Label(text, (0.5, first + step * number), size, weight, paint)
        for number, text in enumerate(texts)
    )
