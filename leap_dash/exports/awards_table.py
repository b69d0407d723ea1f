"""The list of awards as a table, with the public address of each badge."""

from collections.abc import Mapping

from leap_dash.domain.awards import WITHDRAWN, AwardState
from leap_dash.exports.table import Column, Kind, Table
from leap_dash.records import AwardRow, AwardsPage

COLUMNS = (
    Column("Learner"),
    Column("Badge"),
    Column("Cohort"),
    Column("State"),
    Column("Reason"),
    Column("Issued on", Kind.DATE),
    Column("Proof"),
)


def awards_table(found: AwardsPage, states: Mapping[AwardState, str], base_url: str) -> Table:
    """All rows of the page given, in its order; `states` are the words for each state.

    The day of issue is that in UTC, as on the page.
    """
    return Table(
        "Badges given",
        COLUMNS,
        (
            (
                row.learner_name,
                row.achievement_name,
                row.cohort_name,
                states[row.state],
                _reason(row),
                row.issued_at.date() if row.issued_at else None,
                f"{base_url}/badges/{row.id}" if row.issued_at else None,
            )
            for row in found.rows
        ),
    )


def _reason(row: AwardRow) -> str | None:
    return row.status_reason if row.state in WITHDRAWN else None
