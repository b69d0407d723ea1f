"""One cell has one state, and every view shows that one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leap_dash.domain.progress import summarise
from leap_dash.domain.results import Item, Result, State, percent, state

DUE = date(2026, 3, 1)
AFTER = DUE + timedelta(days=1)
ITEM = Item("essay", maximum=50.0, due_on=DUE, counts_from=AFTER)


@pytest.mark.parametrize(
    ("result", "as_of", "expected"),
    [
        (None, DUE, State.NOT_DUE),
        (None, AFTER, State.MISSING),
        (Result(), AFTER, State.MISSING),
        (Result(40.0, DUE), DUE, State.DONE),
        (Result(None, DUE), AFTER, State.DONE),
        (Result(40.0, AFTER), AFTER, State.LATE),
        (Result(40.0), AFTER, State.DONE),  # no day: not known to be late
        (Result(19.9, AFTER), AFTER, State.LOW),  # low says more than late
        (Result(20.0, DUE), AFTER, State.DONE),
        (Result(40.0, AFTER), DUE, State.NOT_DUE),  # was not there yet
        (Result(excused=True), AFTER, State.EXCUSED),
        (Result(10.0, AFTER, excused=True), AFTER, State.EXCUSED),
    ],
)
def test_the_state_of_a_cell(result: Result | None, as_of: date, expected: State) -> None:
    assert state(ITEM, result, as_of) is expected


def test_an_item_that_nobody_can_be_late_for() -> None:
    item = Item("quiz", counts_from=AFTER)
    assert state(item, Result(80.0, date(2030, 1, 1)), date(2030, 1, 1)) is State.DONE
    assert state(Item("open"), None, date(2030, 1, 1)) is State.NOT_DUE


def test_a_percentage_of_nothing_is_none() -> None:
    assert percent(25.0, 50.0) == 50.0
    assert percent(0.0, 0.0) is None
    assert percent(None, 50.0) is None


_days = st.none() | st.integers(-5, 5).map(lambda days: AFTER + timedelta(days=days))
_cells = st.tuples(
    st.builds(Item, st.uuids().map(str), due_on=_days, counts_from=_days),
    st.none() | st.builds(Result, st.none() | st.floats(0, 100), _days, st.booleans()),
)


@given(st.lists(_cells, max_size=6))
def test_a_summary_counts_what_the_cells_show(cells: list[tuple[Item, Result | None]]) -> None:
    results = {item.key: result for item, result in cells if result is not None}
    summary = summarise([item for item, _ in cells], results, AFTER)
    due = [
        state(item, result, AFTER)
        for item, result in cells
        if item.counts_from is not None and item.counts_from <= AFTER
    ]
    assert summary.due == sum(shown is not State.EXCUSED for shown in due)
    assert summary.missing == due.count(State.MISSING)
    assert summary.late >= due.count(State.LATE)
    assert summary.due == summary.on_time + summary.late + summary.missing


def test_a_missing_or_ungraded_item_pulls_the_mean_down() -> None:
    items = [
        Item("a", weight=1.0, maximum=50.0, counts_from=DUE),
        Item("b", weight=3.0, counts_from=DUE, category="test"),
        Item("c", weight=4.0, counts_from=AFTER, category="test"),
        Item("d", weight=2.0, counts_from=DUE),
    ]
    results = {"a": Result(40.0), "b": Result(None, DUE), "d": Result(excused=True)}
    summary = summarise(items, results, DUE)
    assert (summary.due, summary.weight_due, summary.points_due) == (2, 4.0, 80.0)
    assert summary.mean == 20.0
    assert summary.categories["test"].mean == 0.0
    assert summarise(items, {}, DUE - timedelta(days=1)).mean is None
