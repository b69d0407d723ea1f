"""The figures of a report, drawn in lines and areas: bars of states, bars of marks, squares.

Each state has a sign and a shade of its own, so that it is told apart on a grey print too.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from leap_dash.domain.results import State
from leap_dash.exports.paper import MARGIN, NOTE, Paper
from leap_dash.figures.tokens import DARK, LIGHT
from leap_dash.figures.words import count, number, percent
from leap_dash.records import Cell, ItemSums, LearnerRow

BAR, BAR_ROW = 4.2, 6.2  # millimetres: a bar, and from one to the next
LABEL, MEAN, MARK_WORDS = 62.0, 16.0, 44.0  # at most before a bar; after one of either kind
HATCH = 1.1
SQUARE = 4.4
NAMES, SUMS = 46.0, 24.0  # beside the squares
SQUARES_ACROSS = 24


@dataclass(frozen=True, slots=True)
class Look:
    """How a state is filled, what its edge and its sign are drawn in, and what is written on it."""

    fill: str
    edge: str
    sign: str
    ink: str


# Told apart on a grey print: dark, middle, hatched, empty with a dark edge, light, nearly empty.
LOOKS: Mapping[State, Look] = {
    State.DONE: Look(LIGHT.good, LIGHT.good, LIGHT.good, LIGHT.surface),
    State.LATE: Look(DARK.warn, LIGHT.warn, LIGHT.warn, LIGHT.ink),
    State.LOW: Look(LIGHT.bad_soft, LIGHT.bad, LIGHT.bad, LIGHT.ink),
    State.MISSING: Look(LIGHT.surface, LIGHT.bad, LIGHT.bad, LIGHT.bad),
    State.EXCUSED: Look(LIGHT.line, LIGHT.edge, LIGHT.muted, LIGHT.ink),
    State.NOT_DUE: Look(LIGHT.ground, LIGHT.line, LIGHT.muted, LIGHT.muted),
}
SOFT: Mapping[State, str] = {
    State.DONE: LIGHT.good_soft,
    State.LATE: LIGHT.warn_soft,
    State.LOW: LIGHT.bad_soft,
    State.MISSING: LIGHT.bad_soft,
    State.EXCUSED: LIGHT.ground,
    State.NOT_DUE: LIGHT.ground,
}


def legend(paper: Paper) -> None:
    """The states with their shade and sign, in one line."""
    x, y = MARGIN, paper.get_y()
    for state in LOOKS:
        _area(paper, state, x, y + 0.4, SQUARE, 3.2)
        sign(paper, state, x + SQUARE + 3.2, y + 2)
        paper.write_at(x + SQUARE + 6, y, state.value, 20, size=NOTE, colour=LIGHT.muted)
        x += 29
    paper.set_y(y + 6)


def state_bars(paper: Paper, items: Sequence[ItemSums]) -> None:
    """A bar an item, numbered, below the code of its course where there are several."""
    several = len({sums.item.course_code for sums in items}) > 1
    labelled = [(f"{place}  {sums.item.name}", sums) for place, sums in enumerate(items, start=1)]
    label = _label_width(paper, labelled)
    for code, each in groupby(labelled, lambda pair: pair[1].item.course_code):
        if several:
            paper.make_room(3 * BAR_ROW)
            paper.ln(1)
            paper.paragraph(code, weight="B", most_lines=1)
        for words, sums in each:
            _state_bar(paper, words, label, sums)


def mark_bars(paper: Paper, items: Sequence[tuple[str, ItemSums]]) -> None:
    """A bar an item: the mean mark on a ground of 100 %, with how many are marked."""
    label = _label_width(paper, items)
    width = paper.epw - label - MARK_WORDS
    for words, sums in items:
        paper.make_room(BAR_ROW)
        y = paper.get_y()
        paper.write_at(MARGIN, y + 0.4, words, label - 3)
        _box(paper, MARGIN + label, y + 0.6, width, BAR, fill=LIGHT.ground, edge=LIGHT.line)
        if sums.mean:
            part = width * min(sums.mean, 100) / 100
            _box(paper, MARGIN + label, y + 0.6, part, BAR, fill=LIGHT.accent, edge=LIGHT.accent)
        beside = f"{percent(sums.mean)} over {count(sums.marked, 'mark')}"
        paper.write_at(MARGIN + label + width + 3, y + 0.4, beside, MARK_WORDS - 3)
        paper.set_y(y + BAR_ROW)


def squares(paper: Paper, rows: Sequence[LearnerRow], columns: Sequence[tuple[str, int]]) -> None:
    """A learner a row, an item a column: a square with the sign of the state.

    `columns` are the numbers written above and the places of their cells, as many as fit across.
    """
    _square_heads(paper, columns)
    for row in rows:
        if paper.make_room(SQUARE + 0.4):
            _square_heads(paper, columns)
        y = paper.get_y()
        paper.write_at(MARGIN, y, row.name, NAMES - 2, size=NOTE)
        for across, (_, place) in enumerate(columns):
            _square(paper, MARGIN + NAMES + across * SQUARE, y, row.cells[place])
        sums = f"{row.missing} of {row.due} · {percent(row.mean)}"
        beside = MARGIN + NAMES + len(columns) * SQUARE + 2
        paper.write_at(beside, y, sums, SUMS, size=NOTE, colour=LIGHT.muted)
        paper.set_y(y + SQUARE)
    paper.ln(3)


def sign(paper: Paper, state: State, x: float, y: float) -> None:
    """The sign of a state around a point, about two millimetres across."""
    colour = LOOKS[state].sign
    paper.set_draw_color(colour)
    paper.set_fill_color(colour)
    paper.set_line_width(0.3)
    _SIGNS[state](paper, x, y)


def _label_width(paper: Paper, labelled: Sequence[tuple[str, ItemSums]]) -> float:
    """What the longest label takes, within bounds."""
    longest = max((paper.width_of(words) for words, _ in labelled), default=0.0)
    return min(LABEL, longest + 6)


def _state_bar(paper: Paper, words: str, label: float, sums: ItemSums) -> None:
    """What it is, the learners by state with how many where there is room, and the mean mark."""
    paper.make_room(BAR_ROW)
    y, width = paper.get_y(), paper.epw - label - MEAN
    paper.write_at(MARGIN, y + 0.4, words, label - 3)
    learners, x = sum(sums.states.values()), MARGIN + label
    for state, look in LOOKS.items():
        many = sums.states.get(state, 0)
        if not many:
            continue
        part = width * many / learners
        _area(paper, state, x, y + 0.6, part, BAR)
        letters = paper.width_of(number(many), size=NOTE)
        if letters + 1.8 < part:
            _box(paper, x + 0.5, y + 1.1, letters + 0.8, BAR - 1, fill=look.fill)
            paper.write_at(x + 0.9, y + 0.9, number(many), part, size=NOTE, colour=look.ink)
        x += part
    mean = percent(sums.mean)
    paper.write_at(MARGIN + label + width, y + 0.4, mean, MEAN, align="R")
    paper.set_y(y + BAR_ROW)


def _square_heads(paper: Paper, columns: Sequence[tuple[str, int]]) -> None:
    y = paper.get_y()
    for across, (words, _) in enumerate(columns):
        x = MARGIN + NAMES + across * SQUARE
        paper.write_at(x, y + 0.4, words, SQUARE, size=6.5, colour=LIGHT.muted, align="C")
    beside = MARGIN + NAMES + len(columns) * SQUARE + 2
    paper.write_at(beside, y, "missing · mean", SUMS, size=NOTE, colour=LIGHT.muted)
    paper.set_y(y + SQUARE)


def _square(paper: Paper, x: float, y: float, cell: Cell | None) -> None:
    if cell is None:
        return
    _box(paper, x + 0.2, y + 0.2, SQUARE - 0.4, SQUARE - 0.4, fill=SOFT[cell.state])
    sign(paper, cell.state, x + SQUARE / 2, y + SQUARE / 2)


def _box(
    paper: Paper, x: float, y: float, width: float, height: float, *, fill: str, edge: str = ""
) -> None:
    paper.set_fill_color(fill)
    paper.set_draw_color(edge or fill)
    paper.set_line_width(0.2)
    paper.rect(x, y, width, height, style="DF" if edge else "F")


def _area(paper: Paper, state: State, x: float, y: float, width: float, height: float) -> None:
    """A part of a bar; what is low is hatched, because its shade is near that of what is late."""
    look = LOOKS[state]
    _box(paper, x, y, width, height, fill=look.fill, edge=look.edge)
    if state is not State.LOW:
        return
    with paper.rect_clip(x, y, width, height):
        start = x - height
        while start < x + width:
            paper.line(start, y + height, start + height, y)
            start += HATCH


def _dot(paper: Paper, x: float, y: float) -> None:
    paper.circle(x, y, 0.95, style="DF")


def _half(paper: Paper, x: float, y: float) -> None:
    paper.circle(x, y, 0.95, style="D")
    paper.solid_arc(x - 0.95, y - 0.95, 1.9, 90, 270, style="F")


def _ring(paper: Paper, x: float, y: float) -> None:
    paper.circle(x, y, 0.95, style="D")


def _triangle(paper: Paper, x: float, y: float) -> None:
    paper.polygon([(x - 1.1, y - 0.9), (x + 1.1, y - 0.9), (x, y + 1.1)], style="DF")


def _dash(paper: Paper, x: float, y: float) -> None:
    paper.line(x - 0.9, y, x + 0.9, y)


def _point(paper: Paper, x: float, y: float) -> None:
    paper.circle(x, y, 0.3, style="F")


_SIGNS: Mapping[State, Callable[[Paper, float, float], None]] = {
    State.DONE: _dot,
    State.LATE: _half,
    State.MISSING: _ring,
    State.LOW: _triangle,
    State.EXCUSED: _dash,
    State.NOT_DUE: _point,
}
