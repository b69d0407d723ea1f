"""A course's weeks as a line, against the band in which earlier cohorts lay; sentence and table.

The band holds the middle 80 % of the other cohorts in each week from the start. With fewer than
two of them there is no band: the line of the other one is drawn instead.
"""

from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Any

import numpy as np

from leap_dash.domain.weeks import first_day, last_day
from leap_dash.figures.small_groups import caution
from leap_dash.figures.theme import Figure, figure
from leap_dash.figures.tokens import Theme, tokens
from leap_dash.figures.week_axis import week_ticks
from leap_dash.figures.words import NOTHING, count, day, listed, number, percent, shortened
from leap_dash.records import RunWeeks, WeekCount, Weekly, WeekMeasure

FEWEST_IN_BAND = 2  # cohorts
PERCENTILES = (10, 90)
HEIGHT = 320
LONGEST_NAME = 24
LINE = 16  # pixels from a name to one above it
CLOSE = 0.08  # of the axis: names at such heights would touch

_DID = {WeekMeasure.ACTIVE: "were active", WeekMeasure.HANDED_IN: "handed something in"}
_AXIS = {WeekMeasure.ACTIVE: "Active learners", WeekMeasure.HANDED_IN: "Learners who handed in"}


@dataclass(frozen=True, slots=True)
class Usual:
    """Between what the other cohorts lay in a week, in percent (0 to 100), and how many had it."""

    low: float
    high: float
    cohorts: int

    def place(self, percent: float) -> str:
        """Where a share lies: "below", "within" or "above"."""
        if percent < self.low:
            return "below"
        return "above" if percent > self.high else "within"


def usual(weekly: Weekly, week: int) -> Usual | None:
    """The band in that week; none where fewer than two other cohorts had it."""
    shares = [share for _, share in _others_in(weekly, week)]
    if len(shares) < FEWEST_IN_BAND:
        return None
    low, high = np.percentile(shares, PERCENTILES)
    return Usual(float(low), float(high), len(shares))


def sentence(weekly: Weekly) -> str:
    """Whether the latest week was as usual; of a course that has ended, how many weeks were."""
    run, weeks = weekly.own.run, weekly.own.weeks
    if run.starts_on is None:
        return "This course has no first day, so its weeks cannot be counted."
    if not weeks:
        return f"The course starts on {day(run.starts_on)}; a week is counted when it is over."
    said = _latest(weekly, weeks[-1]) if run.running else _all_weeks(weekly)
    return said + caution(max(each.enrolled for each in weeks))


def compared(weekly: Weekly) -> str:
    """Which cohorts made the band, or what stands instead of it."""
    if not weekly.others:
        return "There is no other cohort of this course to compare with."
    names = listed([other.run.cohort_name for other in weekly.others])
    why = "" if weekly.earlier else " There is no earlier cohort, so later ones are taken."
    if len(weekly.others) < FEWEST_IN_BAND:
        return f"Compared with {names}, week by week from the start.{why} A band takes two cohorts."
    return f"Band: the middle 80 % of {names}, week by week from the start.{why}"


def table_rows(weekly: Weekly) -> list[tuple[WeekCount, tuple[str, ...]]]:
    """Each week with its cells: number, days, enrolled, people, share, what is usual, where."""
    starts_on = weekly.own.run.starts_on
    if starts_on is None:
        return []
    return [
        (
            each,
            (
                number(each.week + 1),
                f"{day(first_day(starts_on, each.week))} to {day(last_day(starts_on, each.week))}",
                number(each.enrolled),
                number(each.people),
                percent(each.percent),
                _usual_words(weekly, each.week) or NOTHING,
                _place(weekly, each) or NOTHING,
            ),
        )
        for each in weekly.own.weeks
    ]


def band(weekly: Weekly, theme: Theme) -> Figure:
    """The figure. The `customdata` of a point says which week it is: "week-10"."""
    weeks = max(1, *(len(each.weeks) for each in (weekly.own, *weekly.others)))
    has_band = len(weekly.others) >= FEWEST_IN_BAND
    others = _band(weekly, weeks, theme) if has_band else _lines(weekly, theme)
    return figure(
        [*others, _own(weekly, theme)],
        {
            "height": HEIGHT,
            "margin": {"t": 20, "r": 16},
            "xaxis": {
                "title": {"text": "Week of the course"},
                "tickvals": week_ticks(1, weeks, most=10),
                "range": [0.5, weeks + 0.5],
                "showgrid": False,
                "zeroline": False,
            },
            "yaxis": {
                "title": {"text": f"{_AXIS[weekly.measure]}, % of enrolled"},
                "nticks": 6,
                "range": [0, _top(weekly)],
            },
            "annotations": _labels(weekly, weeks, theme),
        },
        theme,
    )


def _latest(weekly: Weekly, last: WeekCount) -> str:
    learners = count(last.enrolled, "learner")
    said = f"In week {last.week + 1}, {percent(last.percent)} of {learners} {_DID[weekly.measure]}"
    if (place := _place(weekly, last)) is not None:
        verdict = {"below": "fewer than usual", "within": "as usual", "above": "more than usual"}
        return f"{said}: {verdict[place]} ({_usual_words(weekly, last.week)})."
    if (others := _usual_words(weekly, last.week)) is not None:
        return f"{said}; in the same week {others}."
    return f"{said}; no other cohort has come that far." if weekly.others else f"{said}."


def _all_weeks(weekly: Weekly) -> str:
    places = [_place(weekly, each) for each in weekly.own.weeks]
    known = [place for place in places if place is not None]
    if not known:
        first, last = weekly.own.weeks[0], weekly.own.weeks[-1]
        return (
            f"In week 1, {percent(first.percent)} of {count(first.enrolled, 'learner')} "
            f"{_DID[weekly.measure]}; in week {last.week + 1}, {percent(last.percent)} of "
            f"{number(last.enrolled)}."
        )
    return (
        f"As many {_DID[weekly.measure].removeprefix('were ')} as usual in "
        f"{number(known.count('within'))} of {count(len(known), 'week')}; fewer in "
        f"{number(known.count('below'))}, more in {number(known.count('above'))}."
    )


def _place(weekly: Weekly, each: WeekCount) -> str | None:
    between = usual(weekly, each.week)
    return None if between is None or each.percent is None else between.place(each.percent)


def _usual_words(weekly: Weekly, week: int) -> str | None:
    """ "62 % to 74 % in 4 earlier cohorts", or the share of the only other one."""
    if (between := usual(weekly, week)) is not None:
        when = "earlier" if weekly.earlier else "later"
        cohorts = count(between.cohorts, f"{when} cohort")
        return f"{percent(between.low)} to {percent(between.high)} in {cohorts}"
    shares = [f"{percent(share)} in {name}" for name, share in _others_in(weekly, week)]
    return shares[0] if shares else None


def _others_in(weekly: Weekly, week: int) -> list[tuple[str, float]]:
    """Names and shares of the other cohorts that had that week."""
    return [
        (other.run.cohort_name, share)
        for other in weekly.others
        if week < len(other.weeks) and (share := other.weeks[week].percent) is not None
    ]


def _top(weekly: Weekly) -> float:
    every = [each.percent or 0.0 for run in (weekly.own, *weekly.others) for each in run.weeks]
    return min(105.0, max(10.0, 1.15 * max(every, default=0.0)))


def _band(weekly: Weekly, weeks: int, theme: Theme) -> list[dict[str, Any]]:
    """Two thin borders, the room between them filled."""
    colours = tokens(theme)
    found = [(week + 1, between) for week in range(weeks) if (between := usual(weekly, week))]
    border = {
        "type": "scatter",
        "mode": "lines",
        "x": [week for week, _ in found],
        "line": {"color": colours.edge, "width": 1},
        "hoverinfo": "skip",
    }
    return [
        border | {"y": [between.low for _, between in found]},
        border
        | {
            "y": [between.high for _, between in found],
            "fill": "tonexty",
            "fillcolor": colours.line,
        },
    ]


def _lines(weekly: Weekly, theme: Theme) -> list[dict[str, Any]]:
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [each.week + 1 for each in other.weeks],
            "y": [each.percent for each in other.weeks],
            "line": {"color": tokens(theme).muted, "dash": "dot"},
            "hoverinfo": "skip",
        }
        for other in weekly.others
    ]


def _own(weekly: Weekly, theme: Theme) -> dict[str, Any]:
    """The line; a week outside the band is a triangle that points to where it lies."""
    colours = tokens(theme)
    places = [_place(weekly, each) for each in weekly.own.weeks]
    outside = {"below": "triangle-down", "above": "triangle-up"}
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [each.week + 1 for each in weekly.own.weeks],
        "y": [each.percent for each in weekly.own.weeks],
        "line": {"color": colours.accent},
        "marker": {
            "color": colours.accent,
            "size": [10 if place in outside else 7 for place in places],
            "symbol": [outside.get(place or "", "circle") for place in places],
        },
        "customdata": [f"week-{each.week}" for each in weekly.own.weeks],
        "hovertext": [_hover(weekly, each) for each in weekly.own.weeks],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _hover(weekly: Weekly, each: WeekCount) -> str:
    said = (
        f"Week {each.week + 1}: {percent(each.percent)} of {count(each.enrolled, 'learner')} "
        f"{_DID[weekly.measure]}"
    )
    others = _usual_words(weekly, each.week)
    return escape(f"{said}; {others}" if others else said, quote=False).replace("; ", ";<br>")


def _labels(weekly: Weekly, weeks: int, theme: Theme) -> list[dict[str, Any]]:
    """A name at the end of each line; of other cohorts where there is no band."""
    colours = tokens(theme)
    named = [(weekly.own, "this cohort", colours.accent)]
    if len(weekly.others) < FEWEST_IN_BAND:
        named += [
            (other, shortened(other.run.cohort_name, LONGEST_NAME), colours.muted)
            for other in weekly.others
        ]
    over_lines = {"bgcolor": colours.surface}
    labels = [
        over_lines | _label(run, text, colour, weeks) for run, text, colour in named if run.weeks
    ]
    for one, other in pairwise(labels):
        # A phone has no room for two names at one height beside each other.
        if one["yshift"] == other["yshift"] and abs(one["y"] - other["y"]) < CLOSE * _top(weekly):
            one["yshift"] += LINE if one["yshift"] >= 0 else -LINE
    return labels


def _label(run: RunWeeks, text: str, colour: str, weeks: int) -> dict[str, Any]:
    """Right of the line where there is room, else on the side from which it does not come."""
    *before, last = run.weeks
    value = last.percent or 0.0
    rises = not before or value >= (before[-1].percent or 0.0)
    has_room = last.week + 1 <= 0.7 * weeks
    return {
        "text": escape(text, quote=False),
        "font": {"color": colour},
        "x": last.week + 1,
        "y": value,
        "xanchor": "left" if has_room else "right",
        "xshift": 8 if has_room else 0,
        "yshift": 0 if has_room else 18 if rises else -18,
    }
