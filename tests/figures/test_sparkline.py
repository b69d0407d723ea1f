"""A small line follows its values, and its sentence says what nobody can read off it."""

import re
from datetime import date, timedelta
from urllib.parse import unquote

from leap_dash.figures.sparkline import HEIGHT, sentence, sparkline
from leap_dash.figures.words import number

DAYS = [date(2026, 11, 3) + timedelta(weeks=week) for week in range(3)]


def heights(values: list[float | None], *, least_span: float = 1) -> list[float]:
    """How high above the foot each point of the line stands."""
    line = sparkline(values, least_span=least_span)
    assert line is not None
    points = re.search('points="([^"]*)"', unquote(line))
    assert points
    return [HEIGHT - float(point.split(",")[1]) for point in points[1].split()]


def test_the_line_rises_and_falls_with_the_values_within_its_height() -> None:
    low, high, middle = heights([0, 10, 5])
    assert 0 < low < middle < high < HEIGHT
    assert middle == (low + high) / 2


def test_next_to_nothing_looks_like_next_to_nothing() -> None:
    low, high = heights([50, 51], least_span=10)
    assert 0 < high - low < HEIGHT / 10
    assert len(set(heights([7, 7, 7]))) == 1


def test_what_is_not_known_yet_is_not_drawn() -> None:
    assert len(heights([None, 10, 5])) == 2
    assert sparkline([None, None, 5], least_span=1) is None
    assert sparkline([], least_span=1) is None


def test_the_line_cannot_break_out_of_its_style() -> None:
    line = sparkline([1, 2], least_span=1)
    assert line is not None
    assert re.fullmatch(r'url\("data:image/svg\+xml,[\w%./-]*"\)', line)


def test_the_sentence_says_from_what_to_what_and_between_which_bounds() -> None:
    assert sentence("Learners", DAYS, [3, 9, 7], number) == (
        "Learners: 3 on 3 Nov 2026, 7 on 17 Nov 2026; lowest 3, highest 9."
    )
    assert sentence("Learners", DAYS, [None, 4, 4], number) == (
        "Learners: 4 on 10 Nov 2026, 4 on 17 Nov 2026; always 4."
    )
    assert sentence("Learners", DAYS, [None, None, 4], number) == "Learners: 4 on 17 Nov 2026."
    assert sentence("Learners", DAYS, [None] * 3, number) == "Learners: nothing known yet."
