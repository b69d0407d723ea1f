"""The values that one clause of a rule finds, counted in places of equal width, as SQL."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Double, FromClause, and_, case, cast, func, literal

from leap_dash.db.numbers import whole_part
from leap_dash.domain.criteria import leaves
from leap_dash.domain.criteria_evaluate import SLACK
from leap_dash.domain.narrative import topic
from leap_dash.domain.rule_thresholds import Threshold, Unit
from leap_dash.queries.eligibility_lookup import Asked
from leap_dash.queries.eligibility_sql import measure_columns
from leap_dash.records import Spread

PLACES: Mapping[Unit, tuple[float, int]] = {
    Unit.PERCENT: (2.5, 40),
    Unit.WEEKS: (1, 61),
    Unit.LEVEL: (1, 6),
}
"""How many units a place is wide, and how many places there are; the last has all from there on."""
NO_VALUE = -1


def spread_columns(asked: Asked, threshold: Threshold | None) -> list[str]:
    """The columns of `judged` that `place_of` reads."""
    if threshold is None:
        return []
    number = threshold.clause
    wanted = {f"v{number}", f"o{number}", f"e{number}"}
    return [name for name in measure_columns(asked.question.rule) if name in wanted]


def place_of(judged: FromClause, threshold: Threshold | None) -> ColumnElement[int]:
    """The number of the place in which a learner's value stands; NO_VALUE where there is none."""
    if threshold is None:
        return literal(NO_VALUE)
    width, places = PLACES[threshold.unit]
    number = threshold.clause
    value: ColumnElement[Any] = cast(judged.c[f"v{number}"], Double)
    if f"o{number}" in judged.c:
        value = 100 * value / func.nullif(judged.c[f"o{number}"], 0)
    # What meets a threshold in spite of a sum's last digit must not stand below it.
    reached = (value + SLACK) / width
    there: ColumnElement[bool] = value.is_not(None)
    if f"e{number}" in judged.c:
        there = and_(there, judged.c[f"e{number}"] > 0)
    last = places - 1
    return case(
        (there, case((reached >= last, last), (reached < 0, 0), else_=whole_part(reached))),
        else_=NO_VALUE,
    )


def spread(counted: Iterable[tuple[int, int]], threshold: Threshold, asked: Asked) -> Spread:
    """The record of (place, learners), of which a place may be given several times."""
    width, places = PLACES[threshold.unit]
    learners: Counter[int] = Counter()
    for place, several in counted:
        learners[place] += several
    _, leaf = list(leaves(asked.question.rule))[threshold.clause]
    return Spread(
        threshold=threshold,
        topic=topic(leaf, asked.names),
        step=width,
        learners=tuple(learners[place] for place in range(places)),
        without=learners[NO_VALUE],
    )
