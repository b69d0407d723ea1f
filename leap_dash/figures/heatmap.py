"""Learners down, assessments across, one state a cell: who is behind, and where.

States and order come from the query; here they become colours, signs and sentences. A click gives
the row of a cell; `learner_ids` in the layout's meta say who stands there.
"""

import html
import textwrap
from itertools import groupby
from typing import Any, TypeAlias

import numpy as np

from leap_dash.domain.results import State
from leap_dash.figures.theme import Figure, figure
from leap_dash.figures.tokens import Theme, Tokens, tokens
from leap_dash.figures.words import SIGNS, count, day, percent, shortened
from leap_dash.records import Cell, CohortPage, ItemColumn, LearnerRow

# Pixels: a row, a line of text, a letter of it, the least of a column, and the width of all on the
# smallest of the usual screens, on which nothing is to be scrolled to.
ROW, LINE, LETTER, COLUMN, WIDTH = 22, 16, 6.9, 30, 995
GAP = 6  # pixels between the cells and what stands beside them
SPARE = 2  # pixels by which Plotly sets a name further off
BETWEEN = 4  # pixels between the names of two items, at least
LONGEST_NAME = 26  # letters
# Pixels of a letter of a name, by its kind, in the widest of the usual sans-serif faces.
WIDE, CAPITAL, OTHER, NARROW = 11.9, 8.6, 7.7, 4.4
SUMS = "missing · mean"

_CODES = {state: code for code, state in enumerate(State)}
_NOT_ENROLLED = len(_CODES)

Codes: TypeAlias = "np.ndarray[tuple[int, int], np.dtype[np.uint8]]"


def heatmap(page: CohortPage, theme: Theme) -> Figure:
    """The figure of one page of learners. States travel as one byte each."""
    codes = _codes(page)
    cells = {
        "type": "heatmap",
        "z": codes,
        "zmin": -0.5,
        "zmax": _NOT_ENROLLED + 0.5,
        "colorscale": _bands(tokens(theme)),
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "hovertext": [
            [
                _escaped(sentence(row, item, cell))
                for item, cell in zip(page.items, row.cells, strict=True)
            ]
            for row in page.rows
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    # An axis without a trace is not drawn: this one carries the sums at the right.
    sums = {"type": "scatter", "x": [None], "y": [None], "yaxis": "y2", "hoverinfo": "skip"}
    return figure([cells, *_signs(codes, tokens(theme)), sums], _layout(page), theme)


def height(page: CohortPage) -> int:
    """Pixels from top to bottom: the cells, and the names of items and courses above them."""
    return ROW * len(page.rows) + _head(page) + 8


def least_width(page: CohortPage) -> int:
    """Pixels below which the figure is not squeezed but scrolls, so that labels stay apart."""
    longest = _longest([line for label in _labels(page) for line in label.split("<br>")])
    columns = max(COLUMN, longest + BETWEEN) * len(page.items)
    return int(columns + sum(_beside(page)))


def sentence(row: LearnerRow, item: ItemColumn, cell: Cell | None) -> str:
    """What a cell says: "Ana Costa, unit 3: 58 %, handed in two days late"."""
    who = f"{shortened(row.name, 60)}, {shortened(item.name, 60)}"
    return f"{who}: {cell_words(cell, item) if cell else f'not enrolled in {item.course_code}'}"


def cell_words(cell: Cell, item: ItemColumn) -> str:
    """The state of a cell in words, with its mark and dates."""
    mark = percent(cell.percent) if cell.percent is not None else "not marked"
    match cell.state:
        case State.EXCUSED:
            return "excused"
        case State.MISSING:
            return f"missing, was due {day(item.due_on)}" if item.due_on else "missing"
        case State.NOT_DUE:
            return f"due {day(item.due_on)}" if item.due_on else "not due yet"
        case State.LOW | State.LATE | State.DONE:
            low = ", below the pass mark" if cell.state is State.LOW else ""
            return f"{mark}{low}, {_handed_in(cell)}"


def _handed_in(cell: Cell) -> str:
    if cell.carried_over:
        return "carried over from an earlier cohort"
    if cell.days_late is not None:
        return f"handed in {count(cell.days_late, 'day')} late"
    return f"handed in {day(cell.submitted_on)}" if cell.submitted_on else "handed in"


def _codes(page: CohortPage) -> Codes:
    codes = np.full((len(page.rows), len(page.items)), _NOT_ENROLLED, dtype=np.uint8)
    for place, row in enumerate(page.rows):
        codes[place] = [_NOT_ENROLLED if cell is None else _CODES[cell.state] for cell in row.cells]
    return codes


def _signs(codes: Codes, colours: Tokens) -> list[dict[str, Any]]:
    """The signs of each state as text of their own: a heatmap's text has one colour only."""
    ink = {
        State.DONE: colours.good,
        State.LATE: colours.warn,
        State.MISSING: colours.bad,
        State.LOW: colours.bad,
        State.EXCUSED: colours.muted,
        State.NOT_DUE: colours.muted,
    }
    traces = []
    for state, code in _CODES.items():
        down, across = np.nonzero(codes == code)
        traces.append(
            {
                "type": "scatter",
                "name": state.value,
                "mode": "text",
                "x": across.astype(np.uint16),
                "y": down.astype(np.uint16),
                "text": SIGNS[state],
                "textfont": {"color": ink[state]},
                "hoverinfo": "skip",
            }
        )
    return traces


def _bands(colours: Tokens) -> list[tuple[float, str]]:
    """A colour scale of equal steps, one a code."""
    fill = {
        State.DONE: colours.good_soft,
        State.LATE: colours.warn_soft,
        State.MISSING: colours.bad_soft,
        State.LOW: colours.bad_soft,
        State.EXCUSED: colours.ground,
        State.NOT_DUE: colours.ground,
    }
    steps = [*(fill[state] for state in _CODES), colours.surface]
    return [
        ((code + end) / len(steps), colour) for code, colour in enumerate(steps) for end in (0, 1)
    ]


def _layout(page: CohortPage) -> dict[str, Any]:
    labels, names, sums = _labels(page), _names(page), _sums(page)
    left, right = _beside(page)
    courses = _courses(page.items)
    several = len(courses) > 1
    head = _label_height(labels)
    down = [len(page.rows) - 0.5, -0.5]
    return {
        "height": height(page),
        # Not automatic: Plotly makes no room for the second axis.
        "margin": {
            "t": _head(page),
            "l": left,
            "r": right,
        },
        "meta": {"learner_ids": [str(row.id) for row in page.rows]},
        "xaxis": _axis(labels, [-0.5, len(page.items) - 0.5]) | {"side": "top"},
        "yaxis": _axis([_escaped(name) for name in names], down),
        "yaxis2": _axis(sums, down) | {"overlaying": "y", "side": "right"},
        "annotations": [_sums_head(), *(_course_heads(courses, head) if several else [])],
        "shapes": _course_lines(courses, head / (ROW * max(1, len(page.rows)))) if several else [],
    }


def _axis(labels: list[str], span: list[float]) -> dict[str, Any]:
    return {
        "range": span,
        "tickmode": "array",
        "tickvals": list(range(len(labels))),
        "ticktext": labels,
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "automargin": False,
        "ticklabeloverflow": "allow",  # there is room for all, and to look for it takes long
        "ticklabelstandoff": GAP,
    }


def _sums_head() -> dict[str, Any]:
    return {
        "text": SUMS,
        "xref": "paper",
        "x": 1,
        "xanchor": "left",
        "xshift": GAP - 2,
        "yref": "paper",
        "y": 1,
        "yanchor": "bottom",
        "yshift": GAP - 2,
    }


def _course_heads(courses: list[tuple[str, range]], head: int) -> list[dict[str, Any]]:
    """The code of each course over its columns."""
    return [
        {
            "text": f"<b>{_escaped(shortened(code, 12))}</b>",
            "x": columns.start - 0.4,
            "xanchor": "left",
            "y": 1,
            "yref": "paper",
            "yanchor": "bottom",
            "yshift": head,
        }
        for code, columns in courses
    ]


def _course_lines(courses: list[tuple[str, range]], over: float) -> list[dict[str, Any]]:
    """A line before each course but the first, as far above the cells as the items' names go."""
    return [
        {
            "type": "line",
            "x0": columns.start - 0.5,
            "x1": columns.start - 0.5,
            "yref": "paper",
            "y0": 0,
            "y1": 1 + over,
        }
        for _, columns in courses[1:]
    ]


def _courses(items: tuple[ItemColumn, ...]) -> list[tuple[str, range]]:
    """Course codes in their order, and their columns."""
    found, start = [], 0
    for code, each in groupby(items, lambda item: item.course_code):
        end = start + len(list(each))
        found.append((code, range(start, end)))
        start = end
    return found


def _labels(page: CohortPage) -> list[str]:
    """The items' names, each in at most three lines that fit the columns at the usual width."""
    column = max(COLUMN, (WIDTH - sum(_beside(page))) / max(1, len(page.items)))
    letters = max(6, min(20, int((column - BETWEEN) / LETTER)))
    return [
        "<br>".join(
            _escaped(line)
            for line in textwrap.wrap(
                " ".join(shortened(word, letters) for word in item.name.split()),
                letters,
                max_lines=3,
                placeholder="…",
            )
        )
        for item in page.items
    ]


def _label_height(labels: list[str]) -> int:
    return LINE * max((label.count("<br>") + 1 for label in labels), default=1) + 8


def _head(page: CohortPage) -> int:
    """Pixels above the cells."""
    several = len(_courses(page.items)) > 1
    return _label_height(_labels(page)) + (LINE + 8 if several else 0)


def _beside(page: CohortPage) -> tuple[float, float]:
    """Pixels left of the cells, for names, and right of them, for sums."""
    return _room(_names(page)) + GAP + SPARE, _longest([SUMS, *_sums(page)]) + LINE


def _names(page: CohortPage) -> list[str]:
    return [shortened(row.name, LONGEST_NAME) for row in page.rows]


def _sums(page: CohortPage) -> list[str]:
    return [f"{row.missing} · {percent(row.mean)}" for row in page.rows]


def _longest(texts: list[str]) -> float:
    """Pixels that the longest of the texts takes."""
    return LETTER * max((len(text) for text in texts), default=0)


def _room(names: list[str]) -> float:
    """Pixels that hold the longest of the names, letter by letter: people look for each of them."""
    return max((sum(map(_letter_width, name)) for name in names), default=0)


def _letter_width(letter: str) -> float:
    if letter in "mwMWŵŴ@%—…":
        return WIDE
    if letter in "iíìîïjlIÍÌÎÏtfr.,:;'’-() ":
        return NARROW
    return CAPITAL if letter.isupper() else OTHER


def _escaped(text: str) -> str:
    """Plotly reads some HTML in labels; a name is never meant as that."""
    return html.escape(text, quote=False)
