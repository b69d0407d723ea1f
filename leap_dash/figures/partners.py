"""Rates of providers as dots with their intervals, and the sentences and rows that say the same.

Providers stand in the order of their names: a rank would claim differences that chance explains.
What is withheld (see `domain.disclosure`) is said to be, never drawn.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

from leap_dash.domain.disclosure import LEAST_PEOPLE
from leap_dash.figures.rates import RateLine, interval_text, rate_lines, rate_text
from leap_dash.figures.theme import Figure
from leap_dash.figures.tokens import Theme
from leap_dash.figures.words import NOTHING, count, number
from leap_dash.records import ProgrammeComparison, ProviderRates, Rate

FEW = f"fewer than {LEAST_PEOPLE}"


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


def table_rows(
    comparison: ProgrammeComparison, measure: Measure
) -> Iterator[tuple[str, str, str, str, str]]:
    """Provider, country, learners, rate and interval, as the figure shows them."""
    for name, country, rate in _rows(comparison, measure):
        if rate is None:
            yield name, country, FEW, NOTHING, NOTHING
        else:
            yield name, country, number(rate.of), rate_text(rate), interval_text(rate)


def rates(comparison: ProgrammeComparison, measure: Measure, *, theme: Theme) -> Figure:
    """A line per provider: name and number in words, below them the dot on its interval."""
    return rate_lines(
        [
            RateLine(
                name,
                rate,
                f"{FEW} learners" if rate is None else f"{rate_text(rate)} of {number(rate.of)}",
                "" if rate is None else _hover(name, rate, measure),
                muted=place >= len(comparison.providers),
            )
            for place, (name, _, rate) in enumerate(_rows(comparison, measure))
        ],
        theme,
    )


def _rows(
    comparison: ProgrammeComparison, measure: Measure
) -> Iterator[tuple[str, str, Rate | None]]:
    for provider in comparison.providers:
        yield provider.name, provider.country, measure.of_provider(provider)
    everyone = measure.of_all(comparison)
    if everyone is not None:
        yield "All shown together", "", everyone


def _hover(name: str, rate: Rate, measure: Measure) -> str:
    return (
        f"{escape(name)}: {rate_text(rate)} of {count(rate.of, 'learner')} {measure.done};"
        f"<br>95 % interval {interval_text(rate)}"
    )
