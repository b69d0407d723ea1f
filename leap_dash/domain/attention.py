"""Who needs attention, and why: the one status that every view, list, count and export says.

A status is about work and presence, never about who somebody is. `queries.attention_sql` says the
same in SQL for whole cohorts; a test holds both together. The rule is printed from the thresholds
by which it judges. Whom to contact first: `attention_score`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import floor

from leap_dash.domain.attention_thresholds import DEFAULTS, Thresholds


class Status(StrEnum):
    """How a learner stands on a day, the most pressing first."""

    NEEDS_ATTENTION = "needs attention"
    STOPPED = "stopped"
    WATCH = "watch"
    ON_TRACK = "on track"
    COMPLETED = "completed"
    LEFT = "left"


CLOSED = frozenset({Status.COMPLETED, Status.LEFT})
"""Nothing more is to be done for the course."""
WATCH_MARGIN = 10.0
"""Percent above the threshold below which a mean is watched."""
MONTH = 28  # days, from which on only whole weeks are told
PASSED = ("pass", "distinction")
FAILED = ("fail",)


@dataclass(frozen=True, slots=True)
class Work:
    """What is known of a learner on a day, in one course or in several together.

    `mean` in percent (0 to 100), a missing item as 0. `active_on`: the last day of handing in or of
    a week with activity; `since`: the first day on which they could have been active. `passed`: in
    all of the courses, `failed`: in one of them, as far as final results are known on that day.
    """

    due: int = 0
    done: int = 0
    late: int = 0
    mean: float | None = None
    active_on: date | None = None
    since: date | None = None
    left: bool = False
    passed: bool = False
    failed: bool = False

    @property
    def missing(self) -> int:
        """Due and not handed in."""
        return self.due - self.done

    def silent_days(self, as_of: date) -> int | None:
        """Days without activity up to that day; none where no beginning is known."""
        known = [day for day in (self.active_on, self.since) if day is not None]
        return max(0, (as_of - max(known)).days) if known else None


def status(work: Work, as_of: date, thresholds: Thresholds = DEFAULTS) -> Status:
    """The status on that day, by the rule that `rules` prints."""
    if work.left:
        return Status.LEFT
    if work.passed:
        return Status.COMPLETED
    silent = work.silent_days(as_of) if work.missing > 0 else None
    if silent is not None and silent >= thresholds.stopped_days:
        return Status.STOPPED
    if (
        work.failed
        or work.missing >= thresholds.missing_items
        or (work.mean is not None and work.mean < thresholds.mean_below)
        or (silent is not None and silent >= thresholds.quiet_days)
    ):
        return Status.NEEDS_ATTENTION
    nearly_low = work.mean is not None and work.mean < thresholds.mean_below + WATCH_MARGIN
    return Status.WATCH if work.missing > 0 or nearly_low else Status.ON_TRACK


def reasons(work: Work, as_of: date, thresholds: Thresholds = DEFAULTS) -> tuple[str, ...]:
    """Why the status is what it is, in words and numbers; nothing for who is on track."""
    if work.left:
        return ("withdrew",)
    if work.passed:
        return ("passed",)
    found = ["final result: fail"] if work.failed else []
    if work.missing > 0:
        found.append(f"{work.missing} due item{'s' if work.missing > 1 else ''} missing")
        silent = work.silent_days(as_of)
        if silent is not None and silent >= thresholds.quiet_days:
            told = silent if silent < MONTH else silent // 7 * 7
            found.append(f"no activity {'' if _was_active(work) else 'yet, '}for {_span(told)}")
    if work.mean is not None and work.mean < thresholds.mean_below + WATCH_MARGIN:
        low = work.mean < thresholds.mean_below
        limit = thresholds.mean_below if low else thresholds.mean_below + WATCH_MARGIN
        found.append(f"mean {_percent_below(work.mean, limit)}, below {limit:g} %")
    return tuple(found)


def rules(thresholds: Thresholds = DEFAULTS) -> Mapping[Status, str]:
    """When each status applies, the first that fits in this order: left, completed, and so on."""
    items, margin = thresholds.missing_items, thresholds.mean_below + WATCH_MARGIN
    many = "1 or more due items are" if items == 1 else f"{items} or more due items are"
    return {
        Status.LEFT: "withdrew by that day",
        Status.COMPLETED: "passed, which is known once the course has ended",
        Status.STOPPED: (
            f"something due is missing, and no activity for {_span(thresholds.stopped_days)}"
        ),
        Status.NEEDS_ATTENTION: (
            f"{many} missing; or the mean of the due items, a missing one as 0, is below "
            f"{thresholds.mean_below:g} %; or something due is missing, and no activity for "
            f"{_span(thresholds.quiet_days)}; or the final result is a fail"
        ),
        Status.WATCH: f"something due is missing, or the mean is below {margin:g} %",
        Status.ON_TRACK: "none of these",
    }


def _was_active(work: Work) -> bool:
    """Whether there was any activity since they could have been active."""
    return work.active_on is not None and (work.since is None or work.active_on >= work.since)


def _span(days: int) -> str:
    """Weeks where they are whole, else days."""
    if days >= 14 and days % 7 == 0:
        return f"{days // 7} weeks"
    return f"{days} day{'' if days == 1 else 's'}"


def _percent_below(value: float, limit: float) -> str:
    """Rounded, but never to the limit that it is below."""
    rounded = round(value)
    return f"{rounded} %" if rounded < limit else f"{floor(10 * value) / 10:g} %"
