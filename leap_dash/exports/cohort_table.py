"""The list of a cohort's learners as a table: what the page shows, and each item's mark and state.

A mark and its state are two columns, so that a mark stays a number.
"""

from collections.abc import Iterator

from leap_dash.exports.table import Column, Kind, Table, Value, percentage
from leap_dash.records import Cell, CohortHead, CohortPage, ItemColumn, LearnerRow

ABOUT_LEARNERS = (
    Column("Learner"),
    Column("Key"),
    Column("Status"),
    Column("Score", Kind.NUMBER),
    Column("Why"),
    Column("Due", Kind.NUMBER),
    Column("Done", Kind.NUMBER),
    Column("Late", Kind.NUMBER),
    Column("Missing", Kind.NUMBER),
    Column("Mean (%)", Kind.PERCENT),
    Column("Last activity", Kind.DATE),
)


def cohort_table(head: CohortHead, found: CohortPage) -> Table:
    """All rows and items of the page given, in its order."""
    several = len({item.course_code for item in found.items}) > 1
    items = [column for item in found.items for column in _item_columns(item, several=several)]
    return Table(
        f"Learners of {head.name}",
        (*ABOUT_LEARNERS, *items),
        ((*_about(row), *_marks(row.cells)) for row in found.rows),
    )


def _item_columns(item: ItemColumn, *, several: bool) -> tuple[Column, Column]:
    name = f"{item.course_code} {item.name}" if several else item.name
    return Column(f"{name} (%)", Kind.PERCENT), Column(f"{name}: state")


def _about(row: LearnerRow) -> tuple[Value, ...]:
    return (
        row.name,
        row.key,
        row.judgement.status.value,
        round(row.judgement.score),
        "; ".join(row.judgement.reasons),
        row.due,
        row.done,
        row.late,
        row.missing,
        percentage(row.mean),
        row.active_on,
    )


def _marks(cells: tuple[Cell | None, ...]) -> Iterator[Value]:
    for cell in cells:
        yield None if cell is None else percentage(cell.percent)
        yield None if cell is None else cell.state.value
