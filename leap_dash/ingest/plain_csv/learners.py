"""What both layouts of plain CSV say of a learner, and facts that several lines must agree on."""

from collections.abc import Callable
from typing import TypeVar

from leap_dash.ingest.rows import UNNAMED, EnrollmentRow, LearnerRow, LineItemRow
from leap_dash.ingest.tabular import Row, Table
from leap_dash.ingest.values import (
    MAX_ID,
    MAX_NAME,
    Column,
    SpoiledError,
    email,
    one_of,
    optional,
    words,
)

LEARNER = ("learner", "email", "given_name", "family_name", "status")
STATUSES: dict[str, tuple[str, str | None]] = {  # status -> of the enrolment, final result
    "active": ("active", None),
    "withdrawn": ("withdrawn", "withdrawn"),
    "completed": ("completed", None),
    "pass": ("completed", "pass"),
    "distinction": ("completed", "distinction"),
    "fail": ("completed", "fail"),
}
COLUMN_OF = {"due_on": "due", "final_result": "status"}  # where a field is not named as its column

Facts = TypeVar("Facts", LearnerRow, EnrollmentRow, LineItemRow)
Value = TypeVar("Value")


def cell(table: Table, name: str, read: Callable[[str], Value]) -> Callable[[Row], Value | None]:
    """A reader of one column out of a record; None where the cell is empty or the column absent."""
    at = table.columns.get(name)
    if at is None:
        return lambda _: None
    column = Column(table.header[at], optional(read))
    return lambda values: column[values[at]]


def learner_reader(table: Table) -> Callable[[Row], tuple[LearnerRow, EnrollmentRow]]:
    """A reader of who a record is about, and how they are enrolled."""
    at = table.columns["learner"]
    id_of = Column(table.header[at], words(MAX_ID))
    email_of = cell(table, "email", email)
    given_of = cell(table, "given_name", words(MAX_NAME))
    family_of = cell(table, "family_name", words(MAX_NAME))
    status_of = cell(table, "status", one_of(STATUSES))

    def read(values: Row) -> tuple[LearnerRow, EnrollmentRow]:
        learner = LearnerRow(
            id_of[values[at]], email_of(values), given_of(values), family_of(values)
        )
        status, ending = status_of(values) or (None, None)
        return learner, EnrollmentRow(UNNAMED, learner.id, status, None, None, ending)

    return read


def merged(known: Facts | None, said: Facts) -> Facts:
    """What was known and what is said now; SpoiledError where the two contradict each other."""
    if known is None or known == said:
        return said
    values = []
    for field, old, new in zip(said._fields, known, said, strict=True):
        if old is not None and new is not None and old != new:
            raise SpoiledError(
                COLUMN_OF.get(field, field),
                f"{new} contradicts {old} on an earlier line: make the two equal",
            )
        values.append(old if new is None else new)
    return type(said)._make(values)
