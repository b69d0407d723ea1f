"""Which clause of a badge's rule stops most: bars, and the sentence and rows that say the same.

Per clause two numbers: how many do not meet it, and how many of them would earn the badge if it
fell away. The clause that stops most comes first. A click gives the name of the learners behind a
bar, as `behind` writes it.
"""

from collections.abc import Iterator, Sequence
from html import escape
from textwrap import wrap

from leap_dash.figures.theme import Figure, figure, people_ticks
from leap_dash.figures.tokens import Theme, Tokens, tokens
from leap_dash.figures.words import count, share
from leap_dash.records import ClauseBottleneck, StoppedBy

MOST_DRAWN = 12
"""Clauses in the figure; the table has all of them."""
LINE = 16  # pixels: a line of words above a bar
BAR = 14  # pixels
NAME_LENGTH = 50  # characters that fit on a phone of 390 pixels
_WORDS = {False: "stopped", True: "only"}


def behind(which: StoppedBy) -> str:
    """The name of the learners behind a bar: "stopped-0", or "only-0" where it alone stops them."""
    return f"{_WORDS[which.alone]}-{which.clause}"


def read_behind(name: str) -> StoppedBy | None:
    """What `behind` wrote; none for anything else."""
    word, _, clause = name.partition("-")
    alone = {text: alone for alone, text in _WORDS.items()}.get(word)
    if alone is None or not (clause.isascii() and clause.isdigit() and len(clause) < 4):
        return None
    return StoppedBy(int(clause), alone)


def by_weight(clauses: Sequence[ClauseBottleneck]) -> list[ClauseBottleneck]:
    """The clause that stops most first; of equal ones the one that stops more alone."""
    return sorted(clauses, key=lambda each: (-each.not_met, -each.alone, each.number))


def sentence(clauses: Sequence[ClauseBottleneck]) -> str:
    """Which clause stops most, and whom; which of them most by itself."""
    if not clauses or not _judged(clauses[0]):
        return "Nobody is enrolled here yet."
    most = by_weight(clauses)[0]
    everyone = count(_judged(most), "learner")
    if not most.not_met:
        return f"No clause stops anyone: all of {everyone} meet the rule."
    not_met = count(most.not_met, f"of {everyone} does not", f"of {everyone} do not")
    said = f"{most.clause} stops most: {not_met} meet it"
    alone = max(by_weight(clauses), key=lambda each: each.alone)
    if not alone.alone:
        return f"{said}; nobody lacks only one clause."
    lacking = count(alone.alone, "lacks", "lack")
    if alone is most:
        return f"{said}, {lacking} only this."
    return f"{said}. Alone, {alone.clause} stops most: {lacking} only this."


def table_rows(
    clauses: Sequence[ClauseBottleneck],
) -> Iterator[tuple[str, str, ClauseBottleneck, str]]:
    """Per clause: what it is about, what it takes, its numbers, the share that does not meet it."""
    for each in by_weight(clauses):
        yield each.clause, each.need, each, share(each.not_met, _judged(each))


def bars(clauses: Sequence[ClauseBottleneck], theme: Theme) -> Figure:
    """A bar per clause for all whom it stops, over it a filled one for those who lack only it."""
    colours = tokens(theme)
    drawn = by_weight(clauses)[:MOST_DRAWN]
    names = [_folded(each) for each in drawn]
    row = LINE * (2 + max((name.count("<br>") for name in names), default=0)) + BAR + 16
    traces = [
        {
            "type": "bar",
            "name": _WORDS[alone],
            "x": [each.alone if alone else each.not_met for each in drawn],
            "y": list(range(len(drawn))),
            "width": BAR / row,
            "orientation": "h",
            "marker": _look(colours, alone=alone),
            "customdata": [behind(StoppedBy(each.number, alone)) for each in drawn],
            "hovertext": [_hover(each) for each in drawn],
            "hovertemplate": "%{hovertext}<extra></extra>",
        }
        for alone in (False, True)
    ]
    return figure(traces, _layout(drawn, names, row, theme), theme)


def numbers(clause: ClauseBottleneck) -> str:
    """ "45 do not meet it; 8 lack only this"."""
    said = count(clause.not_met, "does not meet it", "do not meet it")
    return f"{said}; {count(clause.alone, 'lacks only this', 'lack only this')}"


def _judged(clause: ClauseBottleneck) -> int:
    return clause.met + clause.not_met


def _look(colours: Tokens, *, alone: bool) -> dict[str, object]:
    edge = {"color": colours.accent, "width": 1}
    return {"color": colours.accent if alone else colours.accent_soft, "line": edge}


def _layout(
    drawn: Sequence[ClauseBottleneck], names: Sequence[str], row: int, theme: Theme
) -> dict[str, object]:
    colours = tokens(theme)
    lines = [
        {
            "text": f"{name}<br>{numbers(each)}",
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
        for place, (name, each) in enumerate(zip(names, drawn, strict=True))
    ]
    highest = max(1, max((_judged(each) for each in drawn), default=1))
    return {
        "height": row * max(1, len(drawn)) + 40,
        "barmode": "overlay",
        "margin": {"r": 24},  # half of the last label
        "annotations": lines,
        "xaxis": {
            "range": [0, highest],
            **people_ticks(highest, most=5),
            "title": {"text": "learners", "standoff": 6},
        },
        "yaxis": {
            "range": [len(drawn) - 1 + (BAR + 10) / row, -1 + (BAR + 10) / row],
            "visible": False,
        },
    }


def _folded(clause: ClauseBottleneck) -> str:
    """What it is about and takes, in at most two lines; its signs harmless: Plotly reads tags."""
    text = f"{clause.clause}: {clause.need}"
    lines = wrap(text, NAME_LENGTH, max_lines=2, placeholder="…")
    return "<br>".join(f"<b>{escape(line)}</b>" for line in lines)


def _hover(clause: ClauseBottleneck) -> str:
    text = "<br>".join(escape(line) for line in wrap(f"{clause.clause}: {clause.need}", 60))
    return f"{text}<br>{numbers(clause)}<br>of {count(_judged(clause), 'learner')}"
