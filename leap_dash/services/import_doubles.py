"""What an import says of one learner by several ids, as it happens once two records were merged.

Of the same place (a course run, a piece of work, a week) one row counts, as after a merge: that by
the id which is the learner's key here, unless it says that nothing was handed in.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from leap_dash.ingest.rows import ActivityRow, EnrollmentRow, Parsed, ResultRow
from leap_dash.services.bulk import Id

Row = TypeVar("Row", EnrollmentRow, ResultRow, ActivityRow)


def one_of_each(parsed: Parsed, learners: Mapping[str, Id]) -> Parsed:
    """The same with one row for each place. `learners`: of the ids of one, the first counts."""
    counts: dict[Id, str] = {}
    for value, learner_id in learners.items():
        counts.setdefault(learner_id, value)
    if len(counts) == len(learners):
        return parsed

    def once(
        rows: Sequence[Row],
        place: Callable[[Row], Hashable],
        is_empty: Callable[[Row], bool] = lambda _row: False,
    ) -> list[Row]:
        def rank(row: Row) -> tuple[bool, bool]:
            return is_empty(row), row.learner != counts[learners[row.learner]]

        chosen: dict[Hashable, Row] = {}
        for row in rows:
            key = (place(row), learners[row.learner])
            if key not in chosen or rank(row) < rank(chosen[key]):
                chosen[key] = row
        return [row for row in rows if chosen[place(row), learners[row.learner]] is row]

    return replace(
        parsed,
        enrollments=once(parsed.enrollments, lambda row: row.section),
        results=once(parsed.results, lambda row: (row.section, row.item), lambda row: row.is_empty),
        activity=once(parsed.activity, lambda row: (row.section, row.week)),
    )
