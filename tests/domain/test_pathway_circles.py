"""A badge that would come to ask for itself is found, however long the way."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from leap_dash.domain.pathways import circle, way_back

BADGES = ("a", "b", "c", "d", "e")
asked = st.dictionaries(st.sampled_from(BADGES), st.frozensets(st.sampled_from(BADGES)))


def reachable(start: str, needs: dict[str, frozenset[str]]) -> set[str]:
    """All that a badge asks for in the end, itself included."""
    found = {start}
    while True:
        more = found.union(*(needs.get(each, frozenset()) for each in found))
        if more == found:
            return found
        found = more


@given(asked, st.sampled_from(BADGES), st.sampled_from(BADGES))
def test_a_way_is_found_where_there_is_one_and_each_step_of_it_is_asked_for(
    needs: dict[str, frozenset[str]], start: str, goal: str
) -> None:
    way = way_back(start, goal, needs)
    assert (way is not None) == (goal in reachable(start, needs))
    if way is not None:
        assert (way[0], way[-1]) == (start, goal)
        assert all(after in needs[before] for before, after in pairwise(way))


def test_a_circle_is_said_from_the_badge_to_itself() -> None:
    needs = {"b": frozenset({"c"}), "c": frozenset({"a"})}
    assert circle("a", ["b"], needs) == "a -> b -> c -> a"
    assert circle("a", ["d"], needs) is None
    assert circle("a", ["a"], {}) == "a -> a"
