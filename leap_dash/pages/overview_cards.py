"""The cards of the overview: each a number, of how many, how it changed, and a small line.

The numbers are those of today; lines and changes follow what was kept week by week.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from leap_dash.domain.attention import Status
from leap_dash.domain.attention_thresholds import DEFAULTS
from leap_dash.figures.sparkline import sentence, sparkline
from leap_dash.figures.words import NOTHING, count, day, number, percent, share
from leap_dash.pages import parts
from leap_dash.records import GroupSums, Overview, PastDay

WEEKS_BACK = 4
"""How far back a change looks."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One of the numbers: what it was on a past day, and how it is written."""

    name: str
    was: Callable[[PastDay], float | None]
    text: Callable[[float], str]
    unit: str  # of a change
    least_span: float  # of its line


LEARNERS = Measure("Learners", lambda past: past.learners, number, "", 10)
HANDED_IN = Measure(
    "Handed in",
    lambda past: 100 * past.done / past.due if past.due else None,
    percent,
    "points",
    10,
)
MEAN = Measure("Mean mark", lambda past: past.mean, percent, "points", 10)
BEHIND = Measure(
    f"{DEFAULTS.missing_items} or more missing", lambda past: past.behind, number, "", 10
)
BADGES = Measure("Badges held", lambda past: past.badges, number, "", 10)
MEASURES = (LEARNERS, HANDED_IN, MEAN, BEHIND, BADGES)


def cards(found: Overview) -> Component:
    """The numbers of today, each with its past."""
    sums, past = found.listed.together, found.past
    behind = past[-1].behind if past else 0
    each = (
        (LEARNERS, number(sums.learners), f"{number(sums.withdrawn)} more left"),
        (HANDED_IN, share(sums.done, sums.due), f"of {count(sums.due, 'due item')}"),
        (MEAN, percent(sums.mean), f"over {count(sums.marked, 'learner')}, a missing item as 0"),
        (BEHIND, number(behind), f"{share(behind, sums.learners)} of learners, among due items"),
        (BADGES, number(found.badges), f"by {count(found.badged, 'learner')}"),
    )
    return html.Div(
        [
            parts.cards(
                *(
                    parts.card(measure.name, value, note, trend(measure, past))
                    for measure, value, note in each
                ),
                _needing_attention(sums),
            ),
            _weeks(past),
        ],
        className="ld-cards-block",
    )


def _needing_attention(sums: GroupSums) -> Component:
    """By today's rule and each cohort's own thresholds: what was is not kept of it."""
    many, stopped = sums.by_status[Status.NEEDS_ATTENTION], sums.by_status[Status.STOPPED]
    note = f"{share(many, sums.learners)} of learners; {number(stopped)} stopped"
    return parts.card(Status.NEEDS_ATTENTION.value.capitalize(), number(many), note)


def trend(measure: Measure, past: Sequence[PastDay]) -> list[Component]:
    """The line with its name, and the change in words; nothing where nothing is known."""
    values = [measure.was(each) for each in past]
    line = sparkline(values, least_span=measure.least_span)
    if line is None:
        return []
    name = sentence(measure.name, [each.day for each in past], values, measure.text)
    drawn = html.Span(
        className="ld-spark", style={"--ld-spark": line}, role="img", **parts.aria(label=name)
    )
    return [drawn, html.Span(change(measure, past))]


def change(measure: Measure, past: Sequence[PastDay]) -> str:
    """ "+3 in 4 weeks", "−2 points in 4 weeks"; what was not known then has not changed."""
    now, before = measure.was(past[-1]), measure.was(past[-1 - WEEKS_BACK])
    if now is None or before is None:
        return f"not known {WEEKS_BACK} weeks ago"
    by = round(now) - round(before)
    if not by:
        return f"same as {WEEKS_BACK} weeks ago"
    amount = count(abs(by), "point") if measure.unit else number(abs(by))
    sign = "+" if by > 0 else "\N{MINUS SIGN}"
    return f"{sign}{amount} in {WEEKS_BACK} weeks"


def _weeks(past: Sequence[PastDay]) -> Component | None:
    """All lines as one table, the latest week first."""
    if not past:
        return None
    columns = [
        parts.Column("On", short=True),
        *(parts.Column(measure.name, numeric=True) for measure in MEASURES),
    ]
    rows = [
        [day(each.day), *(_written(measure, each) for measure in MEASURES)]
        for each in reversed(past)
    ]
    caption = f"The weeks until {day(past[-1].day)}, over who was enrolled then"
    return parts.toggle(f"{caption}, as a table", parts.table(caption, columns, rows))


def _written(measure: Measure, past: PastDay) -> str:
    value = measure.was(past)
    return NOTHING if value is None else measure.text(value)
