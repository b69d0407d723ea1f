"""What is asked about a rule, and of whom: everything that the SQL of rules has to be told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CTE, func, select

from leap_dash.db import Cohort
from leap_dash.domain.criteria import Rule


@dataclass(frozen=True, slots=True)
class Population:
    """Who is judged: an org's learners in these cohorts; `learners` none means all of them.

    `enrolled`: without those who withdrew from every course that they took in a cohort.

    `ages` are the cohorts (id, code) by age, 1 for the newest: rows are grouped by that number,
    which sorts faster than an id.
    """

    org_id: UUID
    cohort_ids: frozenset[UUID]
    learners: frozenset[UUID] | None
    ages: CTE
    enrolled: bool


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of them: the rule, when, and the ids behind the keys that it uses.

    `at` decides which badges are in force, `on` (the same in the org's time zone) which results
    were there. A course or badge without an id is one that nobody takes or holds.

    `taken`: courses of which each learner's row is to say whether they take them.
    `presumed`: approvals count as given, to find whom somebody can propose for them.
    """

    rule: Rule
    achievement_id: UUID
    at: datetime
    on: date
    courses: Mapping[str, UUID]
    achievements: Mapping[str, UUID]
    taken: tuple[UUID, ...] = ()
    presumed: bool = False


def population_of(
    org_id: UUID,
    cohort_ids: Iterable[UUID],
    learners: frozenset[UUID] | None,
    *,
    enrolled: bool = False,
) -> Population:
    """The population, for one statement."""
    ids = frozenset(cohort_ids)
    newest = func.row_number().over(
        order_by=(Cohort.starts_on.is_(None), Cohort.starts_on.desc(), Cohort.code.desc())
    )
    ages = select(Cohort.id, Cohort.code, newest.label("age")).where(Cohort.id.in_(ids))
    return Population(org_id, ids, learners, ages.cte("ages"), enrolled)
