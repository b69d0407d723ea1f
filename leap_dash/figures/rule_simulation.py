"""How many of a past cohort would have met a rule, week by week; sentence and rows say the same."""

from collections.abc import Iterator
from typing import Any

from leap_dash.figures.theme import Figure, figure, people_ticks
from leap_dash.figures.tokens import Theme, tokens
from leap_dash.figures.week_axis import week_ticks
from leap_dash.figures.words import count, day, number, share
from leap_dash.records import SimulatedWeek, Simulation

HEIGHT = 300


def sentence(found: Simulation) -> str:
    """How many would have earned it in the end, and how many of them passed."""
    if not found.learners:
        return f"Nobody was enrolled in {found.cohort}."
    everyone = count(found.learners, "learner")
    said = f"{found.cohort}: {number(found.earned)} of {everyone} would have earned it in the end"
    others = found.learners - found.earned
    rest = f"{number(found.others_passed)} of the {number(others)} others passed"
    rest = f"{rest} ({share(found.others_passed, others)})" if others else ""
    if not found.earned:
        return f"{said}; {rest}."
    passed = f"{number(found.passed)} of them passed ({share(found.passed, found.earned)})"
    return f"{said}; {passed}, and {rest}." if rest else f"{said}; {passed}."


def counted(found: Simulation) -> str:
    """What a point of the curve is, and that meeting a rule once is not meeting it in the end."""
    lost = found.ever - found.earned
    more = (
        f" {count(lost, 'learner')} met it in some week and no longer in the end." if lost else ""
    )
    given = " Approvals count as given." if found.asks_approval else ""
    return (
        "Each point: who met the rule at the end of that week, by the marks that were there then; "
        f"the last one as the cohort turned out.{more}{given} Passed: every course that they took."
    )


def table_rows(found: Simulation) -> Iterator[tuple[str, str, str, str, str]]:
    """Each week: number, last day, how many met the rule, their share, how many anew."""
    for each in found.weeks:
        yield (
            number(each.week),
            day(each.day),
            number(each.met),
            share(each.met, found.learners),
            number(each.first),
        )


def curve(found: Simulation, theme: Theme) -> Figure:
    """The figure: a line over the weeks."""
    colours = tokens(theme)
    weeks = found.weeks
    last = max((each.week for each in weeks), default=1)
    line = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [each.week for each in weeks],
        "y": [each.met for each in weeks],
        "line": {"color": colours.accent},
        "marker": {"color": colours.accent, "size": 6},
        "hovertext": [_hover(found, each) for each in weeks],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    return figure([line], _layout(found, last), theme)


def _layout(found: Simulation, last: int) -> dict[str, Any]:
    top = max((each.met for each in found.weeks), default=0)
    return {
        "height": HEIGHT,
        "margin": {"t": 16, "r": 40},
        "xaxis": {
            "title": {"text": "End of week"},
            "tickvals": week_ticks(1, max(2, last), most=10),
            "range": [0.5, last + 0.5],
            "showgrid": False,
            "zeroline": False,
        },
        "yaxis": {
            "title": {"text": "learners who met the rule"},
            **people_ticks(top, most=6),
            "range": [0, max(1, 1.12 * top)],
        },
    }


def _hover(found: Simulation, each: SimulatedWeek) -> str:
    return (
        f"End of week {each.week}, {day(each.day)}:<br>{number(each.met)} of "
        f"{count(found.learners, 'learner')} met the rule,<br>"
        f"{number(each.first)} of them for the first time"
    )
