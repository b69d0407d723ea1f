"""Rates of providers as dots with their intervals, and the sentences and rows that say the same.

Providers stand in the order of their names: a rank would claim differences that chance explains.
What is withheld (see `domain.disclosure`) is said to be, never drawn.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from textwrap import wrap

import plotly.graph_objects as go

from leap_dash.domain.disclosure import LEAST_PEOPLE, Bound
from leap_dash.figures.theme import template
from leap_dash.figures.tokens import Theme, Tokens, tokens
from leap_dash.figures.words import NOTHING, count, number, percent
from leap_dash.records import ProgrammeComparison, ProviderRates, Rate

FEW = f"fewer than {LEAST_PEOPLE}"
ROW_HEIGHT = 44  # pixels: a line of words above, the dot below
LINE_HEIGHT = 15
NAME_LENGTH = 32  # characters that fit beside the number on a phone of 390 pixels
_SYMBOLS = {Bound.EXACT: "circle", Bound.ABOVE: "triangle-right", Bound.BELOW: "triangle-left"}


@dataclass(frozen=True, slots=True)
class Measure:
    """One of the two rates: what it is called, and where it is found."""

    name: str
    heading: str
    done: str
    of_provider: Callable[[ProviderRates], Rate | None]
    of_all: Callable[[ProgrammeComparison], Rate | None]


COMPLETION = Measure(
    name="Completion",
    heading="Learners who completed",
    done="completed",
    of_provider=lambda provider: provider.completion,
    of_all=lambda comparison: comparison.completion,
)
BADGES = Measure(
    name="The badge rate",
    heading="Learners with a badge",
    done="have a badge",
    of_provider=lambda provider: provider.badges,
    of_all=lambda comparison: comparison.badges,
)


def heading(comparison: ProgrammeComparison, measure: Measure) -> str:
    """What the figure shows, and of how many."""
    shown = [rate for each in comparison.providers if (rate := measure.of_provider(each))]
    if not shown:
        return f"{measure.heading}: too few to show"
    learners = count(sum(rate.of for rate in shown), "learner")
    return f"{measure.heading}, of {learners} at {count(len(shown), 'provider')}"


def sentence(comparison: ProgrammeComparison, measure: Measure) -> str:
    """Between what the rate lies, and whether the intervals of the two ends overlap."""
    shown = [
        (rate, provider.name)
        for provider in comparison.providers
        if (rate := measure.of_provider(provider)) is not None
    ]
    if not shown:
        return f"{measure.name} cannot be shown: no provider has {LEAST_PEOPLE} learners or more."
    (low, where_low), (high, where_high) = (
        edge(shown, key=lambda each: each[0].percent) for edge in (min, max)
    )
    if len(shown) == 1:
        return f"{measure.name} is {rate_text(low)} at {where_low}, the only provider shown."
    if low.percent == high.percent:
        return f"{measure.name} is {rate_text(low)} at every provider shown."
    verdict = "overlap" if low.high >= high.low else "do not overlap"
    return (
        f"{measure.name} runs from {rate_text(low)} at {where_low} to {rate_text(high)} "
        f"at {where_high}; their intervals {verdict}."
    )


def rate_text(rate: Rate) -> str:
    """68 %, or "above 95 %"."""
    text = percent(rate.percent)
    return text if rate.bound is Bound.EXACT else f"{rate.bound.value} {text}"


def interval_text(rate: Rate) -> str:
    """62 % to 73 %."""
    return f"{percent(rate.low)} to {percent(rate.high)}"


def table_rows(
    comparison: ProgrammeComparison, measure: Measure
) -> Iterator[tuple[str, str, str, str, str]]:
    """Provider, country, learners, rate and interval, as the figure shows them."""
    for name, country, rate in _rows(comparison, measure):
        if rate is None:
            yield name, country, FEW, NOTHING, NOTHING
        else:
            yield name, country, number(rate.of), rate_text(rate), interval_text(rate)


def rates(comparison: ProgrammeComparison, measure: Measure, *, theme: Theme) -> go.Figure:
    """A line per provider: name and number in words, below them the dot on its interval."""
    colours = tokens(theme)
    figure = go.Figure()
    rows = list(_rows(comparison, measure))
    folded = any("<br>" in _folded(name) for name, _, _ in rows)
    row_height = ROW_HEIGHT + LINE_HEIGHT * folded
    for place, (name, _, rate) in enumerate(rows):
        colour = colours.accent if place < len(comparison.providers) else colours.muted
        _words(figure, place, name, rate, colours)
        if rate is not None:
            figure.add_scatter(
                x=[rate.low, rate.high],
                y=[place, place],
                mode="lines",
                line={"color": colour, "width": 2},
                hoverinfo="skip",
            )
            figure.add_scatter(
                x=[rate.percent],
                y=[place],
                mode="markers",
                marker={"color": colour, "size": 11, "symbol": _SYMBOLS[rate.bound]},
                hovertemplate=f"{_hover(name, rate, measure)}<extra></extra>",
            )
    figure.update_layout(
        template=template(theme),
        height=row_height * len(rows) + 40,
        margin={"r": 24},  # half of the last label, "100 %"
        xaxis={
            "range": [-1, 101],
            "tickvals": list(range(0, 101, 25)),
            "ticktext": [percent(share) for share in range(0, 101, 25)],
            "zeroline": False,
        },
        yaxis={"range": [len(rows) - 0.6, -0.7], "visible": False},
    )
    return figure


def _rows(
    comparison: ProgrammeComparison, measure: Measure
) -> Iterator[tuple[str, str, Rate | None]]:
    for provider in comparison.providers:
        yield provider.name, provider.country, measure.of_provider(provider)
    everyone = measure.of_all(comparison)
    if everyone is not None:
        yield "All shown together", "", everyone


def _words(figure: go.Figure, place: int, name: str, rate: Rate | None, colours: Tokens) -> None:
    said = f"{FEW} learners" if rate is None else f"{rate_text(rate)} of {number(rate.of)}"
    for text, side, x in ((_folded(name), "left", 0), (said, "right", 1)):
        figure.add_annotation(
            text=text,
            align=side,
            font={"color": colours.ink},
            bgcolor=colours.surface,  # over the lines of the grid
            x=x,
            xref="paper",
            xanchor=side,
            y=place,
            yanchor="bottom",
            yshift=8,
            showarrow=False,
        )


def _folded(name: str) -> str:
    """The name in at most two lines, its signs harmless: Plotly reads tags."""
    return "<br>".join(
        escape(line) for line in wrap(name, NAME_LENGTH, max_lines=2, placeholder="…")
    )


def _hover(name: str, rate: Rate, measure: Measure) -> str:
    return (
        f"{escape(name)}: {rate_text(rate)} of {count(rate.of, 'learner')} {measure.done};"
        f"<br>95 % interval {interval_text(rate)}"
    )
