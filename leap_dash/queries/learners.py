"""One learner as an instructor sees them: courses with every item, and the badges given.

What learners see of themselves is another query; lists of learners are `cohort_learners`.
"""

from collections import defaultdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from leap_dash.db import (
    AttentionThresholds,
    Cohort,
    Course,
    Enrollment,
    Learner,
    Org,
    Programme,
    Progress,
    Section,
)
from leap_dash.db.days import latest
from leap_dash.db.membership import Known, active_week_end, since
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.as_of import usual_day
from leap_dash.domain.attention import FAILED, PASSED, Work
from leap_dash.domain.attention_score import judge
from leap_dash.domain.errors import NotFoundError
from leap_dash.queries.cells import assessed_items, results_of
from leap_dash.queries.cohorts import is_running, thresholds_of, today_in
from leap_dash.queries.learner_names import learner_name
from leap_dash.queries.portfolio import badges
from leap_dash.records import LearnerCourse, LearnerDetail, LearnerMark


def learner_detail(
    session: Session, scope: Scope, learner_id: UUID, *, now: datetime
) -> LearnerDetail:
    """One learner. Raises NotFoundError for one who does not exist or lies outside the scope."""
    learner, org_name, time_zone = _found(session, scope, learner_id)
    today = today_in(time_zone, now)
    return LearnerDetail(
        id=learner.id,
        name=learner_name(learner.given_name, learner.family_name, learner.key),
        key=learner.key,
        email=learner.email,
        org_id=learner.org_id,
        org_name=org_name,
        today=today,
        courses=_courses(session, scope, learner_id, today),
        badges=badges(session, scope, [learner_id], now=now),
    )


def today_of(session: Session, scope: Scope, learner_id: UUID, *, now: datetime) -> date:
    """The day where the learner is. Raises NotFoundError as `learner_detail`."""
    return today_in(_found(session, scope, learner_id).time_zone, now)


def _found(session: Session, scope: Scope, learner_id: UUID) -> Row[Learner, str, str]:
    row = session.execute(
        select(Learner, Org.name, Org.time_zone)
        .join(Org, Org.id == Learner.org_id)
        .where(Learner.id == learner_id, within(scope, Permission.SEE_LEARNERS, Learner.org_id))
    ).one_or_none()
    if row is None:
        raise NotFoundError("There is no such learner that you can see.")
    return row


def _courses(
    session: Session, scope: Scope, learner_id: UUID, today: date
) -> tuple[LearnerCourse, ...]:
    known = Known(today, final=True)
    rows = session.execute(
        select(
            Enrollment,
            Progress,
            Section,
            Cohort,
            Course,
            Programme.name,
            AttentionThresholds,
            latest(Progress.last_activity_on, active_week_end(known)),
            since(),
        )
        .join(Section, Section.id == Enrollment.section_id)
        .join(Cohort, Cohort.id == Section.cohort_id)
        .join(Course, Course.id == Section.course_id)
        .join(Programme, Programme.id == Cohort.programme_id)
        .outerjoin(Progress, Progress.enrollment_id == Enrollment.id)
        .outerjoin(AttentionThresholds, AttentionThresholds.cohort_id == Cohort.id)
        .where(
            Enrollment.learner_id == learner_id,
            within(scope, Permission.SEE_LEARNERS, Cohort.org_id),
        )
        .order_by(Cohort.starts_on.desc().nulls_last(), Cohort.name, Course.position, Course.code)
    ).all()
    marks = _marks(session, scope, learner_id, [section.id for _, _, section, *_ in rows], today)
    return tuple(_course(row, marks[row[2].id], today) for row in rows)


def _course(row: Row[*tuple[Any, ...]], marks: list[LearnerMark], today: date) -> LearnerCourse:
    enrollment, progress, section, cohort, course, programme_name, thresholds, active_on, begins = (
        row
    )
    due, done, late = (
        (progress.due, progress.done, progress.done - progress.on_time) if progress else (0, 0, 0)
    )
    work = Work(
        due=due,
        done=done,
        late=late,
        mean=progress.mean if progress else None,
        active_on=active_on,
        since=begins,
        left=enrollment.status == "withdrawn" and (enrollment.withdrawn_on or today) <= today,
        passed=enrollment.final_result in PASSED,
        failed=enrollment.final_result in FAILED,
    )
    running = is_running(cohort.ends_on, today)
    return LearnerCourse(
        section_id=section.id,
        cohort_id=cohort.id,
        cohort_name=cohort.name,
        running=running,
        course_code=course.code,
        course_name=course.name,
        programme_name=programme_name,
        status=enrollment.status,
        final_result=enrollment.final_result,
        withdrawn_on=enrollment.withdrawn_on,
        due=due,
        done=done,
        late=late,
        mean=work.mean,
        active_on=active_on,
        judgement=judge(work, usual_day(cohort.ends_on, today), thresholds_of(thresholds)),
        marks=tuple(marks),
    )


def _marks(
    session: Session, scope: Scope, learner_id: UUID, section_ids: list[UUID], today: date
) -> defaultdict[UUID, list[LearnerMark]]:
    """Every item of these sections in its order, with what the learner has for it."""
    items = assessed_items(session, scope, Section.id.in_(section_ids))
    found = results_of(session, scope, [learner_id])
    marks: defaultdict[UUID, list[LearnerMark]] = defaultdict(list)
    for item in items:
        cell = item.cell(found.get((learner_id, item.column.id)), item.counted_on or today)
        marks[item.section_id].append(LearnerMark(item.column, cell))
    return marks
