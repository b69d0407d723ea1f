"""The list of a cohort's learners as a table: what the page shows, and each item's mark and state.

A mark and its state are two columns, so that a mark stays a number.
"""

from collections.abc import Iterator
from enum import StrEnum
from itertools import compress

from leap_dash.exports.table import Column, Kind, Table, Value, percentage
from leap_dash.records import Cell, CohortHead, CohortPage, ItemColumn, LearnerRow


class OnPage(StrEnum):
    """The columns of the page's table that can be hidden, beside one an item (its id in hex)."""

    STATUS = "status"
    SCORE = "score"
    WHY = "why"
    ACTIVE = "active"
    MISSING = "missing"
    MEAN = "mean"


# Each with what shows it on the page; the two that name the learner always are.
ABOUT_LEARNERS: tuple[tuple[OnPage | None, Column], ...] = (
    (None, Column("Learner")),
    (None, Column("Key")),
    (OnPage.STATUS, Column("Status")),
    (OnPage.SCORE, Column("Score", Kind.NUMBER)),
    (OnPage.WHY, Column("Why")),
    (OnPage.MISSING, Column("Due", Kind.NUMBER)),
    (OnPage.MISSING, Column("Done", Kind.NUMBER)),
    (OnPage.MISSING, Column("Late", Kind.NUMBER)),
    (OnPage.MISSING, Column("Missing", Kind.NUMBER)),
    (OnPage.MEAN, Column("Mean (%)", Kind.PERCENT)),
    (OnPage.ACTIVE, Column("Last activity", Kind.DATE)),
)


def cohort_table(
    head: CohortHead, found: CohortPage, hidden: frozenset[str] = frozenset()
) -> Table:
    """All rows and items of the page given, in its order, without the columns that are hidden."""
    several = len({item.course_code for item in found.items}) > 1
    named = [
        *ABOUT_LEARNERS,
        *(
            (item.id.hex, column)
            for item in found.items
            for column in _item_columns(item, several=several)
        ),
    ]
    shown = [name not in hidden for name, _ in named]
    return Table(
        f"Learners of {head.name}",
        [column for _, column in compress(named, shown)],
        (tuple(compress((*_about(row), *_marks(row.cells)), shown)) for row in found.rows),
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
