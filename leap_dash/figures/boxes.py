"""The marks of each item of a course as a box, or dot by dot where there are few; sentence, table.

A box reaches over the middle half of the marks, with the median in it; its arms reach to the
lowest and the highest.
"""

from collections.abc import Sequence
from html import escape
from typing import Any

from leap_dash.domain.results import LOW_PERCENT
from leap_dash.figures.small_groups import FEW
from leap_dash.figures.theme import Figure, figure
from leap_dash.figures.tokens import Theme, Tokens, tokens
from leap_dash.figures.words import NOTHING, count, day, listed, number, percent, share, shortened
from leap_dash.records import FiveNumbers, ItemMarks

MOST_DRAWN = 30
"""Items in the figure, those due last; the table has them all."""
ROW, ABOVE, BELOW = 40, 24, 40  # pixels: an item, the words of the pass mark, the axis
LONGEST_NAME = 22
_GOLDEN = 0.618  # its multiples spread dots evenly, the same ones each time


def sentence(items: Sequence[ItemMarks]) -> str:
    """Which item is the hardest, by its median, and how many marks are below the pass mark."""
    if not items:
        return "Nothing is assessed in this course yet."
    hardest = _hardest(items)
    if not hardest:
        return "Nothing is marked yet."
    marked = sum(each.marked for each in hardest)
    below = sum(each.below for each in hardest)
    names = listed([shortened(each.item.name, 60) for each in hardest[:3]])
    if len(hardest) > 3:
        names = f"{shortened(hardest[0].item.name, 60)} and {len(hardest) - 1} more"
    whose = "their" if len(hardest) > 1 else "its"
    few = f" Fewer than {FEW} marks say little." if marked < FEW else ""
    return (
        f"Hardest: {names}, with a median of {percent(_median(hardest[0]))}; "
        f"{share(below, marked) if below else 'none'} of {whose} {count(marked, 'mark')} "
        f"{'are' if below else 'is'} below the pass mark of {percent(LOW_PERCENT)}.{few}"
    )


def left_out(items: Sequence[ItemMarks]) -> str:
    """Which items have no box and why, and what is drawn dot by dot."""
    said = []
    worthless = [each for each in items if not each.item.maximum]
    unmarked = [each for each in items if each.item.maximum and not each.marked]
    few = [each for each in items if 0 < each.marked < FEW]
    for words, which in (
        ("Worth no marks", worthless),
        ("Not marked yet", unmarked),
        (f"Fewer than {FEW} marks, which say little", few),
    ):
        if which:
            names = [shortened(each.item.name, 40) for each in which[:MOST_DRAWN]]
            said.append(f"{words}: {listed(names)}.")
    if any(each.points for each in items):
        said.append("Where there are fewer than 30 marks each is a dot.")
    drawable = sum(each.five is not None for each in items)
    if drawable > MOST_DRAWN:
        said.append(f"Drawn are the {MOST_DRAWN} due last; the table has all {drawable}.")
    return " ".join(said)


def table_rows(items: Sequence[ItemMarks]) -> list[tuple[ItemMarks, tuple[str, ...]]]:
    """Each item with its cells: due, marks, missing, five numbers, share below the pass mark."""
    return [
        (
            each,
            (
                day(each.item.due_on),
                number(each.marked),
                number(each.missing),
                *_five_words(each.five),
                share(each.below, each.marked),
            ),
        )
        for each in items
    ]


def boxes(items: Sequence[ItemMarks], theme: Theme) -> Figure:
    """The figure, items from top to bottom as they fall due.

    The `customdata` of a row says which item it is: "item-" and its id.
    """
    colours = tokens(theme)
    drawn = [each for each in items if each.five is not None][-MOST_DRAWN:]
    reach = max([100.0, *(each.five.high for each in drawn if each.five)])
    return figure(
        [_rows(drawn, reach), _boxes(drawn, colours), _strips(drawn, colours)],
        {
            "height": height(items),
            "margin": {"t": ABOVE, "r": 20},
            "bargap": 0,
            "xaxis": {
                "range": [-2, reach + 2],
                "tickvals": list(range(0, int(reach) + 1, 25)),
                "ticktext": [percent(mark) for mark in range(0, int(reach) + 1, 25)],
                "zeroline": False,
            },
            "yaxis": {
                "range": [max(len(drawn), 1) - 0.5, -0.5],
                "tickvals": list(range(len(drawn))),
                "ticktext": [_name(each) for each in drawn],
                "tickfont": {"color": colours.ink},
                "showgrid": False,
                "zeroline": False,
            },
            "shapes": [_pass_line(colours)],
            "annotations": [_pass_words()],
        },
        theme,
    )


def height(items: Sequence[ItemMarks]) -> int:
    """Pixels from top to bottom."""
    drawn = min(MOST_DRAWN, sum(each.five is not None for each in items))
    return ROW * max(1, drawn) + ABOVE + BELOW


def _hardest(items: Sequence[ItemMarks]) -> list[ItemMarks]:
    """Those with the lowest median; ones with few marks only where there are no others."""
    marked = [each for each in items if each.five is not None]
    enough = [each for each in marked if each.marked >= FEW] or marked
    lowest = min((_median(each) for each in enough), default=0.0)
    return [each for each in enough if _median(each) == lowest]


def _median(each: ItemMarks) -> float:
    return each.five.median if each.five else 0.0


def _five_words(five: FiveNumbers | None) -> tuple[str, ...]:
    if five is None:
        return (NOTHING,) * 5
    return tuple(
        percent(each) for each in (five.low, five.lower, five.median, five.upper, five.high)
    )


def _rows(drawn: Sequence[ItemMarks], reach: float) -> dict[str, Any]:
    """A row to point at and to press, larger than the box in it and not to be seen."""
    return {
        "type": "bar",
        "orientation": "h",
        "x": [reach + 4] * len(drawn),
        "base": -2,
        "y": list(range(len(drawn))),
        "width": 1,
        "marker": {"color": "rgba(0,0,0,0)"},
        "customdata": [f"item-{each.item.id}" for each in drawn],
        "hovertext": [_hover(each) for each in drawn],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _boxes(drawn: Sequence[ItemMarks], colours: Tokens) -> dict[str, Any]:
    boxed = [
        (place, each.five) for place, each in enumerate(drawn) if each.five and not each.points
    ]
    return {
        "type": "box",
        "orientation": "h",
        "y": [place for place, _ in boxed],
        "lowerfence": [five.low for _, five in boxed],
        "q1": [five.lower for _, five in boxed],
        "median": [five.median for _, five in boxed],
        "q3": [five.upper for _, five in boxed],
        "upperfence": [five.high for _, five in boxed],
        "width": 0.5,
        "line": {"color": colours.accent},
        "fillcolor": colours.accent_soft,
        "hoverinfo": "skip",
    }


def _strips(drawn: Sequence[ItemMarks], colours: Tokens) -> dict[str, Any]:
    dots = [
        (mark, place + (_GOLDEN * number % 1 - 0.5) / 2)
        for place, each in enumerate(drawn)
        for number, mark in enumerate(each.points)
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [mark for mark, _ in dots],
        "y": [place for _, place in dots],
        "marker": {"color": colours.accent, "size": 7},
        "hoverinfo": "skip",
    }


def _name(each: ItemMarks) -> str:
    name = escape(shortened(each.item.name, LONGEST_NAME), quote=False)
    return f"{name}<br>{count(each.marked, 'mark')}"


def _hover(each: ItemMarks) -> str:
    if each.five is None:
        return ""
    five = each.five
    said = (
        f"{shortened(each.item.name, 60)}: half of {count(each.marked, 'mark')} lie from "
        f"{percent(five.lower)} to {percent(five.upper)}, the median at {percent(five.median)};"
    )
    rest = f"{share(each.below, each.marked)} below the pass mark, {number(each.missing)} missing"
    return f"{escape(said, quote=False)}<br>{rest}"


def _pass_line(colours: Tokens) -> dict[str, Any]:
    return {
        "type": "line",
        "x0": LOW_PERCENT,
        "x1": LOW_PERCENT,
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": {"color": colours.bad, "width": 1.5, "dash": "dash"},
    }


def _pass_words() -> dict[str, Any]:
    return {
        "text": f"pass mark {percent(LOW_PERCENT)}",
        "x": LOW_PERCENT,
        "yref": "paper",
        "y": 1,
        "yanchor": "bottom",
    }
