"""Who needs a look, and why: the flags that every list, count and sentence about learners uses.

A flag is about work, never about who somebody is. `queries.attention` says the same in SQL; a test
holds both together. Words for a flag stand with its rule, so that every view prints the same.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from leap_dash.domain.results import LOW_PERCENT

BEHIND_MISSING = 2
QUIET_DAYS = 21


class Flag(StrEnum):
    """A reason to look at a learner."""

    BEHIND = "behind"
    LOW = "low"
    QUIET = "quiet"


RULES: Mapping[Flag, str] = {
    Flag.BEHIND: f"{BEHIND_MISSING} or more due items are missing",
    Flag.LOW: f"the mean of the due items, a missing one as 0, is below {LOW_PERCENT:.0f} %",
    Flag.QUIET: f"something due is missing, and nothing came in for {QUIET_DAYS} days",
}


def flags(
    *, missing: int, mean: float | None, last_activity_on: date | None, running: bool, as_of: date
) -> frozenset[Flag]:
    """The flags of one learner; `mean` in percent (0 to 100), `missing` in items.

    `running`: the cohort has not ended. Nobody is quiet in one that has.
    """
    found = set()
    if missing >= BEHIND_MISSING:
        found.add(Flag.BEHIND)
    if mean is not None and mean < LOW_PERCENT:
        found.add(Flag.LOW)
    silent = last_activity_on is None or last_activity_on < quiet_since(as_of)
    if running and missing > 0 and silent:
        found.add(Flag.QUIET)
    return frozenset(found)


def quiet_since(as_of: date) -> date:
    """Who was last active before this day has been quiet."""
    return as_of - timedelta(days=QUIET_DAYS)
