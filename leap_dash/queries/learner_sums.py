"""One row per learner of a cohort, as far as the viewer may see: `db.learner_sums` within a scope.

Every count, list and card about learners starts here, so that they agree. For a day without
summaries see `learner_sums_on`.
"""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from leap_dash.db import Cohort, CohortLearner, PastLearner
from leap_dash.db.learner_sums import FACTS, SUMS, summed_up
from leap_dash.db.membership import Known
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope


def learner_sums(
    scope: Scope,
    known: Known,
    *conditions: ColumnElement[bool],
    category: str | None = None,
    each_course: bool = False,
) -> Select[*tuple[Any, ...]]:
    """The rows of `summed_up` that the viewer may see."""
    seen = within(scope, Permission.SEE_LEARNERS, Cohort.org_id)
    return summed_up(known, seen, *conditions, category=category, each_course=each_course)


def kept_sums(scope: Scope, *conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """The same rows over all courses of a cohort, as they are kept; `conditions` choose cohorts.

    For the day `Cohort.learners_on` alone, with all that was known then: ask for no other.
    """
    return _rows_of(scope, CohortLearner, *conditions)


def past_sums(
    scope: Scope, cohort_id: UUID, day: date, place: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    """The same rows of one cohort as it stood on an earlier day; of one of its `PastDay` alone.

    `place` chooses rows by `PastLearner.place_id`.
    """
    of_the_day = (PastLearner.cohort_id == cohort_id, PastLearner.day == day, place)
    return _rows_of(scope, PastLearner, *of_the_day)


def _rows_of(
    scope: Scope, model: type[CohortLearner | PastLearner], *conditions: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    columns = (getattr(model, name) for name in ("cohort_id", "learner_id", *SUMS, *FACTS))
    return (
        select(*columns)
        .join(Cohort, Cohort.id == model.cohort_id)
        .where(within(scope, Permission.SEE_LEARNERS, Cohort.org_id), *conditions)
    )
