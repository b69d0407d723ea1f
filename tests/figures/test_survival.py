"""Curve, table and sentence say the same of who has left, and how sure that is."""

import pytest

from leap_dash.figures.survival import counted, sentence, table_rows
from leap_dash.figures.tokens import Theme
from tests.figures.checked import survival
from tests.figures.patterns import after, leaving, plain, run


def test_the_sentence_says_how_many_had_left_with_the_interval_and_when_most_did() -> None:
    shown = leaving(run(until=after(3)), 100, 4, 8, 2)
    assert plain(sentence(shown)) == (
        "By week 3, 14 % had left (95 %: 12 % to 16 %); the most in week 2 (8 of 96 learners)."
    )


def test_when_all_left_in_one_week_it_is_said() -> None:
    shown = leaving(run(until=after(3)), 100, 0, 1, 0)
    assert "all of them in week 2 (1 of 100 learners)." in sentence(shown)


def test_nobody_left_and_nobody_came_are_said() -> None:
    assert sentence(leaving(run(until=after(2)), 30, 0, 0)) == "By week 2, nobody of 30 had left."
    assert sentence(leaving(run(until=after(2)), 0, 0, 0)) == "Nobody has started this course."
    assert sentence(leaving(run(until=after(0)), 30)).startswith("The course starts on 7 Sep 2026")


def test_an_interval_over_very_few_is_said_to_say_little() -> None:
    assert "Fewer than 5 learners" in sentence(leaving(run(until=after(2)), 4, 1, 0))
    assert "Fewer than" not in sentence(leaving(run(until=after(2)), 5, 1, 0))


def test_who_is_not_counted_is_said() -> None:
    assert counted(leaving(run(), 100, 4)) == (
        "Counted from the start: 100 learners. Not counted: 3 who withdrew before the start. "
        "Nobody knows when 1 more withdrew."
    )


def test_figure_and_table_hold_the_same_steps() -> None:
    shown = leaving(run(until=after(3)), 100, 0, 8, 2)
    low, high, curve = survival(shown, "light").data
    assert list(curve.x) == [0, 1, 2, 3]
    assert list(curve.y) == [0, 0, 8, 10]
    assert curve.line.shape == "hv"
    assert (list(low.y), list(high.y)) == ([6, 8], [10, 12])
    assert list(curve.customdata)[1:] == ["left-0", "left-1", "left-2"]
    cells = [[plain(cell) for cell in row] for _, row in table_rows(shown)]
    assert cells == [
        ["1", "100", "0", "0 %", "–"],
        ["2", "100", "8", "8 %", "6 % to 10 %"],
        ["3", "92", "2", "10 %", "8 % to 12 %"],
    ]


def test_below_the_weeks_stands_how_many_were_still_enrolled() -> None:
    ticks = survival(leaving(run(until=after(3)), 100, 0, 8, 2), "light").layout.xaxis.ticktext
    assert list(ticks) == ["0<br>100", "1<br>100", "2<br>92", "3<br>90"]


def test_the_week_that_is_not_over_is_marked_in_the_table() -> None:
    shown = leaving(run(until=after(1)), 100, 0, 8)
    assert [row[0] for _, row in table_rows(shown)] == ["1", "2 (so far)"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_figure_takes_its_colours_from_the_theme(theme: Theme) -> None:
    figure = survival(leaving(run(), 100, 4), theme)
    assert figure.layout.template.layout.font.color is not None
