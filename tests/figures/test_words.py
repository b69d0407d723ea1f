"""Values are written in one way everywhere, and never say more than they are."""

from datetime import date

import pytest

from leap_dash.figures.words import count, day, listed, number, percent, share, shortened


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "–"),
        (0, "0 %"),
        (0.4, "<1 %"),
        (1, "1 %"),
        (67.5, "68 %"),
        (99.6, ">99 %"),
        (100, "100 %"),
    ],
)
def test_a_percentage_is_never_rounded_to_none_or_all(value: float | None, words: str) -> None:
    assert percent(value).replace("\N{NARROW NO-BREAK SPACE}", " ") == words


def test_a_share_of_nothing_is_a_dash() -> None:
    assert share(0, 0) == "–"
    assert share(1, 4) == percent(25)


def test_numbers_are_grouped_and_have_a_true_minus() -> None:
    assert [number(each) for each in (0, 1234, 12.34, -3)] == ["0", "1,234", "12.3", "−3"]


def test_one_is_not_many() -> None:
    assert count(1, "learner") == "1 learner"
    assert count(1200, "learner") == "1,200 learners"
    assert count(0, "person", "people") == "0 people"


def test_a_day_is_written_out() -> None:
    assert day(date(2026, 11, 4)) == "4 Nov 2026"
    assert day(None) == "–"


def test_lists_and_long_texts() -> None:
    assert [listed(each) for each in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert shortened("kitchen", 7) == "kitchen"
    assert shortened("kitchen hygiene", 9) == "kitchen…"
