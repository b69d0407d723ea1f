"""The summary of one enrolment over the items due so far: the rule in plain Python.

`services.progress` computes the same in SQL for whole sections; a property test says so. This
version is for one learner, for a day in the past, and for proving the other one right.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from leap_dash.domain.results import Item, Result, counts, handed_in, is_late, known, percent


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts and weights over due items; excused ones count neither as due nor as missing."""

    due: int = 0
    done: int = 0  # of the due ones, handed in
    on_time: int = 0  # of those, not known to be late
    weight_due: float = 0.0
    points_due: float = 0.0  # sum of weight x percent (0 to 100); missing and ungraded as 0

    @property
    def late(self) -> int:
        """Handed in after the due day."""
        return self.done - self.on_time

    @property
    def missing(self) -> int:
        """Due and not handed in."""
        return self.due - self.done

    @property
    def mean(self) -> float | None:
        """Weighted mean in percent; none while no weight is due."""
        return self.points_due / self.weight_due if self.weight_due > 0 else None


@dataclass(frozen=True, slots=True)
class Summary(Totals):
    """The totals of an enrolment, its last known day of handing in, and totals per category.

    Only categories with a due item are listed.
    """

    last_activity_on: date | None = None
    categories: Mapping[str, Totals] = field(default_factory=dict)


def summarise(items: Iterable[Item], results: Mapping[str, Result], as_of: date) -> Summary:
    """The summary on that day; `results` are one learner's, by item key.

    What is handed in before it counts as due shows in `last_activity_on` alone.
    """
    totals = Totals()
    categories: dict[str, Totals] = {}
    last: date | None = None
    for item in items:
        result = known(results.get(item.key), as_of)
        if result is not None and result.submitted_on is not None:
            last = max(last or result.submitted_on, result.submitted_on)
        if not counts(item, as_of) or (result is not None and result.excused):
            continue
        totals = _add(totals, item, result)
        categories[item.category] = _add(categories.get(item.category, Totals()), item, result)
    return Summary(
        totals.due,
        totals.done,
        totals.on_time,
        totals.weight_due,
        totals.points_due,
        last_activity_on=last,
        categories=categories,
    )


def _add(totals: Totals, item: Item, result: Result | None) -> Totals:
    done = result is not None and handed_in(result)
    late = result is not None and is_late(item, result)
    reached = percent(result.score, item.maximum) if result is not None else None
    return Totals(
        totals.due + 1,
        totals.done + done,
        totals.on_time + (done and not late),
        totals.weight_due + item.weight,
        totals.points_due + item.weight * (reached or 0.0),
    )
