"""The figures beside a draft: the line over the values, and the curve of a trial, in words too."""

from dataclasses import replace
from datetime import date

import pytest

from leap_dash.domain.criteria_parse import MAX_WEEKS
from leap_dash.domain.rule_thresholds import Threshold, Unit
from leap_dash.figures import rule_simulation, rule_spread
from leap_dash.records import SimulatedWeek, Simulation, Spread
from tests.figures.checked import simulation_curve, spread_bars

SPACE = "\N{NARROW NO-BREAK SPACE}"
PERCENT = Spread(
    Threshold((1, 0), 2, Unit.PERCENT, 62.5, 0.01),
    "Handed in",
    2.5,
    tuple(3 if place in (24, 25, 39) else 0 for place in range(40)),
    without=4,
)
WEEKS = Spread(
    Threshold((), 0, Unit.WEEKS, 12.0),
    "Active weeks",
    1,
    tuple(1 if place in (0, 14, 60) else 0 for place in range(61)),
    without=0,
)
TRIED = Simulation(
    "2013J",
    learners=100,
    weeks=(
        SimulatedWeek(1, date(2013, 10, 7), 0, 0),
        SimulatedWeek(2, date(2013, 10, 14), 45, 45),
        SimulatedWeek(3, date(2013, 10, 20), 40, 5),
    ),
    earned=40,
    passed=38,
    others_passed=12,
    ever=50,
    asks_approval=False,
)


def test_who_reaches_the_threshold_stands_right_of_the_line_in_the_full_colour() -> None:
    drawn = spread_bars(PERCENT, "light")
    bar, line = drawn.data[0], drawn.layout.shapes[0]
    assert (line.x0, line.x1) == (62.5, 62.5)
    colours = dict(zip(bar.x, bar.marker.color, strict=True))
    assert colours[61.25] != colours[63.75] == colours[98.75]
    assert "needs 62.5" in drawn.layout.annotations[0].text


def test_the_line_knows_whose_number_it_is() -> None:
    meta = spread_bars(PERCENT, "dark").layout.meta
    assert (meta["place"], meta["unit"], meta["per_unit"]) == ([1, 0], "percent", 0.01)
    assert (meta["most"], spread_bars(WEEKS, "dark").layout.meta["most"]) == (100, MAX_WEEKS)


def test_values_in_words() -> None:
    assert rule_spread.sentence(PERCENT, 6) == (
        f"Handed in: 6 of 13 learners reach 62.5{SPACE}%; 4 have no value yet."
    )
    assert rule_spread.sentence(WEEKS, 2) == "Active weeks: 2 of 3 learners reach 12 weeks."
    assert next(iter(rule_spread.table_rows(PERCENT))) == (
        f"60 to 62.5{SPACE}%",
        "3",
        f"33{SPACE}%",
    )
    assert [row[0] for row in rule_spread.table_rows(WEEKS)] == [
        "0 weeks",
        "14 weeks",
        "60 weeks or more",
    ]


def test_weeks_are_drawn_as_far_as_there_is_somebody() -> None:
    few = replace(WEEKS, learners=tuple(1 if place == 3 else 0 for place in range(61)))
    assert max(spread_bars(few, "light").data[0].x) == 12
    assert max(spread_bars(WEEKS, "light").data[0].x) == 60


def test_a_trial_in_words() -> None:
    assert rule_simulation.sentence(TRIED) == (
        "2013J: 40 of 100 learners would have earned it in the end; 38 of them passed "
        f"(95{SPACE}%), and 12 of the 60 others passed (20{SPACE}%)."
    )
    assert "10 learners met it in some week and no longer in the end." in (
        rule_simulation.counted(TRIED)
    )
    assert "pproval" not in rule_simulation.counted(TRIED)
    asking = replace(TRIED, asks_approval=True)
    assert "Approvals count as given." in rule_simulation.counted(asking)
    assert list(rule_simulation.table_rows(TRIED))[1] == (
        "2",
        "14 Oct 2013",
        "45",
        f"45{SPACE}%",
        "45",
    )


@pytest.mark.parametrize(
    ("tried", "expected"),
    [
        (replace(TRIED, learners=0, earned=0, weeks=()), "Nobody was enrolled in 2013J."),
        (
            replace(TRIED, earned=0, passed=0),
            (
                "2013J: 0 of 100 learners would have earned it in the end; "
                f"12 of the 100 others passed (12{SPACE}%)."
            ),
        ),
        (
            replace(TRIED, earned=100, passed=50, others_passed=0),
            (
                "2013J: 100 of 100 learners would have earned it in the end; "
                f"50 of them passed (50{SPACE}%)."
            ),
        ),
    ],
)
def test_nobody_and_everybody(tried: Simulation, expected: str) -> None:
    assert rule_simulation.sentence(tried) == expected


def test_the_curve_has_a_point_for_each_week() -> None:
    drawn = simulation_curve(TRIED, "light")
    assert list(drawn.data[0].y) == [0, 45, 40]
    assert "45 of 100 learners met the rule" in drawn.data[0].hovertext[1]
