"""What databases are told so that they plan a statement well."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from leap_dash.db.gradebook import ActivityWeek, LineItem, Result
from leap_dash.db.roster import Enrollment, Learner, Section

INLINE = "NOT MATERIALIZED"
"""For `CTE.prefix_with`: worked out where it is read. SQLite writes down what is read twice, which
takes longer than to work out again what is little work a row."""

MANY = 1_000
"""New rows, from which on a statement about them can be planned badly enough to matter."""

_FILLED = ", ".join(
    table.__tablename__ for table in (Section, Learner, Enrollment, LineItem, Result, ActivityWeek)
)


def count_anew(session: Session, new_rows: int) -> None:
    """After so many new rows, have the tables counted that imports fill, in this transaction.

    By itself PostgreSQL does so a minute after the commit. Until then it may take tables that were
    emptied for such as still are, and go through all marks for each learner: what takes a second
    for a year of marks then takes more than ten minutes. SQLite plans without counting.
    """
    if new_rows >= MANY and session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"ANALYZE {_FILLED}"))
