"""Rates as dots on their intervals, one below the other, each under its name and its number.

Whose rates they are, and in which order they stand, is for those who call.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap
from typing import Any

from leap_dash.domain.disclosure import Bound
from leap_dash.figures.theme import Figure, figure
from leap_dash.figures.tokens import Theme, Tokens, tokens
from leap_dash.figures.words import percent
from leap_dash.records import Rate

ROW_HEIGHT = 44  # pixels: a line of words above, the dot below
LINE_HEIGHT = 15
NAME_LENGTH = 32  # characters that fit beside the number on a phone of 390 pixels
_SYMBOLS = {Bound.EXACT: "circle", Bound.ABOVE: "triangle-right", Bound.BELOW: "triangle-left"}


@dataclass(frozen=True, slots=True)
class RateLine:
    """One line: its name, the rate if there is one to show, and what is said at its end.

    `muted` lines stand back: they are not what the others are compared with.
    """

    name: str
    rate: Rate | None
    said: str
    hover: str = ""  # Plotly's HTML
    muted: bool = False


def rate_text(rate: Rate) -> str:
    """68 %, or "above 95 %"."""
    text = percent(rate.percent)
    return text if rate.bound is Bound.EXACT else f"{rate.bound.value} {text}"


def interval_text(rate: Rate) -> str:
    """62 % to 73 %."""
    return f"{percent(rate.low)} to {percent(rate.high)}"


def rate_lines(rows: Sequence[RateLine], theme: Theme) -> Figure:
    """The lines from 0 to 100 %: name and number in words, below them the dot on its interval."""
    colours = tokens(theme)
    folded = any("<br>" in _folded(row.name) for row in rows)
    row_height = ROW_HEIGHT + LINE_HEIGHT * folded
    traces = [
        trace
        for place, row in enumerate(rows)
        if row.rate is not None
        for trace in _dot(row, row.rate, place, colours.muted if row.muted else colours.accent)
    ]
    layout = {
        "height": row_height * len(rows) + 40,
        "margin": {"r": 24},  # half of the last label, "100 %"
        "annotations": [
            words for place, row in enumerate(rows) for words in _words(place, row, colours)
        ],
        "xaxis": {
            "range": [-1, 101],
            "tickvals": list(range(0, 101, 25)),
            "ticktext": [percent(share) for share in range(0, 101, 25)],
            "zeroline": False,
        },
        "yaxis": {"range": [len(rows) - 0.6, -0.7], "visible": False},
    }
    return figure(traces, layout, theme)


def _dot(row: RateLine, rate: Rate, place: int, colour: str) -> Iterator[dict[str, Any]]:
    """The interval as a line, and over it the rate itself."""
    yield {
        "type": "scatter",
        "x": [rate.low, rate.high],
        "y": [place, place],
        "mode": "lines",
        "line": {"color": colour, "width": 2},
        "hoverinfo": "skip",
    }
    yield {
        "type": "scatter",
        "x": [rate.percent],
        "y": [place],
        "mode": "markers",
        "marker": {"color": colour, "size": 11, "symbol": _SYMBOLS[rate.bound]},
        "hovertemplate": f"{row.hover}<extra></extra>",
    }


def _words(place: int, row: RateLine, colours: Tokens) -> Iterator[dict[str, Any]]:
    for text, side, x in ((_folded(row.name), "left", 0), (row.said, "right", 1)):
        yield {
            "text": text,
            "align": side,
            "font": {"color": colours.ink},
            "bgcolor": colours.surface,  # over the lines of the grid
            "x": x,
            "xref": "paper",
            "xanchor": side,
            "y": place,
            "yanchor": "bottom",
            "yshift": 8,
            "showarrow": False,
        }


def _folded(name: str) -> str:
    """The name in at most two lines, its signs harmless: Plotly reads tags."""
    return "<br>".join(
        escape(line) for line in wrap(name, NAME_LENGTH, max_lines=2, placeholder="…")
    )
