"""The values that a clause finds, as bars, with the threshold as a line over them; sentence, rows.

Whoever reaches the threshold stands to the right of the line, in the full colour. The line can be
dragged: `layout.meta` says whose threshold it is and how far it goes, see assets/rule_threshold.js.
"""

from collections.abc import Iterator
from dataclasses import asdict
from html import escape
from typing import Any

from leap_dash.domain.criteria_evaluate import SLACK
from leap_dash.domain.rule_thresholds import MOST, Unit
from leap_dash.figures.theme import Figure, figure, people_ticks
from leap_dash.figures.tokens import Theme, tokens
from leap_dash.figures.words import THIN_SPACE, count, number, share
from leap_dash.records import Spread

HEIGHT = 280
_AXIS = {
    Unit.PERCENT: "what they have, in percent",
    Unit.WEEKS: "active weeks",
    Unit.LEVEL: "level",
}
_TICKS = {Unit.PERCENT: 20, Unit.WEEKS: 10, Unit.LEVEL: 1}


def sentence(spread: Spread, reached: int) -> str:
    """How many reach the threshold, and how many have nothing that could."""
    known = sum(spread.learners)
    everyone = count(known + spread.without, "learner")
    said = f"{spread.topic}: {number(reached)} of {everyone} reach {value(spread)}"
    if not spread.without:
        return f"{said}."
    return f"{said}; {count(spread.without, 'has', 'have')} no value yet."


def value(spread: Spread) -> str:
    """The threshold in words: 60 %, 12 weeks, level 3."""
    return amount(spread.threshold.unit, spread.threshold.value)


def amount(unit: Unit, found: float) -> str:
    """A value in the words of its unit."""
    match unit:
        case Unit.PERCENT:
            return f"{number(found)}{THIN_SPACE}%"
        case Unit.WEEKS:
            return count(round(found), "week")
        case Unit.LEVEL:
            return f"level {number(found)}"


def table_rows(spread: Spread) -> Iterator[tuple[str, str, str]]:
    """Places with somebody in them: from where to where, how many, which share of those known."""
    known = sum(spread.learners)
    for place, learners in enumerate(spread.learners):
        if learners:
            yield _range(spread, place), number(learners), share(learners, known)


def bars(spread: Spread, theme: Theme, shape: str = "") -> Figure:
    """A bar per place, and the line; `shape` is the draft's to whose nodes the place leads."""
    colours = tokens(theme)
    drawn = range(_last(spread) + 1)
    line = spread.threshold.value
    traces = [
        {
            "type": "bar",
            "x": [spread.step * (place + _offset(spread)) for place in drawn],
            "y": [spread.learners[place] for place in drawn],
            "width": spread.step * 0.86,
            "marker": {
                "color": [
                    colours.accent if spread.step * place >= line - SLACK else colours.accent_soft
                    for place in drawn
                ],
                "line": {"color": colours.accent, "width": 1},
            },
            "hovertext": [_hover(spread, place) for place in drawn],
            "hovertemplate": "%{hovertext}<extra></extra>",
        }
    ]
    return figure(traces, _layout(spread, theme, shape), theme)


def _layout(spread: Spread, theme: Theme, shape: str) -> dict[str, Any]:
    colours = tokens(theme)
    threshold = spread.threshold
    end = spread.step * (_last(spread) + 1)
    middle = threshold.value > end / 2
    return {
        "height": HEIGHT,
        "margin": {"t": 28, "r": 16},
        "meta": {
            **asdict(threshold),
            "place": list(threshold.place),
            "unit": threshold.unit.value,
            "most": MOST[threshold.unit],
            "shape": shape,
        },
        "shapes": [
            {
                "type": "line",
                "x0": threshold.value,
                "x1": threshold.value,
                "y0": 0,
                "y1": 1,
                "yref": "paper",
                "line": {"color": colours.ink, "width": 3},
            }
        ],
        "annotations": [
            {
                "text": f"↔ needs {escape(value(spread))}",
                "x": threshold.value,
                "xanchor": "right" if middle else "left",
                "y": 1,
                "yref": "paper",
                "yanchor": "bottom",
                "font": {"color": colours.ink},
            }
        ],
        "xaxis": {
            "title": {"text": _AXIS[threshold.unit], "standoff": 6},
            "range": [-0.5 * spread.step, max(end, threshold.value) + 0.5 * spread.step],
            "dtick": _TICKS[threshold.unit],
            "showgrid": False,
            "zeroline": False,
        },
        "yaxis": {
            "title": {"text": "learners", "standoff": 6},
            **people_ticks(max(spread.learners, default=0), most=5),
        },
    }


def _last(spread: Spread) -> int:
    """The last place that is drawn: all percentages, weeks as far as there is somebody."""
    if spread.threshold.unit is not Unit.WEEKS:
        return len(spread.learners) - 1
    furthest = max((place for place, many in enumerate(spread.learners) if many), default=0)
    return min(max(furthest, round(spread.threshold.value), 10), len(spread.learners) - 1)


def _offset(spread: Spread) -> float:
    """A percentage stands between two numbers, a count on one."""
    return 0.5 if spread.threshold.unit is Unit.PERCENT else 0.0


def _range(spread: Spread, place: int) -> str:
    unit, low = spread.threshold.unit, spread.step * place
    if unit is Unit.PERCENT:
        return f"{number(low)} to {amount(unit, low + spread.step)}"
    more = " or more" if unit is Unit.WEEKS and place == len(spread.learners) - 1 else ""
    return amount(unit, low) + more


def _hover(spread: Spread, place: int) -> str:
    return f"{_range(spread, place)}: {count(spread.learners[place], 'learner')}"
