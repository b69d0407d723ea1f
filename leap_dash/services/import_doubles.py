"""What an import says of one learner by several ids, as it happens once two records were merged.

Of the same place (a course run, a piece of work, a week) one row counts, as after a merge: of two
enrolments that by which somebody passed, has a result or has stayed, of two marks one that is
there, and of equal ones that by the id which is the learner's key here.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from leap_dash.domain.enrollments import enrollment_rank
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
        worth: Callable[[Row], tuple[bool, ...]] = lambda _row: (),
    ) -> list[Row]:
        def rank(row: Row) -> tuple[bool, ...]:
            return (*worth(row), row.learner == counts[learners[row.learner]])

        chosen: dict[Hashable, Row] = {}
        for row in rows:
            key = (place(row), learners[row.learner])
            if key not in chosen or rank(row) > rank(chosen[key]):
                chosen[key] = row
        return [row for row in rows if chosen[place(row), learners[row.learner]] is row]

    return replace(
        parsed,
        enrollments=once(
            parsed.enrollments,
            lambda row: row.section,
            lambda row: enrollment_rank(row.status, row.final_result),
        ),
        results=once(
            parsed.results, lambda row: (row.section, row.item), lambda row: (not row.is_empty,)
        ),
        activity=once(parsed.activity, lambda row: (row.section, row.week)),
    )
