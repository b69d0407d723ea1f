"""A course's bars and rates say what their sentences and tables say, and compare like with like."""

from datetime import date
from html import unescape
from uuid import uuid4

import pytest

from leap_dash.domain.disclosure import Bound
from leap_dash.figures import course_cohorts, course_items
from leap_dash.figures.course_cohorts import PASSED, UP_TO_DATE, table_rows
from leap_dash.figures.course_items import LINE_LENGTH, MOST_DRAWN
from leap_dash.figures.tokens import Theme
from leap_dash.records import (
    CohortRates,
    CourseHead,
    CoursePage,
    ItemColumn,
    ItemSummary,
    Rate,
)
from tests.factories import TODAY
from tests.figures.checked import cohort_lines, item_bars

HEAD = CourseHead(
    section_id=uuid4(),
    course_id=uuid4(),
    cohort_id=uuid4(),
    cohort_name="Autumn",
    org_id=uuid4(),
    org_name="Tralee",
    programme_name="Hospitality",
    code="FOH",
    name="Front of house",
    starts_on=TODAY,
    ends_on=None,
    as_of=TODAY,
    running=True,
    learners=20,
    withdrawn=1,
    due=40,
    done=30,
    mean=60.0,
)


def item(
    name: str, on_time: int, late: int, missing: int | None, excused: int = 0, *, mean: float = 72.4
) -> ItemSummary:
    """An item due today, with marks of that mean."""
    column = ItemColumn(uuid4(), "FOH", name, "test", 100.0, TODAY)
    return ItemSummary(column, on_time, late, excused, missing, on_time + late, mean, 11.6)


def page(*items: ItemSummary, cohorts: tuple[CohortRates, ...] = ()) -> CoursePage:
    """The course with these items."""
    return CoursePage(HEAD, items, (), cohorts)


ITEMS = page(item("Test", 15, 2, 3), item("Essay", 9, 2, 8, 1), item("Exam", 0, 0, None))


def plain(text: str) -> str:
    """With plain spaces."""
    return text.replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_the_sentence_says_what_is_due_and_what_is_missing_most() -> None:
    assert course_items.sentence(ITEMS) == (
        "2 of 3 items are due; Essay is missing most: for 8 of 20 learners."
    )
    assert course_items.sentence(page()) == "Nothing is assessed in this course yet."
    assert course_items.sentence(page(item("Test", 20, 0, 0))) == (
        "1 of 1 item is due; nobody misses any."
    )


def test_bars_are_shares_of_who_is_enrolled_and_fill_up_where_an_item_is_due() -> None:
    drawn = item_bars(ITEMS, "light").data
    assert [trace.name for trace in drawn] == ["done", "late", "missing", "excused"]
    assert list(drawn[0].x) == [75, 45, 0]
    filled = [sum(each) for each in zip(*(trace.x for trace in drawn), strict=True)]
    assert filled == [100, 100, 0]


def test_above_each_bar_stands_all_that_its_colours_say() -> None:
    heads = [plain(note.text) for note in item_bars(ITEMS, "dark").layout.annotations]
    assert heads[0].endswith("● 75 %   ◐ 10 %   ○ 15 %   mean 72 % ± 12")
    assert "– 5 %" in heads[1]
    assert "not due yet" in heads[2]


def test_a_long_name_is_folded_and_its_signs_stay_signs() -> None:
    text = item_bars(page(item("<i>Food</i> " * 30, 1, 1, 1)), "light").layout.annotations[0].text
    assert "<i>" not in text
    assert text.count("<br>") == 2
    assert all(len(unescape(line)) <= LINE_LENGTH + len("<b></b>") for line in text.split("<br>"))


def test_of_very_many_items_the_first_are_drawn() -> None:
    many = page(*(item(f"Test {number}", 1, 0, 19) for number in range(60)))
    assert len(item_bars(many, "light").data[0].x) == MOST_DRAWN


def rate(percent: float, *, half: float = 5) -> Rate:
    """Of 50 learners, with an interval of so much to either side."""
    return Rate(50, percent, percent - half, percent + half, Bound.EXACT)


def cohort(name: str, percent: float | None, *, alike: bool = True) -> CohortRates:
    """A cohort with that share up to date, whose results are not in."""
    known = None if percent is None else rate(percent)
    return CohortRates(uuid4(), name, date(2025, 9, 1), alike, known, None)


def said(*cohorts: CohortRates) -> str:
    """The sentence with plain spaces."""
    return plain(course_cohorts.sentence(cohorts, UP_TO_DATE))


def test_the_sentence_compares_cohorts_that_are_alike_alone() -> None:
    here, near, far = cohort("Here", 60), cohort("Near", 63), cohort("Far", 90)
    assert said(here, near) == (
        "60 % of 50 learners are not behind here, 63 % in 1 other cohort; all intervals meet, so "
        "that chance may explain the difference."
    )
    assert said(here, near, far) == (
        "60 % of 50 learners are not behind here, 63 to 90 % in 2 other cohorts; the interval does "
        "not meet that of Far."
    )
    assert said(here, cohort("Spring", 90, alike=False)).endswith(
        "no other cohort that began at the same time of the year is known."
    )


def test_an_unknown_rate_is_said_and_not_drawn() -> None:
    assert said(cohort("Here", None), cohort("Near", 63)).endswith("not known for this cohort yet.")
    assert said() == "Not behind, at the same point of the course: not known for this cohort yet."
    assert not cohort_lines((cohort("Here", 60),), PASSED, "light").data
    drawn = cohort_lines((cohort("Here", None), cohort("Near", 63)), UP_TO_DATE, "light")
    assert drawn.layout.annotations[0].text == "Near"
    ((_, began, alike, *numbers),) = table_rows((cohort("Here", None),), UP_TO_DATE)
    assert (began, alike, numbers) == ("1 Sep 2025", "same time of the year", ["–", "–", "–"])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_who_began_at_another_time_is_told_apart_in_words(theme: Theme) -> None:
    shown = (cohort("Here", 60), cohort("Spring", 70, alike=False))
    names = [note.text for note in cohort_lines(shown, UP_TO_DATE, theme).layout.annotations][::2]
    assert names == ["Here", "Spring (began Sep 2025)"]
    assert [row[2] for row in table_rows(shown, UP_TO_DATE)][1] == "another time of the year"
