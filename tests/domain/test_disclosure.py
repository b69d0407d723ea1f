"""What is withheld stays withheld: nothing that is shown depends on it."""

from hypothesis import given
from hypothesis import strategies as st

from leap_dash.domain.disclosure import LEAST_PEOPLE, Bound, Shown, disclose, total

Group = tuple[int, int]  # people, of


@st.composite
def groups(draw: st.DrawFn, least: int = 0, most: int = 60) -> Group:
    """So many of a group."""
    of = draw(st.integers(least, most))
    return draw(st.integers(0, of)), of


def is_near_none(people: int, of: int) -> bool:
    """Below 5 %, or one alone."""
    return 20 * people < of or people <= 1


def withheld_alike(group: Group) -> st.SearchStrategy[Group]:
    """Every group that must look the same: its withheld numbers may be any others."""
    of = group[1]
    if of < LEAST_PEOPLE:
        return groups(most=LEAST_PEOPLE - 1)
    few = [(n, of) for n in range(of + 1) if is_near_none(n, of)]
    most = [(of - n, of) for n, _ in few]
    return st.sampled_from(few if group in few else most if group in most else [group])


def shown(table: list[Group]) -> tuple[list[Shown | None], Shown | None]:
    """All that a page gets: a cell per group, and their total."""
    cells = [disclose(people, of) for people, of in table]
    return cells, total(cells)


@given(data=st.data(), table=st.lists(groups(), max_size=8))
def test_no_withheld_number_can_be_computed_from_what_is_shown(
    data: st.DataObject, table: list[Group]
) -> None:
    other = [data.draw(withheld_alike(group)) for group in table]
    assert shown(other) == shown(table)


@given(group=groups(most=LEAST_PEOPLE - 1))
def test_nothing_is_said_about_fewer_than_ten_people(group: Group) -> None:
    assert disclose(*group) is None


@given(of=st.integers(LEAST_PEOPLE, 500))
def test_it_is_never_said_that_all_or_none_of_a_group_did_it(of: int) -> None:
    assert disclose(of, of) == disclose(of - 1, of)
    assert disclose(0, of) == disclose(1, of)


@given(table=st.lists(groups(most=LEAST_PEOPLE + 5), max_size=6))
def test_the_total_less_the_groups_shown_leaves_nobody(table: list[Group]) -> None:
    cells, whole = shown(table)
    if whole is not None:
        rest = [cell for cell in cells if cell is not None]
        assert whole.of == sum(cell.of for cell in rest)
        assert whole.people == sum(cell.people for cell in rest)


@given(group=groups(least=LEAST_PEOPLE, most=500))
def test_what_is_shown_is_true(group: Group) -> None:
    people, of = group
    cell = disclose(people, of)
    assert cell is not None
    assert cell.of == of
    match cell.bound:
        case Bound.ABOVE:
            assert 100 * people / of > cell.percent >= 100 * cell.people / of
        case Bound.BELOW:
            assert 100 * people / of < cell.percent <= 100 * cell.people / of
        case Bound.EXACT:
            assert (cell.people, cell.percent) == (people, 100 * people / of)


def test_a_rate_above_95_percent_is_shown_as_such() -> None:
    cell = disclose(97, 100)
    assert cell is not None
    assert (cell.bound, cell.percent) == (Bound.ABOVE, 95)


def test_there_is_no_total_beside_a_bound_that_it_would_undo() -> None:
    assert total([disclose(12, 12), disclose(10, 20)]) is None
    assert total([disclose(6, 12), disclose(10, 20)]) == Shown(16, 32)


def test_one_group_alone_has_no_total() -> None:
    assert total([disclose(6, 12), disclose(3, 9)]) is None
