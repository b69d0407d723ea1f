"""What a rule would have done to a cohort that has ended."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class SimulatedWeek:
    """The end of a week of the cohort, counted from 1: how many met the rule then.

    `first`: how many of them for the first time.
    """

    week: int
    day: date
    met: int
    first: int


@dataclass(frozen=True, slots=True)
class Simulation:
    """Week by week, the last one as it turned out: all that is known today counts.

    `passed` are those who passed every course that they took, of those who meet the rule in the
    end; `others_passed` of the others. `ever`: who met it at the end of some week. `asks_approval`:
    the rule asks for an approval, which counts as given in every week.
    """

    cohort: str
    learners: int
    weeks: tuple[SimulatedWeek, ...]
    earned: int
    passed: int
    others_passed: int
    ever: int
    asks_approval: bool
