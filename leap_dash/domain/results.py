"""What came of one item for one learner: the facts, and the one state that every view shows.

Heatmap, table, list of reasons and export all call `state`, so that they cannot disagree. Sums over
many items are in `progress`; nothing here knows how results are stored.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LOW_PERCENT = 40.0


class State(StrEnum):
    """What a cell of learner x item says."""

    DONE = "done"
    LATE = "late"
    MISSING = "missing"
    LOW = "low"
    EXCUSED = "excused"
    NOT_DUE = "not due"


@dataclass(frozen=True, slots=True)
class Item:
    """What is assessed. `due_on` is the last day in time; `counts_from` the first day on which the
    item counts as due (none: it does not count yet); `weight` has no unit, only proportions matter.
    """

    key: str
    category: str = "assignment"
    weight: float = 1.0
    maximum: float = 100.0
    due_on: date | None = None
    counts_from: date | None = None
    low_percent: float = LOW_PERCENT


@dataclass(frozen=True, slots=True)
class Result:
    """What a learner has for an item: `score` of its maximum, none while it is not graded."""

    score: float | None = None
    submitted_on: date | None = None
    excused: bool = False
    carried_over: bool = False


def percent(score: float | None, maximum: float) -> float | None:
    """The score as percent (0 to 100) of the maximum; none for no score or a maximum of 0."""
    return None if score is None or maximum == 0 else 100.0 * score / maximum


def known(result: Result | None, as_of: date) -> Result | None:
    """The result as it stood on that day: one handed in later was not there yet."""
    if result is None or (result.submitted_on is not None and result.submitted_on > as_of):
        return None
    return result


def counts(item: Item, as_of: date) -> bool:
    """Whether the item counts as due on that day."""
    return item.counts_from is not None and item.counts_from <= as_of


def handed_in(result: Result | None) -> bool:
    """Whether there is work: a day on which it came, or a score."""
    return result is not None and (result.submitted_on is not None or result.score is not None)


def is_late(item: Item, result: Result) -> bool:
    """Whether it is known to have come after the due day; without both days it is not late."""
    return (
        item.due_on is not None
        and result.submitted_on is not None
        and result.submitted_on > item.due_on
    )


def state(item: Item, result: Result | None, as_of: date) -> State:
    """The state on that day. A low mark says more than a late one, so it goes first."""
    result = known(result, as_of)
    if result is not None and result.excused:
        return State.EXCUSED
    if result is None or not handed_in(result):
        return State.MISSING if counts(item, as_of) else State.NOT_DUE
    reached = percent(result.score, item.maximum)
    if reached is not None and reached < item.low_percent:
        return State.LOW
    return State.LATE if is_late(item, result) else State.DONE
