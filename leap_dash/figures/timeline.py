"""A learner's weeks: a row per course with what came in and was due, active days in bars below.

States have the signs that they have everywhere, so that late and missing differ by shape.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from html import escape
from typing import Any

from leap_dash.domain.results import State
from leap_dash.figures.theme import Figure, figure
from leap_dash.figures.tokens import Theme, Tokens, tokens
from leap_dash.figures.words import NOTHING, SIGNS, count, day, percent, shortened
from leap_dash.records import Timeline, TimelineItem, TimelineWeek
from leap_dash.records.timeline import monday

ROW, BARS, HEAD, FOOT = 34, 96, 24, 44  # pixels: a course, bars, "today" above, dates below
LEAST_WIDTH = 560  # pixels; on a narrower screen the figure scrolls
DAY = 86_400_000  # milliseconds
LONGEST_COURSE = 14  # letters
NEAR = 0.03  # of the width: nearer signs stand one above the other
STEPS = (0.0, -0.3, 0.3)
HANDED_IN = (State.DONE, State.LATE, State.LOW)


def sentence(found: Timeline | None) -> str:
    """In how many weeks there was activity, what came in, late or not at all."""
    if found is None:
        return "Nothing has happened yet, and nothing has a date."
    states = [item.state for item in found.items]
    handed_in = sum(state in HANDED_IN for state in states)
    late = sum(item.days_late is not None for item in found.items)
    missing = states.count(State.MISSING)
    active = "No activity is recorded"
    if found.weeks:
        active = f"Active in {len(found.weeks)} of {count(found.weeks_so_far, 'week')}"
    came = f"{count(handed_in, 'item')} handed in"
    return f"{active}; {came}, {late or 'none'} of them late; {missing or 'none'} missing."


def table_rows(found: Timeline) -> Iterator[tuple[str, str, str, str]]:
    """Week, active days, what came in and what was due, for every week that has any of them."""
    active = {week.begins: week for week in found.weeks}
    came = _by_week(found, lambda item: item.submitted_on)
    due = _by_week(found, lambda item: item.due_on)
    for begins in sorted({*active, *came, *due}):
        yield (
            day(begins),
            _days(active[begins]) if begins in active else NOTHING,
            "; ".join(f"{item.name} ({_outcome(item)})" for item in came.get(begins, ()))
            or NOTHING,
            "; ".join(
                f"{item.name} (missing)" if item.state is State.MISSING else item.name
                for item in due.get(begins, ())
            )
            or NOTHING,
        )


def height(found: Timeline) -> int:
    """Pixels from top to bottom."""
    return ROW * len(found.courses) + BARS + HEAD + FOOT


def timeline(found: Timeline, theme: Theme) -> Figure:
    """The figure: rows of signs above, bars below, one time axis."""
    colours = tokens(theme)
    share = BARS / (height(found) - HEAD - FOOT)
    traces = [_bars(found, colours), _due(found, colours), *_signs(found, colours)]
    return figure(traces, _layout(found, colours, share), theme)


def item_words(item: TimelineItem) -> str:
    """What a sign says: "Essay, FOH: late, 3 days after the due day, 72 %; due 2 Oct 2026"."""
    due = f"; due {day(item.due_on)}" if item.due_on else ""
    came = f", handed in {day(item.submitted_on)}" if item.submitted_on else ""
    return f"{shortened(item.name, 60)}, {item.course}: {_outcome(item)}{came}{due}"


def _outcome(item: TimelineItem) -> str:
    said = [item.state.value]
    if item.days_late is not None:
        said.append(f"{count(item.days_late, 'day')} after the due day")
    if item.mark is not None:
        said.append(percent(item.mark))
    return ", ".join(said)


def _listed(items: Iterable[str]) -> str:
    return "; ".join(items) or NOTHING


def _days(week: TimelineWeek) -> str:
    return ", ".join(f"{days} in {course}" for course, days in week.days.items())


def _by_week(
    found: Timeline, when: Callable[[TimelineItem], date | None]
) -> dict[date, list[TimelineItem]]:
    weeks: dict[date, list[TimelineItem]] = {}
    for item in found.items:
        if (on := when(item)) is not None:
            weeks.setdefault(monday(on), []).append(item)
    return weeks


def _bars(found: Timeline, colours: Tokens) -> dict[str, Any]:
    return {
        "type": "bar",
        "x": [week.begins for week in found.weeks],
        "y": [week.most for week in found.weeks],
        "width": 6 * DAY,
        "offset": 0,
        "marker": {"color": colours.accent},
        "hovertext": [
            f"Week from {day(week.begins)}: active days: {escape(_days(week))}"
            for week in found.weeks
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _due(found: Timeline, colours: Tokens) -> dict[str, Any]:
    """A stroke at each due day."""
    rows = {course: row for row, course in enumerate(found.courses)}
    items = [item for item in found.items if item.due_on is not None]
    return {
        "type": "scatter",
        "mode": "markers",
        "yaxis": "y2",
        "x": [item.due_on for item in items],
        "y": [rows[item.course] for item in items],
        "marker": {
            "symbol": "line-ns-open",
            "size": 20,
            "color": colours.edge,
            "line": {"width": 1.5},
        },
        "hovertext": [
            escape(f"{shortened(item.name, 60)}: due {day(item.due_on)}") for item in items
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _signs(found: Timeline, colours: Tokens) -> Iterator[dict[str, Any]]:
    ink = {
        State.DONE: colours.good,
        State.LATE: colours.warn,
        State.MISSING: colours.bad,
        State.LOW: colours.bad,
        State.EXCUSED: colours.muted,
        State.NOT_DUE: colours.muted,
    }
    places = _places(found)
    for state, colour in ink.items():
        shown = [(item, *place) for item, place in places if item.state is state]
        if shown:
            yield {
                "type": "scatter",
                "mode": "text",
                "yaxis": "y2",
                "x": [on for _, on, _ in shown],
                "y": [row for _, _, row in shown],
                "text": SIGNS[state],
                "textfont": {"color": colour, "size": 15},
                "hovertext": [escape(item_words(item)) for item, *_ in shown],
                "hovertemplate": "%{hovertext}<extra></extra>",
            }


def _places(found: Timeline) -> list[tuple[TimelineItem, tuple[date, float]]]:
    """Where each sign stands: its day, and its course's row, aside where another stands near."""
    near = timedelta(days=NEAR * max(7, (found.ends - found.begins).days))
    places: list[tuple[TimelineItem, tuple[date, float]]] = []
    for row, course in enumerate(found.courses):
        last, turn = date.min, 0
        dated = [(item.on, item) for item in found.items if item.course == course and item.on]
        for on, item in sorted(dated, key=lambda each: each[0]):
            # What was carried over is older than the course.
            shown = max(on, found.begins)
            turn = turn + 1 if shown - last < near else 0
            places.append((item, (shown, row + STEPS[turn % len(STEPS)])))
            last = shown
    return places


def _layout(found: Timeline, colours: Tokens, share: float) -> dict[str, Any]:
    week = timedelta(days=7)
    return {
        "height": height(found),
        "margin": {"t": HEAD},
        "xaxis": {
            "type": "date",
            "range": [
                found.begins - timedelta(days=3),
                max(found.ends, found.begins + week) + week,
            ],
            "tickformat": "%-d %b",
            "anchor": "y",
        },
        "yaxis": {
            "domain": [0, share - 0.06],
            "range": [0, 7.2],
            "tickvals": [0, 7],
            "title": {"text": "active<br>days a week"},
        },
        "yaxis2": {
            "domain": [share, 1],
            "range": [len(found.courses) - 0.4, -0.6],
            "tickvals": list(range(len(found.courses))),
            "ticktext": [escape(shortened(course, LONGEST_COURSE)) for course in found.courses],
            "anchor": "x",
            "zeroline": False,
        },
        **_today(found, colours),
    }


def _today(found: Timeline, colours: Tokens) -> dict[str, Any]:
    """A line at today, where it lies within."""
    if not found.begins <= found.today <= found.ends:
        return {}
    line = {"color": colours.muted, "width": 1, "dash": "dot"}
    past_the_middle = found.today - found.begins > found.ends - found.today
    return {
        "shapes": [
            {
                "type": "line",
                "x0": found.today,
                "x1": found.today,
                "y0": 0,
                "y1": 1,
                "yref": "paper",
                "line": line,
            }
        ],
        "annotations": [
            {
                "x": found.today,
                "y": 1,
                "yref": "paper",
                "text": "today",
                # On one side of its line: wherever that is seen on a narrow page, the word is, too.
                "xanchor": "right" if past_the_middle else "left",
                "yanchor": "bottom",
            }
        ],
    }
