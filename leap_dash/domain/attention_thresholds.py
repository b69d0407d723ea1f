"""From when on a learner needs attention: the numbers that instructors may set for a cohort."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from leap_dash.domain.errors import BadInputError
from leap_dash.domain.results import LOW_PERCENT


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Due items missing, percent that the mean is below, days without activity."""

    missing_items: int = 2
    mean_below: float = LOW_PERCENT
    quiet_days: int = 21
    stopped_days: int = 42


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be set: from, to, and the words for it."""

    least: int
    most: int
    label: str
    whole: bool = True


DEFAULTS = Thresholds()
LIMITS: Mapping[str, Limits] = {
    "missing_items": Limits(1, 100, "Due items missing"),
    "mean_below": Limits(0, 100, "Mean below, in percent", whole=False),
    "quiet_days": Limits(1, 365, "Days without activity: needs attention"),
    "stopped_days": Limits(2, 730, "Days without activity: stopped"),
}


def problems(given: Mapping[str, object]) -> dict[str, str]:
    """What is wrong with the values of a form, by field; nothing where all can be used."""
    found = {name: words for name in LIMITS if (words := _problem(name, given.get(name)))}
    quiet, stopped = given.get("quiet_days"), given.get("stopped_days")
    if not found and isinstance(quiet, int) and isinstance(stopped, int) and stopped <= quiet:
        found["stopped_days"] = f"Expected more than the {quiet} days of needing attention."
    return found


def checked(given: Mapping[str, object]) -> Thresholds:
    """The thresholds of a form. Raises BadInputError that names each field that cannot be used."""
    found = problems(given)
    if found:
        raise BadInputError(
            " ".join(f"{LIMITS[name].label}: {words}" for name, words in found.items())
        )
    numbers: dict[str, Any] = {name: given[name] for name in LIMITS}  # `problems` looked at each
    return Thresholds(**numbers)


def as_values(thresholds: Thresholds) -> dict[str, float]:
    """The values of a form."""
    return asdict(thresholds)


def _problem(name: str, value: object) -> str | None:
    limits = LIMITS[name]
    if (
        isinstance(value, int if limits.whole else int | float)
        and not isinstance(value, bool)
        and limits.least <= value <= limits.most
    ):
        return None
    kind = "a whole number" if limits.whole else "a number"
    return f"Expected {kind} from {limits.least} to {limits.most}."
