"""The items of a course in their order: a bar each of who handed it in, when, and who did not.

Bars are shares of who is enrolled. Signs and numbers stand above each bar, so that its colours are
not needed to read it.
"""

from collections.abc import Sequence
from html import escape
from textwrap import wrap

from leap_dash.domain.results import State
from leap_dash.figures.theme import Figure, figure
from leap_dash.figures.tokens import Theme, tokens
from leap_dash.figures.words import SIGNS, count, day, number, percent, share, shortened
from leap_dash.records import CoursePage, ItemSummary

MOST_DRAWN = 40
"""Items in the figure; the table has all of them."""
LINE, BAR = 16, 10  # pixels: a line of words, the bar below
LINE_LENGTH = 46  # characters that fit on a phone of 390 pixels
PARTS = (State.DONE, State.LATE, State.MISSING, State.EXCUSED)


def how_many(item: ItemSummary, part: State) -> int:
    """How many learners stand so with the item."""
    found = {
        State.DONE: item.on_time,
        State.LATE: item.late,
        State.MISSING: item.missing or 0,
        State.EXCUSED: item.excused,
    }
    return found[part]


def sentence(page: CoursePage) -> str:
    """How many items are due, and which of them most people have not handed in."""
    due = [item for item in page.items if item.missing is not None]
    if not page.items:
        return "Nothing is assessed in this course yet."
    are = "is" if len(due) == 1 else "are"
    said = f"{number(len(due))} of {count(len(page.items), 'item')} {are} due"
    if not due or not page.head.learners:
        return f"{said}."
    most = max(due, key=lambda item: item.missing or 0)
    if not most.missing:
        return f"{said}; nobody misses any."
    name = shortened(most.item.name, 60)
    missing = f"{number(most.missing)} of {count(page.head.learners, 'learner')}"
    return f"{said}; {name} is missing most: for {missing}."


def spread(item: ItemSummary) -> str:
    """ "72 % ± 12"; nothing where nothing is marked."""
    if item.mean is None or item.spread is None:
        return ""
    return f"{percent(item.mean)} ± {item.spread:.0f}"


def bars(page: CoursePage, theme: Theme) -> Figure:
    """The figure. A bar that does not reach the end is of an item that is not due."""
    drawn, learners = page.items[:MOST_DRAWN], page.head.learners
    colours, heads = tokens(theme), [_words(item, learners) for item in drawn]
    row = LINE * (1 + max((head.count("<br>") for head in heads), default=1)) + BAR + 14
    fill = {
        State.DONE: colours.good,
        State.LATE: colours.warn,
        State.MISSING: colours.bad,
        State.EXCUSED: colours.muted,
    }
    traces = []
    for part in PARTS:
        people = [how_many(item, part) for item in drawn]
        traces.append(
            {
                "type": "bar",
                "name": part.value,
                "x": [100 * each / learners if learners else 0 for each in people],
                "y": list(range(len(drawn))),
                "width": BAR / row,
                "orientation": "h",
                "marker": {"color": fill[part], "line": {"width": 1, "color": colours.surface}},
                "hovertext": [
                    f"{escape(shortened(item.item.name, 60))}<br>{part.value}: "
                    f"{number(each)} of {count(learners, 'learner')}"
                    for item, each in zip(drawn, people, strict=True)
                ],
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        )
    return figure(traces, _layout(heads, row, theme), theme)


def _layout(heads: Sequence[str], row: int, theme: Theme) -> dict[str, object]:
    colours = tokens(theme)
    return {
        "height": row * max(1, len(heads)) + 30,
        "barmode": "stack",
        "margin": {"r": 24},  # half of the last label
        "annotations": [
            {
                "text": head,
                "align": "left",
                "font": {"color": colours.ink},
                "bgcolor": colours.surface,  # over the lines of the grid
                "x": 0,
                "xref": "paper",
                "xanchor": "left",
                "y": place,
                "yanchor": "bottom",
                "yshift": BAR / 2 + 1,
            }
            for place, head in enumerate(heads)
        ],
        "xaxis": {
            "range": [0, 100],
            "tickvals": list(range(0, 101, 25)),
            "ticktext": [percent(each) for each in range(0, 101, 25)],
        },
        "yaxis": {
            "range": [len(heads) - 1 + (BAR + 6) / row, -1 + (BAR + 10) / row],
            "visible": False,
        },
    }


def _words(item: ItemSummary, learners: int) -> str:
    """The item and its day; below, each sign with its share, and how the marks lie."""
    when = f"due {day(item.item.due_on)}" if item.item.due_on else "without a day"
    whole = f"{shortened(item.item.name, 2 * LINE_LENGTH - len(when) - 8)}, {when}"
    head = "<br>".join(f"<b>{escape(line)}</b>" for line in wrap(whole, LINE_LENGTH, max_lines=2))
    said = [
        f"{SIGNS[part]} {share(how_many(item, part), learners)}"
        for part in PARTS
        if how_many(item, part)
    ]
    if item.missing is None:
        said.append("not due yet")
    if item.mean is not None:
        said.append(f"mean {spread(item)}")
    return f"{head}<br>{'   '.join(said)}"
