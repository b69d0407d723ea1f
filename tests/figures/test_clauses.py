"""Bars, sentence and table of a rule's clauses say the same, the hardest clause first."""

import pytest

from leap_dash.figures.clauses import (
    MOST_DRAWN,
    behind,
    by_weight,
    read_behind,
    sentence,
    table_rows,
)
from leap_dash.records import ClauseBottleneck, StoppedBy
from tests.figures.checked import clause_bars


def clause(number: int, not_met: int, alone: int, *, of: int = 100) -> ClauseBottleneck:
    """TMA 0, TMA 1, ... of so many learners."""
    return ClauseBottleneck(
        number, f"all[{number}].result", f"TMA {number}", "60 %", of - not_met, not_met, alone
    )


RULE = (clause(0, 10, 8), clause(1, 45, 3), clause(2, 0, 0))


def test_the_sentence_names_what_stops_most_and_what_stops_most_alone() -> None:
    assert sentence(RULE) == (
        "TMA 1 stops most: 45 of 100 learners do not meet it. "
        "Alone, TMA 0 stops most: 8 lack only this."
    )
    assert sentence((clause(0, 1, 1),)) == (
        "TMA 0 stops most: 1 of 100 learners does not meet it, 1 lacks only this."
    )
    assert sentence((clause(0, 5, 0), clause(1, 5, 0))).endswith("nobody lacks only one clause.")


def test_the_sentence_fits_when_nobody_is_stopped_and_when_nobody_is_there() -> None:
    assert (
        sentence((clause(0, 0, 0),)) == "No clause stops anyone: all of 100 learners meet the rule."
    )
    assert sentence((clause(0, 0, 0, of=0),)) == "Nobody is enrolled here yet."


def test_bars_and_table_hold_the_same_numbers_in_the_same_order() -> None:
    stopped, only = clause_bars(RULE, "light").data
    assert (list(stopped.x), list(only.x)) == ([45, 10, 0], [3, 8, 0])
    rows = list(table_rows(RULE))
    assert [name for name, *_ in rows] == ["TMA 1", "TMA 0", "TMA 2"]
    assert [(each.not_met, each.alone) for _, _, each, _ in rows] == [(45, 3), (10, 8), (0, 0)]
    assert clause_bars(RULE, "dark").layout.annotations[0].text == (
        "<b>TMA 1: 60 %</b><br>45 do not meet it; 3 lack only this"
    )


def test_a_bar_names_the_learners_behind_it() -> None:
    stopped, only = clause_bars(RULE, "light").data
    assert [read_behind(each) for each in stopped.customdata] == [
        StoppedBy(1),
        StoppedBy(0),
        StoppedBy(2),
    ]
    assert read_behind(only.customdata[1]) == StoppedBy(0, alone=True)


@pytest.mark.parametrize(
    "text", ["", "one-step", "only", "only-", "only-x", "only--1", "only-9999", "stopped-²"]
)
def test_anything_else_names_nobody(text: str) -> None:
    assert read_behind(text) is None


def test_bars_start_at_nothing_and_end_with_the_cohort() -> None:
    assert list(clause_bars(RULE, "light").layout.xaxis.range) == [0, 100]


def test_a_long_rule_draws_its_hardest_clauses_and_lists_them_all() -> None:
    rule = [clause(number, number, 0) for number in range(40)]
    assert len(clause_bars(rule, "light").data[0].x) == MOST_DRAWN
    assert len(list(table_rows(rule))) == 40
    assert by_weight(rule)[0].number == 39


def test_names_are_never_read_as_tags() -> None:
    odd = ClauseBottleneck(0, "result", "<b>TMA</b>", "60 %", 1, 1, 1)
    figure = clause_bars((odd,), "light")
    assert "<b>TMA" not in figure.layout.annotations[0].text.removeprefix("<b>")
    assert "<b>" not in figure.data[0].hovertext[0]
    assert behind(StoppedBy(0)) == "stopped-0"
