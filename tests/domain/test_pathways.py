"""Every badge stands right of all that it needs, and once."""

from hypothesis import given
from hypothesis import strategies as st

from leap_dash.domain.pathways import in_columns


@st.composite
def pathways(draw: st.DrawFn) -> tuple[list[int], dict[int, set[int]]]:
    """Badges that need earlier ones, in any order."""
    many = draw(st.integers(0, 8))
    needs = {key: draw(st.sets(st.integers(0, key - 1))) if key else set() for key in range(many)}
    return draw(st.permutations(range(many))), needs


@given(pathways())
def test_each_stands_once_and_right_of_what_it_needs(
    drawn: tuple[list[int], dict[int, set[int]]],
) -> None:
    order, needs = drawn
    columns = in_columns(order, needs)
    place = {key: number for number, column in enumerate(columns) for key in column}
    assert sorted(key for column in columns for key in column) == sorted(order)
    for key in order:
        if needs[key]:
            assert place[key] == 1 + max(place[each] for each in needs[key])
        else:
            assert place[key] == 0


def test_what_is_needed_from_elsewhere_is_left_out() -> None:
    assert in_columns(["a", "b"], {"a": ["z"], "b": ["a"]}) == [["a"], ["b"]]


def test_badges_stand_near_what_they_need() -> None:
    order, needs = ["a", "b", "c", "d"], {"c": ["b"], "d": ["a"]}
    assert in_columns(order, needs) == [["a", "b"], ["d", "c"]]


def test_a_circle_is_drawn_and_not_followed_for_ever() -> None:
    columns = in_columns(["a", "b"], {"a": ["b"], "b": ["a"]})
    assert sorted(key for column in columns for key in column) == ["a", "b"]
