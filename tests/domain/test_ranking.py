"""Figures of a ranking are those that counting every pair and every place gives."""

from collections.abc import Sequence
from itertools import permutations
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leap_dash.domain.ranking import auc, top_share

_people = st.lists(st.tuples(st.sampled_from([0.0, 1.5, 2.0, 9.0]), st.booleans()), max_size=6)
People = Sequence[tuple[float, bool]]


def apart(people: People) -> tuple[list[float], list[bool]]:
    return [score for score, _ in people], [outcome for _, outcome in people]


@given(people=_people)
def test_the_area_is_the_share_of_pairs_in_the_right_order(people: People) -> None:
    having = [score for score, outcome in people if outcome]
    lacking = [score for score, outcome in people if not outcome]
    pairs = [(one > other) + (one == other) / 2 for one in having for other in lacking]
    found = auc(*apart(people))
    assert found == (pytest.approx(fmean(pairs)) if pairs else None)


@given(people=_people, top=st.sampled_from([0.1, 0.4, 1.0]))
def test_the_top_share_is_the_mean_over_every_order_of_those_tied(
    people: People, top: float
) -> None:
    places = max(1, round(len(people) * top))
    ranked = [sorted(order, key=lambda each: -each[0]) for order in permutations(people)]
    shares = [fmean(outcome for _, outcome in order[:places]) for order in ranked if order]
    assert top_share(*apart(people), top) == (pytest.approx(fmean(shares)) if shares else None)
