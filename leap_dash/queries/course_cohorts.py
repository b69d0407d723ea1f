"""One course in several cohorts of an org, like with like: each at the same point of the course.

How far a course is, is counted in days from its start. Who had not begun by then, or had left, is
not in a cohort's numbers; a cohort that has not come so far yet is left out. Cohorts that began at
another time of the year have other learners: they are told apart.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from leap_dash.db import Cohort, Enrollment, LineItem, Org, Result, Section
from leap_dash.db.known_results import was_there
from leap_dash.db.membership import is_enrolled
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.attention_thresholds import DEFAULTS
from leap_dash.domain.criteria import COMPLETED
from leap_dash.queries.cohorts import today_in
from leap_dash.queries.rates import rate
from leap_dash.records import CohortRates, CourseHead, Rate

MOST_COHORTS = 12
"""The latest are compared."""
ALIKE_DAYS = 45
"""So many days of the year apart, two cohorts began at the same time of the year."""
GRADED = (*COMPLETED, "fail")


def course_cohorts(
    session: Session, scope: Scope, head: CourseHead, *, now: datetime
) -> tuple[CohortRates, ...]:
    """The course in this cohort, then in the others of the org, the latest first.

    None at all where it is not known when this one began.
    """
    if head.starts_on is None:
        return ()
    at = (head.as_of if head.ends_on is None else min(head.as_of, head.ends_on)) - head.starts_on
    rows = [row for row in _sections(session, scope, head, now) if _came_so_far(row, at, head)]
    days = {row.section_id: row.starts_on + at for row in rows}
    up_to_date = _up_to_date(session, days)
    passed = _passed(session, [row.section_id for row in rows if not row.running])
    return tuple(
        CohortRates(
            cohort_id=row.cohort_id,
            name=row.name,
            starts_on=row.starts_on,
            alike=is_alike(row.starts_on, head.starts_on),
            up_to_date=up_to_date.get(row.section_id),
            passed=passed.get(row.section_id),
        )
        for row in sorted(rows, key=lambda row: row.section_id != head.section_id)
    )


def is_alike(one: date, other: date) -> bool:
    """Whether both days lie at the same time of the year, whichever year."""
    apart = abs(one.timetuple().tm_yday - other.timetuple().tm_yday)
    return min(apart, 365 - apart) <= ALIKE_DAYS


def _sections(
    session: Session, scope: Scope, head: CourseHead, now: datetime
) -> list[Row[*tuple[Any, ...]]]:
    """This section and the latest others of the course at the org."""
    starts_on = func.coalesce(Section.starts_on, Cohort.starts_on)
    ends_on = func.coalesce(Section.ends_on, Cohort.ends_on)
    time_zone = session.scalars(select(Org.time_zone).where(Org.id == head.org_id)).one()
    today = today_in(time_zone, now)
    return list(
        session.execute(
            select(
                Section.id.label("section_id"),
                Cohort.id.label("cohort_id"),
                Cohort.name,
                starts_on.label("starts_on"),
                func.coalesce(Section.progress_on, literal(today)).label("known_on"),
                or_(ends_on.is_(None), ends_on >= today).label("running"),
            )
            .join(Cohort, Cohort.id == Section.cohort_id)
            .where(
                Section.course_id == head.course_id,
                Cohort.org_id == head.org_id,
                within(scope, Permission.SEE_LEARNERS, Cohort.org_id),
                starts_on.is_not(None),
            )
            .order_by(
                case((Section.id == head.section_id, 0), else_=1), starts_on.desc(), Cohort.id
            )
            .limit(MOST_COHORTS)
        )
    )


def _came_so_far(row: Row[*tuple[Any, ...]], at: timedelta, head: CourseHead) -> bool:
    return bool(row.section_id == head.section_id or row.starts_on + at <= row.known_on)


def _up_to_date(session: Session, days: Mapping[UUID, date]) -> dict[UUID, Rate | None]:
    """By section: of those enrolled on its day, who was not behind then."""
    if not days:
        return {}
    day = case(days, value=Section.id)
    due = (
        select(LineItem.section_id, func.count().label("items_due"))
        .join(Section, Section.id == LineItem.section_id)
        .where(Section.id.in_(days), LineItem.counts_from <= day)
        .group_by(LineItem.section_id)
        .subquery("due")
    )
    settled = or_(Result.excused, Result.submitted_on.is_not(None), Result.score.is_not(None))
    received = (
        select(LineItem.section_id, Result.learner_id, func.count().label("settled"))
        .join(Section, Section.id == LineItem.section_id)
        .join(Result, Result.line_item_id == LineItem.id)
        .where(
            Section.id.in_(days),
            LineItem.counts_from <= day,
            settled,
            was_there(day),
        )
        .group_by(LineItem.section_id, Result.learner_id)
        .subquery("received")
    )
    missing = due.c.items_due - func.coalesce(received.c.settled, 0)
    rows = session.execute(
        select(
            Section.id,
            func.count(),
            func.sum(case((missing < DEFAULTS.missing_items, 1), else_=0)),
        )
        .join(Enrollment, Enrollment.section_id == Section.id)
        .join(due, due.c.section_id == Section.id)
        .outerjoin(
            received,
            and_(
                received.c.section_id == Section.id,
                received.c.learner_id == Enrollment.learner_id,
            ),
        )
        .where(Section.id.in_(days), is_enrolled(day))
        .group_by(Section.id)
    )
    return {section_id: rate(int(people), of) for section_id, of, people in rows}


def _passed(session: Session, sections: Sequence[UUID]) -> dict[UUID, Rate | None]:
    """By section that has its results: who passed, of all who did not leave before it began."""
    starts_on = func.coalesce(Section.starts_on, Cohort.starts_on)
    rows = session.execute(
        select(
            Section.id,
            func.count(),
            func.sum(case((Enrollment.final_result.in_(COMPLETED), 1), else_=0)),
            func.sum(case((Enrollment.final_result.in_(GRADED), 1), else_=0)),
        )
        .join(Cohort, Cohort.id == Section.cohort_id)
        .join(Enrollment, Enrollment.section_id == Section.id)
        .where(
            Section.id.in_(sections),
            or_(Enrollment.withdrawn_on.is_(None), Enrollment.withdrawn_on >= starts_on),
        )
        .group_by(Section.id)
    )
    return {section_id: rate(int(people), of) for section_id, of, people, graded in rows if graded}
