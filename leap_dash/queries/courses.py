"""One course of one cohort: how it stands, item by item and outcome by outcome.

The same course in other cohorts is `course_cohorts`; who is behind in it, `cohort_learners`.
"""

from datetime import date, datetime
from math import sqrt
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from leap_dash.db import (
    Cohort,
    Course,
    Enrollment,
    LearningOutcome,
    LineItem,
    Org,
    OutcomeResult,
    Programme,
    Progress,
    Result,
    Section,
)
from leap_dash.db.known_results import was_there
from leap_dash.db.membership import has_joined, has_left, is_enrolled
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.errors import NotFoundError
from leap_dash.domain.results import counts
from leap_dash.queries.cells import AssessedItem, assessed_items
from leap_dash.queries.cohorts import is_running, today_in
from leap_dash.queries.course_cohorts import course_cohorts
from leap_dash.records import CourseHead, CoursePage, ItemSummary, OutcomeSummary


def course_page(
    session: Session, scope: Scope, cohort_id: UUID, code: str, *, now: datetime
) -> CoursePage:
    """The course with that code as the cohort takes it.

    Raises NotFoundError where there is none that the viewer may see.
    """
    head = course_head(session, scope, cohort_id, code, now=now)
    return CoursePage(
        head=head,
        items=_items(session, scope, head),
        outcomes=_outcomes(session, head),
        cohorts=course_cohorts(session, scope, head, now=now),
    )


def course_head(
    session: Session, scope: Scope, cohort_id: UUID, code: str, *, now: datetime
) -> CourseHead:
    """What the course is and how it stands as a whole. Raises as `course_page` does."""
    row = session.execute(
        select(Section, Cohort, Course, Org, Programme.name)
        .join(Cohort, Cohort.id == Section.cohort_id)
        .join(Course, Course.id == Section.course_id)
        .join(Org, Org.id == Cohort.org_id)
        .join(Programme, Programme.id == Cohort.programme_id)
        .where(
            Cohort.id == cohort_id,
            Course.code == code,
            within(scope, Permission.SEE_LEARNERS, Cohort.org_id),
        )
    ).one_or_none()
    if row is None:
        raise NotFoundError("There is no such course of a cohort that you can see.")
    section, cohort, course, org, programme_name = row
    today = today_in(org.time_zone, now)
    ends_on = section.ends_on or cohort.ends_on
    as_of = section.progress_on or today
    learners, withdrawn, due, done, mean = _sums(session, section.id, as_of)
    return CourseHead(
        section_id=section.id,
        course_id=course.id,
        cohort_id=cohort.id,
        cohort_name=cohort.name,
        org_id=org.id,
        org_name=org.name,
        programme_name=programme_name,
        code=course.code,
        name=course.name,
        starts_on=section.starts_on or cohort.starts_on,
        ends_on=ends_on,
        as_of=as_of,
        running=is_running(ends_on, today),
        learners=learners,
        withdrawn=withdrawn,
        due=due,
        done=done,
        mean=mean,
    )


def _sums(
    session: Session, section_id: UUID, as_of: date
) -> tuple[int, int, int, int, float | None]:
    """Learners, those who withdrew, items due and handed in, and the mean of the means."""

    def of_enrolled(value: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
        return case((is_enrolled(as_of), value))

    row = session.execute(
        select(
            func.count(of_enrolled(Enrollment.id)),
            func.count(case((and_(has_joined(as_of), has_left(as_of)), Enrollment.id))),
            func.coalesce(func.sum(of_enrolled(Progress.due)), 0),
            func.coalesce(func.sum(of_enrolled(Progress.done)), 0),
            func.avg(of_enrolled(Progress.mean)),
        )
        .select_from(Enrollment)
        .outerjoin(Progress, Progress.enrollment_id == Enrollment.id)
        .where(Enrollment.section_id == section_id)
    ).one()
    learners, withdrawn, due, done, mean = row
    return learners, withdrawn, int(due), int(done), mean


def _items(session: Session, scope: Scope, head: CourseHead) -> tuple[ItemSummary, ...]:
    """What is assessed, in its order, over who is enrolled."""
    given = or_(Result.submitted_on.is_not(None), Result.score.is_not(None))
    excused = Result.excused
    handed_in = and_(~excused, given)
    late = and_(handed_in, Result.submitted_on > LineItem.due_on)
    percent = case((~excused, 100.0 * Result.score / func.nullif(LineItem.maximum, 0)))
    rows = session.execute(
        select(
            LineItem.id,
            func.sum(case((handed_in, 1), else_=0)),
            func.sum(case((late, 1), else_=0)),
            func.sum(case((excused, 1), else_=0)),
            func.count(percent),
            func.avg(percent),
            func.avg(percent * percent),
        )
        .join(Result, Result.line_item_id == LineItem.id)
        .join(
            Enrollment,
            and_(
                Enrollment.section_id == LineItem.section_id,
                Enrollment.learner_id == Result.learner_id,
            ),
        )
        .where(
            LineItem.section_id == head.section_id,
            is_enrolled(head.as_of),
            was_there(head.as_of),
        )
        .group_by(LineItem.id)
    )
    found = {item_id: tuple(numbers) for item_id, *numbers in rows}
    nothing = (0, 0, 0, 0, None, None)
    return tuple(
        _item(item, found.get(item.column.id, nothing), head)
        for item in assessed_items(session, scope, Section.id == head.section_id)
    )


def _item(
    assessed: AssessedItem,
    found: tuple[int, int, int, int, float | None, float | None],
    head: CourseHead,
) -> ItemSummary:
    handed_in, late, excused, marked, mean, squares = found
    is_due = counts(assessed.item, head.as_of)
    return ItemSummary(
        item=assessed.column,
        on_time=handed_in - late,
        late=late,
        excused=excused,
        missing=head.learners - handed_in - excused if is_due else None,
        marked=marked,
        mean=mean,
        # What is left of a difference of equal numbers may lie below 0.
        spread=None if mean is None or squares is None else sqrt(max(0.0, squares - mean * mean)),
    )


def _outcomes(session: Session, head: CourseHead) -> tuple[OutcomeSummary, ...]:
    """What is to be learnt, and how many of those enrolled have achieved it by that day."""
    here = select(Enrollment.learner_id).where(
        Enrollment.section_id == head.section_id, is_enrolled(head.as_of)
    )
    achieved = and_(
        OutcomeResult.learning_outcome_id == LearningOutcome.id,
        OutcomeResult.learner_id.in_(here),
        OutcomeResult.achieved_on <= head.as_of,
    )
    rows = session.execute(
        select(LearningOutcome.code, LearningOutcome.name, func.count(OutcomeResult.learner_id))
        .outerjoin(OutcomeResult, achieved)
        .where(LearningOutcome.course_id == head.course_id)
        .group_by(LearningOutcome.id, LearningOutcome.code, LearningOutcome.name)
        .order_by(LearningOutcome.code)
    )
    return tuple(OutcomeSummary(*row) for row in rows)
