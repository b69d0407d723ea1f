"""Shares of a group as rates with their intervals."""

from scipy.stats import binomtest

from leap_dash.domain.disclosure import Bound
from leap_dash.records import Rate


def interval(people: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share, in percent: Wilson's (1927), which holds for small groups."""
    found = binomtest(people, of).proportion_ci(method="wilson")
    return 100 * float(found.low), 100 * float(found.high)


def rate(people: int, of: int) -> Rate | None:
    """So many of a group; none of an empty one. Withholds nothing: see `domain.disclosure`."""
    if not of:
        return None
    low, high = interval(people, of)
    return Rate(of=of, percent=100 * people / of, low=low, high=high, bound=Bound.EXACT)
