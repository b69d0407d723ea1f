"""What the page of a course's patterns says: each figure with sentence, note and table.

Values in, parts out. Numbers in the tables lead to the learners behind them, as marks of the
figures do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from leap_dash.figures import band, boxes, survival
from leap_dash.figures.theme import Figure
from leap_dash.figures.tokens import Theme
from leap_dash.figures.words import number, shortened
from leap_dash.pages import parts
from leap_dash.records import CourseRun, ItemMarks, Leaving, WeekCount, Weekly, WeekMeasure

# What stands in the address beside what is behind: name -> value, none for the usual one.
Address: TypeAlias = Mapping[str, str | None]

LONGEST_NAME = 60
ITEMS = (
    parts.Column("Item"),
    parts.Column("Due", short=True),
    parts.Column("Marks", numeric=True),
    parts.Column("Missing", numeric=True),
    parts.Column("Lowest", numeric=True),
    parts.Column("Lower quarter", numeric=True),
    parts.Column("Median", numeric=True),
    parts.Column("Upper quarter", numeric=True),
    parts.Column("Highest", numeric=True),
    parts.Column("Below pass mark", numeric=True),
)
LEAVERS = (
    parts.Column("Week", numeric=True),
    parts.Column("Enrolled at its start", numeric=True),
    parts.Column("Left in it", numeric=True),
    parts.Column("Left so far", numeric=True),
    parts.Column("95 % interval", numeric=True),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure with what stands around it. No figure: there is nothing to draw yet."""

    sentence: str
    figure: Figure | None
    note: str
    table: Component


def weeks(weekly: Weekly, address: Address, theme: Theme) -> Shown:
    """The weeks of the course beside those of others. `address`: what leads to the same view."""
    run = weekly.own.run
    active = weekly.measure is WeekMeasure.ACTIVE
    columns = [
        parts.Column("Week", numeric=True),
        parts.Column("Days", short=True),
        parts.Column("Enrolled", numeric=True),
        parts.Column("Active" if active else "Handed in", numeric=True),
        parts.Column("Not active" if active else "Nothing handed in", numeric=True),
        parts.Column("Share", numeric=True),
        parts.Column("Other cohorts", short=True),
        parts.Column("Beside the band", short=True),
    ]
    rows = [
        [week, days, enrolled, people, _idle(address, each), *rest]
        for each, (week, days, enrolled, people, *rest) in band.table_rows(weekly)
    ]
    return Shown(
        band.sentence(weekly),
        band.band(weekly, theme) if rows else None,
        f"{_told_by(weekly)} {band.compared(weekly)}",
        _table(f"Weeks of {run.course_name}", columns, rows),
    )


def items(run: CourseRun, marks: Sequence[ItemMarks], address: Address, theme: Theme) -> Shown:
    """The marks of the course, item by item."""
    rows = [(_named(address, each), *cells) for each, cells in boxes.table_rows(marks)]
    return Shown(
        boxes.sentence(marks),
        boxes.boxes(marks, theme) if any(each.five for each in marks) else None,
        boxes.left_out(marks),
        _table(f"Marks of {run.course_name}", ITEMS, rows),
    )


def leavers(leaving: Leaving, address: Address, theme: Theme) -> Shown:
    """Who left the course, week by week."""
    run = leaving.run
    rows = [
        (
            week,
            at_risk,
            _link(address, f"left-{each.week}", each.left, f"week {week}"),
            gone,
            interval,
        )
        for each, (week, at_risk, _, gone, interval) in survival.table_rows(leaving)
    ]
    return Shown(
        survival.sentence(leaving),
        survival.survival(leaving, theme) if rows and leaving.started else None,
        survival.counted(leaving),
        _table(f"Who left {run.course_name}", LEAVERS, rows),
    )


def _idle(address: Address, each: WeekCount) -> parts.Content:
    return _link(address, f"week-{each.week}", each.enrolled - each.people, f"week {each.week + 1}")


def _told_by(weekly: Weekly) -> str:
    if weekly.measure is WeekMeasure.ACTIVE:
        return "Press a week to see who was not active."
    return (
        "Nothing is known of activity on the platform, so weeks are told by who handed something "
        "in. Press one to see who did not."
    )


def _table(
    caption: str, columns: Sequence[parts.Column], rows: Sequence[Sequence[parts.Content]]
) -> Component:
    if not rows:
        return html.P("There is nothing to list yet.", className="ld-note")
    return parts.table(caption, columns, rows, kind="ld-named")


def _named(address: Address, each: ItemMarks) -> parts.Content:
    """The item's name, which leads to who is below the pass mark or missing where anybody is."""
    name = shortened(each.item.name, LONGEST_NAME)
    if not each.below + each.missing:
        return name
    return html.A(name, href=_with(address, f"item-{each.item.id}"))


def _link(address: Address, behind: str, people: int, where: str) -> parts.Content:
    """A number that leads to the learners it counts; none leads nowhere."""
    if not people:
        return number(people)
    return html.A(
        number(people),
        href=_with(address, behind),
        **parts.aria(label=f"{number(people)} in {where}: list them"),
    )


def _with(address: Address, behind: str) -> str:
    said = {name: value for name, value in address.items() if value}
    return "#" + urlencode({**said, "behind": behind})
