"""Who has left a course by each week, as Kaplan and Meier's curve with its interval of 95 %.

Drawn is the share that had left, which grows from nothing. The sentence and the table say the same.
"""

from typing import Any

from leap_dash.figures.small_groups import caution
from leap_dash.figures.theme import Figure, figure
from leap_dash.figures.tokens import Theme, tokens
from leap_dash.figures.week_axis import week_ticks
from leap_dash.figures.words import NOTHING, count, day, number, percent
from leap_dash.records import Leaving, LeavingWeek

HEIGHT = 360


def sentence(leaving: Leaving) -> str:
    """How many had left by the last week that has begun, and in which week most of them did."""
    if leaving.run.starts_on is None:
        return "This course has no first day, so nobody knows in which week somebody left."
    if not leaving.weeks:
        return f"The course starts on {day(leaving.run.starts_on)}; who leaves then is counted."
    if not leaving.started:
        return "Nobody has started this course."
    last = leaving.weeks[-1]
    most = max(leaving.weeks, key=lambda each: each.left)
    by = f"By week {last.week + 1}"
    if not most.left:
        return f"{by}, nobody of {number(leaving.started)} had left.{caution(leaving.started)}"
    all_of_them = most.left == sum(each.left for each in leaving.weeks)
    return (
        f"{by}, {percent(last.gone)} had left{_in_brackets(last)}; "
        f"{'all of them' if all_of_them else 'the most'} in week {most.week + 1} "
        f"({number(most.left)} of {count(most.at_risk, 'learner')}).{caution(leaving.started)}"
    )


def counted(leaving: Leaving) -> str:
    """Who is counted, and who is not."""
    said = [f"Counted from the start: {count(leaving.started, 'learner')}."]
    if leaving.before:
        said.append(f"Not counted: {number(leaving.before)} who withdrew before the start.")
    if leaving.undated:
        said.append(f"Nobody knows when {number(leaving.undated)} more withdrew.")
    return " ".join(said)


def table_rows(leaving: Leaving) -> list[tuple[LeavingWeek, tuple[str, ...]]]:
    """Each week with its cells: number, enrolled at its start, left in it, left so far, range."""
    return [
        (
            each,
            (
                _week(leaving, each),
                number(each.at_risk),
                number(each.left),
                percent(each.gone),
                _interval(each) or NOTHING,
            ),
        )
        for each in leaving.weeks
    ]


def survival(leaving: Leaving, theme: Theme) -> Figure:
    """The figure; below the weeks stands how many were still enrolled.

    The `customdata` of a step says which week it is: "left-7".
    """
    colours = tokens(theme)
    weeks = leaving.weeks
    ticks = week_ticks(0, max(1, len(weeks)), most=5)
    return figure(
        [*_around(weeks, theme), _curve(weeks, theme)],
        {
            "height": HEIGHT,
            "margin": {"t": 16, "r": 24},
            "xaxis": {
                "title": {"text": "End of week; below it, how many were still enrolled"},
                "tickvals": ticks,
                "ticktext": [f"{week}<br>{_still_there(leaving, week)}" for week in ticks],
                "range": [0, max(1, len(weeks)) + 0.2],
                "showgrid": False,
            },
            "yaxis": {
                "title": {"text": "Had left, % of those who started"},
                "range": [0, _top(weeks)],
                "nticks": 6,
                "linecolor": colours.edge,
            },
        },
        theme,
    )


def _week(leaving: Leaving, each: LeavingWeek) -> str:
    over = each.week < leaving.run.weeks_over
    return number(each.week + 1) if over else f"{number(each.week + 1)} (so far)"


def _curve(weeks: tuple[LeavingWeek, ...], theme: Theme) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [0, *(each.week + 1 for each in weeks)],
        "y": [0.0, *(each.gone for each in weeks)],
        "line": {"color": tokens(theme).accent, "shape": "hv"},
        "marker": {"color": tokens(theme).accent, "size": [0, *(_size(each) for each in weeks)]},
        "customdata": ["", *(f"left-{each.week}" for each in weeks)],
        "hovertext": ["", *(_hover(each) for each in weeks)],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _around(weeks: tuple[LeavingWeek, ...], theme: Theme) -> list[dict[str, Any]]:
    """The borders of the interval, the room between them filled."""
    colours = tokens(theme)
    known = [
        (each.week + 1, each.low, each.high)
        for each in weeks
        if each.low is not None and each.high is not None
    ]
    border = {
        "type": "scatter",
        "mode": "lines",
        "x": [week for week, _, _ in known],
        "line": {"color": colours.edge, "width": 1, "shape": "hv"},
        "hoverinfo": "skip",
    }
    return [
        border | {"y": [low for _, low, _ in known]},
        border
        | {"y": [high for _, _, high in known], "fill": "tonexty", "fillcolor": colours.line},
    ]


def _size(each: LeavingWeek) -> int:
    """Steps can be pressed; where nobody left there is none."""
    return 7 if each.left else 0


def _top(weeks: tuple[LeavingWeek, ...]) -> float:
    highest = max((each.high or each.gone for each in weeks), default=0.0)
    return min(105.0, max(10.0, 1.1 * highest))


def _still_there(leaving: Leaving, ended: int) -> str:
    """How many were still enrolled when so many weeks had ended."""
    if ended < len(leaving.weeks):
        return number(leaving.weeks[ended].at_risk)
    last = leaving.weeks[-1:]
    return number(last[0].at_risk - last[0].left) if last and ended == len(leaving.weeks) else ""


def _interval(each: LeavingWeek) -> str | None:
    if each.low is None or each.high is None:
        return None
    return f"{percent(each.low)} to {percent(each.high)}"


def _in_brackets(each: LeavingWeek) -> str:
    interval = _interval(each)
    return f" (95 %: {interval})" if interval else ""


def _hover(each: LeavingWeek) -> str:
    left = f"{number(each.left)} of {count(each.at_risk, 'learner')} left"
    return f"Week {each.week + 1}: {left};<br>{percent(each.gone)} had left{_in_brackets(each)}"
