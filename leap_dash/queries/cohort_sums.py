"""The sums of one cohort's learners on the day that it is looked at.

From the summaries where they were built for that day, else from the marks; the rows are the same.
"""

from sqlalchemy import ColumnElement, Select, select

from leap_dash.db import Course, Section
from leap_dash.domain.access import Scope
from leap_dash.queries.learner_sums import learner_sums
from leap_dash.queries.learner_sums_on import learner_sums_on
from leap_dash.records import CohortHead


def cohort_sums(
    scope: Scope,
    head: CohortHead,
    *conditions: ColumnElement[bool],
    course: str | None = None,
    category: str | None = None,
) -> Select[*tuple[object, ...]]:
    """Rows of `learner_sums` for a cohort, or for one course or category of it.

    `conditions` choose enrolments, as those of `membership` do with `head.known_on`.
    """
    place = sections_of(head, course)
    if head.kept_on == head.known_on:
        return learner_sums(scope, *place, *conditions, category=category)
    return learner_sums_on(scope, head.known_on, place, *conditions, category=category)


def sections_of(head: CohortHead, course: str | None) -> tuple[ColumnElement[bool], ...]:
    """Chooses the cohort's sections, or that of one course, by its code."""
    cohort = Section.cohort_id == head.id
    if course is None:
        return (cohort,)
    return cohort, Section.course_id.in_(select(Course.id).where(Course.code == course))
