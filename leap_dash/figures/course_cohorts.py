"""One course in several cohorts, like with like: rates as dots with intervals, sentence and rows.

The cohort itself stands first, then the others, the latest first: never ranked. Those that began
at another time of the year stand back, and the sentence leaves them out.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from leap_dash.figures.rates import RateLine, interval_text, rate_lines, rate_text
from leap_dash.figures.theme import Figure
from leap_dash.figures.tokens import Theme
from leap_dash.figures.words import NOTHING, count, day, number, shortened
from leap_dash.records import CohortRates, Rate

ANOTHER_TIME = "another time of the year"


@dataclass(frozen=True, slots=True)
class Measure:
    """One of the two rates: how its figure is called, what people did, and where it is found."""

    name: str
    did: str
    of: Callable[[CohortRates], Rate | None]


UP_TO_DATE = Measure(
    "Not behind, at the same point of the course", "are not behind", lambda each: each.up_to_date
)
PASSED = Measure("Passed", "passed", lambda each: each.passed)


def sentence(cohorts: Sequence[CohortRates], measure: Measure) -> str:
    """The rate here, those of the cohorts that are alike, and whether the intervals meet."""
    own = measure.of(cohorts[0]) if cohorts else None
    if own is None:
        return f"{measure.name}: not known for this cohort yet."
    here = f"{rate_text(own)} of {count(own.of, 'learner')} {measure.did} here"
    others = [
        (rate, each.name)
        for each in cohorts[1:]
        if each.alike and (rate := measure.of(each)) is not None
    ]
    if not others:
        return f"{here}; no other cohort that began at the same time of the year is known."
    low, high = (edge(rate.percent for rate, _ in others) for edge in (min, max))
    there = f"{low:.0f}" if round(low) == round(high) else f"{low:.0f} to {high:.0f}"
    apart = [
        shortened(name, 60) for rate, name in others if rate.low > own.high or rate.high < own.low
    ]
    verdict = (
        f"the interval does not meet that of {', '.join(apart)}"
        if apart
        else "all intervals meet, so that chance may explain the difference"
    )
    return f"{here}, {there} % in {count(len(others), 'other cohort')}; {verdict}."


def lines(cohorts: Sequence[CohortRates], measure: Measure, theme: Theme) -> Figure:
    """A line per cohort for which the rate is known."""
    return rate_lines(
        [
            RateLine(
                _name(each),
                rate,
                f"{rate_text(rate)} of {number(rate.of)}",
                f"{escape(_name(each))}: {rate_text(rate)} of {count(rate.of, 'learner')}"
                f"<br>95 % interval {interval_text(rate)}",
                muted=not each.alike,
            )
            for each in cohorts
            if (rate := measure.of(each)) is not None
        ],
        theme,
    )


def table_rows(
    cohorts: Sequence[CohortRates], measure: Measure
) -> Iterator[tuple[CohortRates, str, str, str, str, str]]:
    """Cohort, when it began, whether then others did, learners, rate and interval."""
    for each in cohorts:
        rate = measure.of(each)
        alike = "same time of the year" if each.alike else ANOTHER_TIME
        numbers = (
            (NOTHING,) * 3
            if rate is None
            else (number(rate.of), rate_text(rate), interval_text(rate))
        )
        yield each, day(each.starts_on), alike, *numbers


def _name(cohort: CohortRates) -> str:
    name = shortened(cohort.name, 40)
    return name if cohort.alike else f"{name} (began {cohort.starts_on:%b %Y})"
