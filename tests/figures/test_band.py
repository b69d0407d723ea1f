"""A week is told from others by a band that is said as it is drawn, never by colour alone."""

import pytest

from leap_dash.figures.band import compared, sentence, table_rows, usual
from leap_dash.figures.tokens import Theme
from leap_dash.records import Weekly
from tests.figures.checked import band
from tests.figures.patterns import after, plain, run, run_weeks, weekly

SPRING = run_weeks(run("Spring"), 90, 80, 60, 50)
WINTER = run_weeks(run("Winter"), 80, 70, 50)


def of(*shares: int, enrolled: int = 100) -> Weekly:
    """A course that is running, beside two earlier ones."""
    own = run_weeks(run(until=after(len(shares))), *shares, enrolled=enrolled)
    return weekly(own, SPRING, WINTER)


@pytest.mark.parametrize(
    ("active", "verdict"), [(60, "fewer than usual"), (75, "as usual"), (95, "more than usual")]
)
def test_the_sentence_says_how_the_latest_week_lies_to_the_band(active: int, verdict: str) -> None:
    assert plain(sentence(of(85, active))) == (
        f"In week 2, {active} % of 100 learners were active: {verdict} "
        "(71 % to 79 % in 2 earlier cohorts)."
    )


def test_the_band_holds_the_middle_of_the_other_cohorts_in_that_week() -> None:
    between = usual(of(85, 75), 0)
    assert between is not None
    assert (between.low, between.high, between.cohorts) == (81, 89, 2)
    assert usual(of(85, 75), 3) is None


def test_with_one_other_cohort_its_line_is_drawn_and_said() -> None:
    shown = weekly(run_weeks(run(until=after(2)), 85, 75), SPRING)
    assert plain(sentence(shown)) == (
        "In week 2, 75 % of 100 learners were active; in the same week 80 % in Spring."
    )
    other, own = band(shown, "light").data
    assert list(other.y) == [90, 80, 60, 50]
    assert other.line.dash == "dot"
    assert own.line.dash is None
    assert [each.text for each in band(shown, "light").layout.annotations] == [
        "this cohort",
        "Spring",
    ]
    assert "A band takes two cohorts." in compared(shown)


def test_a_week_that_no_other_cohort_has_reached_is_said_to_be_ahead() -> None:
    shown = weekly(run_weeks(run(until=after(2)), 85, 75), run_weeks(run("Spring"), 90))
    assert sentence(shown).endswith("; no other cohort has come that far.")


def test_a_name_stands_where_its_line_does_not_come_from() -> None:
    own, other = band(
        weekly(run_weeks(run(until=after(2)), 85, 75), SPRING), "light"
    ).layout.annotations
    assert (own.xanchor, own.yshift) == ("left", 0)
    assert (other.xanchor, other.yshift) == ("right", -18)


@pytest.mark.parametrize(("last", "shift"), [(2, 18 + 16), (40, 18)])
def test_names_that_would_touch_stand_above_each_other(last: int, shift: int) -> None:
    own, other = (
        run_weeks(run(until=after(4)), 60, 30, 1, last),
        run_weeks(run("Spring"), 60, 30, 0, 0),
    )
    ours, theirs = band(weekly(own, other), "light").layout.annotations
    assert (ours.xanchor, theirs.xanchor) == ("right", "right")
    assert (ours.yshift, theirs.yshift) == (shift, 18)


def test_without_another_cohort_the_note_says_so() -> None:
    shown = weekly(run_weeks(run(until=after(1)), 85))
    assert plain(sentence(shown)) == "In week 1, 85 % of 100 learners were active."
    assert compared(shown) == "There is no other cohort of this course to compare with."
    assert len(band(shown, "light").data) == 1


def test_later_cohorts_are_said_to_be_later() -> None:
    shown = weekly(run_weeks(run(until=after(2)), 85, 75), SPRING, WINTER, earlier=False)
    assert "in 2 later cohorts" in sentence(shown)
    assert "Spring and Winter" in compared(shown)
    assert "There is no earlier cohort" in compared(shown)


def test_of_a_course_that_has_ended_the_weeks_are_counted() -> None:
    shown = weekly(run_weeks(run(weeks=3), 60, 75, 95), SPRING, WINTER)
    assert sentence(shown) == ("As many active as usual in 1 of 3 weeks; fewer in 1, more in 1.")
    alone = weekly(run_weeks(run(weeks=3), 60, 75, 95))
    assert plain(sentence(alone)) == (
        "In week 1, 60 % of 100 learners were active; in week 3, 95 % of 100."
    )


def test_before_the_first_week_is_over_the_sentence_says_when_it_starts() -> None:
    shown = weekly(run_weeks(run(until=after(0))), SPRING)
    assert sentence(shown).startswith("The course starts on 7 Sep 2026")
    assert table_rows(shown) == []


def test_a_share_of_very_few_is_said_to_say_little() -> None:
    assert "Fewer than 5 learners" in sentence(of(2, 3, enrolled=4))
    assert "Fewer than" not in sentence(of(2, 3, enrolled=5))


def test_figure_and_table_hold_the_same_weeks() -> None:
    shown = of(60, 75, 95)
    *borders, own = band(shown, "light").data
    assert [border.mode for border in borders] == ["lines", "lines"]
    assert list(own.customdata) == ["week-0", "week-1", "week-2"]
    cells = [[plain(cell) for cell in row] for _, row in table_rows(shown)]
    assert cells[0] == [
        "1", "7 Sep 2026 to 13 Sep 2026", "100", "60", "60 %",
        "81 % to 89 % in 2 earlier cohorts", "below",
    ]  # fmt: skip
    assert [row[-1] for row in cells] == ["below", "within", "above"]
    assert list(own.y) == [60, 75, 95]


def test_a_week_outside_the_band_has_a_shape_of_its_own() -> None:
    own = band(of(60, 75, 95), "light").data[-1]
    assert list(own.marker.symbol) == ["triangle-down", "circle", "triangle-up"]


def test_the_name_of_a_cohort_is_text_and_no_markup() -> None:
    shown = weekly(run_weeks(run(until=after(1)), 85), run_weeks(run("<b>Spring"), 90))
    figure = band(shown, "light")
    assert figure.layout.annotations[1].text == "&lt;b&gt;Spring"
    assert "<b>" not in figure.data[-1].hovertext[0]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_figure_takes_its_colours_from_the_theme(theme: Theme) -> None:
    assert band(of(85, 75), theme).layout.template.layout.font.color is not None
