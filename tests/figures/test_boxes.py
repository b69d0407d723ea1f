"""The hardest item is named as it is drawn, and what has no box is said."""

import pytest

from leap_dash.figures.boxes import MOST_DRAWN, height, left_out, sentence, table_rows
from leap_dash.figures.tokens import Theme
from tests.figures.checked import boxes
from tests.figures.patterns import item, plain


def test_the_sentence_names_the_lowest_median_and_the_share_below_the_pass_mark() -> None:
    assert plain(sentence([item("TMA 1", 70), item("TMA 2", 55), item("TMA 3", 60)])) == (
        "Hardest: TMA 2, with a median of 55 %; 10 % of its 40 marks are below the pass mark of "
        "40 %."
    )


def test_items_that_are_as_hard_are_named_together() -> None:
    both = plain(sentence([item("TMA 1", 55), item("TMA 2", 55, below=0)]))
    assert both.startswith("Hardest: TMA 1 and TMA 2, with a median of 55 %; 5 % of their 80 marks")
    many = sentence([item(f"TMA {number}", 55) for number in range(5)])
    assert many.startswith("Hardest: TMA 0 and 4 more")


def test_an_item_with_very_few_marks_is_the_hardest_only_where_there_is_no_other() -> None:
    few = item("Resit", 20, marked=2, below=2)
    assert sentence([few, item("TMA 1", 55)]).startswith("Hardest: TMA 1")
    assert sentence([few]).endswith("Fewer than 5 marks say little.")


def test_none_below_the_pass_mark_is_said_as_none() -> None:
    assert "none of its 40 marks is below" in sentence([item("TMA 1", 70, below=0)])


def test_nothing_assessed_and_nothing_marked_are_said() -> None:
    assert sentence([]) == "Nothing is assessed in this course yet."
    assert sentence([item("Exam", None)]) == "Nothing is marked yet."


def test_what_has_no_box_is_said_with_the_reason() -> None:
    said = left_out(
        [
            item("Check", None, maximum=0.0),
            item("Exam", None),
            item("Resit", 50, marked=3),
            item("TMA 1", 60),
        ]
    )
    assert said == (
        "Worth no marks: Check. Not marked yet: Exam. Fewer than 5 marks, which say little: Resit. "
        "Where there are fewer than 30 marks each is a dot."
    )
    assert left_out([item("TMA 1", 60)]) == ""


def test_few_marks_are_dots_and_many_a_box() -> None:
    few, many = item("Resit", 50, marked=29), item("TMA 1", 60, marked=30)
    rows, box, dots = boxes([few, many, item("Exam", None)], "light").data
    assert list(box.y) == [1]
    assert (*box.lowerfence, *box.q1, *box.median, *box.q3, *box.upperfence) == (40, 50, 60, 70, 80)
    assert list(dots.x) == [50] * 29
    assert all(-0.3 <= place <= 0.3 for place in dots.y)
    assert list(rows.customdata) == [f"item-{each.item.id}" for each in (few, many)]


def test_the_table_holds_every_item_the_figure_those_with_marks_due_last() -> None:
    items = [item(f"TMA {number}", 50) for number in range(MOST_DRAWN + 3)]
    figure = boxes([*items, item("Exam", None)], "light")
    assert len(figure.data[0].y) == MOST_DRAWN
    assert figure.layout.yaxis.ticktext[0].startswith("TMA 3<br>")
    assert figure.layout.height == height(items)
    assert len(table_rows([*items, item("Exam", None)])) == MOST_DRAWN + 4
    assert f"Drawn are the {MOST_DRAWN} due last; the table has all {MOST_DRAWN + 3}." in left_out(
        items
    )


def test_the_table_says_the_five_numbers_and_what_is_missing() -> None:
    (_, cells), (_, unmarked) = table_rows([item("TMA 1", 60), item("Exam", None, missing=9)])
    assert [plain(cell) for cell in cells] == [
        "7 Sep 2026", "40", "2", "40 %", "50 %", "60 %", "70 %", "80 %", "10 %"
    ]  # fmt: skip
    assert unmarked == ("7 Sep 2026", "0", "9", *["–"] * 6)


def test_the_name_of_an_item_is_text_and_no_markup() -> None:
    figure = boxes([item("<b>Essay", 50)], "light")
    assert "<b>" not in figure.layout.yaxis.ticktext[0]
    assert "<b>" not in figure.data[0].hovertext[0]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_figure_takes_its_colours_from_the_theme(theme: Theme) -> None:
    assert boxes([item("TMA 1", 50)], theme).layout.template.layout.font.color is not None
