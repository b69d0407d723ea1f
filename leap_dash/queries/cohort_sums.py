"""The sums of one cohort's learners on the day that it is looked at.

From the summaries where they were built for that day, else from the marks; the rows are the same.
"""

from sqlalchemy import ColumnElement, Select, select

from leap_dash.db import CohortLearner, Course, PastLearner, Section
from leap_dash.db.membership import belongs, known_of
from leap_dash.domain.access import Scope
from leap_dash.queries.learner_sums import kept_sums, learner_sums, past_sums
from leap_dash.queries.learner_sums_on import learner_sums_on
from leap_dash.records import CohortHead


def cohort_sums(
    scope: Scope,
    head: CohortHead,
    *conditions: ColumnElement[bool],
    course: str | None = None,
    category: str | None = None,
    each_course: bool = False,
) -> Select[*tuple[object, ...]]:
    """Rows of `learner_sums` for all who had joined a cohort, or one course or category of it.

    `conditions` choose some of the enrolments. `each_course`: a row for each enrolment.
    """
    known, place = known_of(head), sections_of(head, course)
    if not conditions and not each_course and are_kept(head, course=course, category=category):
        if known.final:
            return kept_sums(scope, CohortLearner.cohort_id == head.id)
        one_course = PastLearner.place_id.in_(select(Section.id).where(*place))
        there = one_course if course is not None else PastLearner.place_id == head.id
        return past_sums(scope, head.id, known.day, there)
    each_course = each_course or course is not None
    which = (*conditions, belongs(known.day, several=not each_course, cohort_id=head.id))
    if head.kept_on == known.day:
        return learner_sums(
            scope, known, *place, *which, category=category, each_course=each_course
        )
    return learner_sums_on(scope, known, place, *which, category=category, each_course=each_course)


def are_kept(head: CohortHead, *, course: str | None, category: str | None) -> bool:
    """Whether the rows are there as they are, so that to read them twice costs little."""
    if category is not None:
        return False
    if head.is_kept:
        return True
    usual = head.final and head.kept_on == head.known_on == head.learners_on
    return usual and course is None


def sections_of(head: CohortHead, course: str | None) -> tuple[ColumnElement[bool], ...]:
    """Chooses the cohort's sections, or that of one course, by its code."""
    cohort = Section.cohort_id == head.id
    if course is None:
        return (cohort,)
    return cohort, Section.course_id.in_(select(Course.id).where(Course.code == course))
