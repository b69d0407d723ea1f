"""A score learned from finished sections: how likely it is that somebody will fail or leave.

A logistic regression over a few numbers about work, each seen beside the others of the section on
that day. Every number may only count in the direction that its words say, so that each score can be
explained. Nothing here knows who somebody is, how a model is fitted, or how it is stored.
"""

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

LATENESS_BOUND = 14  # days: beyond, a day more says no more
LATEST_DAYS = 14  # what fell due so close to the last due day belongs to the latest work
SILENCE_BOUNDS = (-30, 60)  # days; whoever has handed in nothing stands at the upper one
ACTIVE_WEEKS = 4
FEWEST_BESIDE = 10  # learners: beside fewer, nobody's place among the others says much
WORTH_SAYING = 0.1  # log-odds: what raises the odds by less than a tenth is no reason
EARLIEST_DAYS = 7  # before the day of a course's first model: it is used from then on
IN_WORDS = (
    "Read as percent, the score is the share that failed or left of those who stood so in the "
    "finished sections; it is no verdict on the one person. By a standard deviation of the section "
    "these raise the odds of failing or leaving, the weightiest first:"
)
"""For whoever reads a learned score, before the words of `describe`."""


class Features(NamedTuple):
    """What is known on a day of one enrolment's work; None where the section has no such thing."""

    mean: float | None  # percent: weighted mean of the due items, a missing or ungraded one as 0
    marks: float | None  # percent: plain mean of all marks known, 0 where there is none
    latest: float | None  # percent: as `mean`, of what fell due last (`LATEST_DAYS`)
    missing: float | None  # due items not handed in
    lateness: float | None  # mean days after the due day of what came in, each within the bound
    silence: float | None  # days from the last own work to the latest due day, within the bounds
    ahead: float | None  # items handed in that are not due yet
    active_days: float | None  # days with activity in the last `ACTIVE_WEEKS` whole weeks


@dataclass(frozen=True, slots=True)
class Kind:
    """What a number is called, how a value of it reads, and what it is when it is worse.

    `worse`: 1 where the likelier somebody fails or leaves the more it is, -1 the less.
    """

    label: str
    shown: Callable[[float], str]
    worse: int
    when_worse: str


def _percent(value: float) -> str:
    return f"{value:.0f} %"


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _days(value: float) -> str:
    number = _number(abs(value))
    return f"{number} {'day' if number == '1' else 'days'}"


def _lateness(value: float) -> str:
    return f"{_days(value)} {'after' if value > 0 else 'before'} the due day"


def _silence(value: float) -> str:
    highest = SILENCE_BOUNDS[1]
    if value >= highest:
        return f"{highest} days before the latest due day or longer ago, or never"
    return f"{_days(value)} {'before' if value > 0 else 'after'} the latest due day"


FEATURES: Mapping[str, Kind] = {
    "mean": Kind("mean of the due work", _percent, -1, "a lower mean of the due work"),
    "marks": Kind("mean of the marks so far", _percent, -1, "a lower mean of the marks so far"),
    "latest": Kind("latest due work", _percent, -1, "a lower mark of the latest due work"),
    "missing": Kind("due work missing", _number, 1, "more due work missing"),
    "lateness": Kind("usually handed in", _lateness, 1, "work handed in later"),
    "silence": Kind("last handed in", _silence, 1, "a longer time since work was handed in"),
    "ahead": Kind("handed in before it is due", _number, -1, "less work ahead of the due day"),
    "active_days": Kind(
        f"active days in the last {ACTIVE_WEEKS} weeks", _number, -1, "fewer active days lately"
    ),
}


@dataclass(frozen=True, slots=True)
class Norm:
    """Mean and standard deviation of a number in a section on a day, in the number's unit."""

    mean: float
    spread: float


class Placed(NamedTuple):
    """One enrolment's numbers beside those of its section on that day."""

    features: Features
    norms: Mapping[str, Norm]

    def standing(self, name: str) -> float:
        """How many standard deviations above the section's mean; 0 where nothing is known."""
        value, norm = getattr(self.features, name), self.norms.get(name)
        if value is None or norm is None:
            return 0.0
        return float((value - norm.mean) / norm.spread)


@dataclass(frozen=True, slots=True)
class Check:
    """How well a model did where it had not been trained.

    `auc`: how often it puts one who fails or leaves above one who does not, 0.5 to 1. `top_share`:
    share of the tenth ranked highest that failed or left. `by`: what was left out in turn,
    `section` or, where there is only one, `learners` of it.
    """

    by: str
    auc: float
    top_share: float


@dataclass(frozen=True, slots=True)
class Model:
    """Coefficients for a day after a section's start, and what they come from.

    `coefficients` are log-odds per standard deviation of the section. `trained_on` are the codes of
    the cohorts, with `learners` enrolments, of which `failing` failed or left.
    """

    day: int
    intercept: float
    coefficients: Mapping[str, float]
    trained_on: tuple[str, ...]
    learners: int
    failing: int
    check: Check | None


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one number adds to the log-odds of failing or leaving, in words."""

    feature: str
    log_odds: float
    words: str


def norms_of(everyone: Collection[Features]) -> dict[str, Norm]:
    """Mean and spread of each number in a section; without those in which nobody differs."""
    found = {}
    for name, column in zip(Features._fields, zip(*everyone, strict=True), strict=False):
        values = [value for value in column if value is not None]
        if not values:
            continue
        mean = math.fsum(values) / len(values)
        spread = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / len(values))
        if spread > 1e-9:  # below, it is a rounding error of equal numbers
            found[name] = Norm(mean, spread)
    return found


def score_of(model: Model, placed: Placed) -> float:
    """From 0 to 100, the higher the sooner somebody should be asked how things are going.

    Read as percent it is the share that, of people who stood so in the finished sections, failed or
    left. It is no verdict on the one person.
    """
    log_odds = model.intercept + math.fsum(_parts(model, placed).values())
    # By the sign, as exp of a large number overflows.
    if log_odds >= 0:
        return 100.0 / (1.0 + math.exp(-log_odds))
    return 100.0 - 100.0 / (1.0 + math.exp(log_odds))


def explain(model: Model, placed: Placed) -> tuple[Contribution, ...]:
    """What each number adds, against someone average in the section; what raises most is first."""
    contributions = (
        Contribution(name, part, _words(name, placed))
        for name, part in _parts(model, placed).items()
        if part
    )
    return tuple(sorted(contributions, key=lambda each: (-each.log_odds, each.feature)))


def reasons(model: Model, placed: Placed, most: int = 3) -> tuple[str, ...]:
    """The words of what raises the score most, at most so many; empty where nothing does."""
    raising = (each for each in explain(model, placed) if each.log_odds >= WORTH_SAYING)
    return tuple(each.words for each in raising)[:most]


def known_by(model: Model) -> str:
    """What the model was learned from, and how well it did where it had not been trained."""
    words = f"learned from {model.learners:,} enrolments of {', '.join(model.trained_on)}"
    if model.check is None:
        return f"{words}, not checked"
    return f"{words}; right about {100 * model.check.auc:.0f} of 100 pairs it did not know"


def describe(model: Model) -> tuple[str, ...]:
    """The coefficients in words, the weightiest first: what a standard deviation of the section
    does to the odds of failing or leaving.
    """
    weighty = sorted(model.coefficients.items(), key=lambda each: -abs(each[1]))
    return tuple(
        f"{FEATURES[name].when_worse}: odds times {math.exp(abs(value)):.2f}"
        for name, value in weighty
        if value
    )


def model_for(models: Iterable[Model], day: int) -> Model | None:
    """The model for the day nearest to this day of a section.

    Beyond the last one, that goes on being used; long before the first there is none.
    """
    ordered = sorted(models, key=attrgetter("day"))
    if not ordered or day < ordered[0].day - EARLIEST_DAYS:
        return None
    return min(ordered, key=lambda model: abs(model.day - day))


def _parts(model: Model, placed: Placed) -> dict[str, float]:
    return {name: value * placed.standing(name) for name, value in model.coefficients.items()}


def _words(name: str, placed: Placed) -> str:
    kind, value = FEATURES[name], getattr(placed.features, name)
    return f"{kind.label}: {kind.shown(value)} (section: {kind.shown(placed.norms[name].mean)})"
