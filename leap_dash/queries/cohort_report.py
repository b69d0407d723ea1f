"""What a cohort's report holds."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leap_dash.db import Achievement, Award, Course
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.awards import AwardState
from leap_dash.domain.errors import BadInputError, NotFoundError
from leap_dash.queries.attention_sql import group_columns, group_of, status_of, terms_of
from leap_dash.queries.awards import state_on
from leap_dash.queries.cohort_learners import cohort_page
from leap_dash.queries.cohort_sums import cohort_sums
from leap_dash.queries.cohorts import cohort_head, on_day
from leap_dash.records import (
    BadgeCount,
    CohortHead,
    CohortPage,
    CohortReport,
    CourseChoice,
    GroupSums,
    ItemSums,
    LearnerFilter,
    SectionSums,
)


def cohort_report(
    session: Session,
    scope: Scope,
    cohort_id: UUID,
    *,
    course: str | None = None,
    as_of: str | None = None,
    most: int,
    now: datetime,
) -> CohortReport:
    """The report of a cohort of at most so many learners, or of one of its courses (a code).

    `as_of` as `on_day` reads it. Raises NotFoundError, and BadInputError for a larger cohort.
    """
    head = on_day(cohort_head(session, scope, cohort_id, now=now), as_of)
    chosen = next((each for each in head.courses if each.code == course), None)
    if course is not None and chosen is None:
        known = ", ".join(each.code for each in head.courses)
        raise NotFoundError(f"The cohort has no course {course!r}; it has {known}.")
    page = cohort_page(session, scope, head, LearnerFilter(course=course), size=most)
    if page.shown > most:
        raise BadInputError(
            f"The cohort has {page.shown:,} learners, and a report takes {most:,}: choose a course."
        )
    courses = head.courses if chosen is None else (chosen,)
    return CohortReport(
        head=head,
        course=chosen,
        sections=_sections(session, scope, head, courses),
        page=page,
        items=_items(page),
        badges=_badges(session, scope, cohort_id, now),
        made_at=now,
        made_by=scope.actor,
    )


def _sections(
    session: Session, scope: Scope, head: CohortHead, courses: Sequence[CourseChoice]
) -> tuple[SectionSums, ...]:
    """The sums of each of the courses, in their order."""
    sums = cohort_sums(scope, head, each_course=True).cte("sums")
    columns = group_columns(sums, status_of(sums, terms_of(head)))
    rows = session.execute(
        select(Course.code, *columns)
        .join(sums, sums.c.course_id == Course.id)
        .where(Course.code.in_([each.code for each in courses]))
        .group_by(Course.code)
    )
    found = {row.code: group_of(row) for row in rows}
    return tuple(
        SectionSums(each.code, each.name, one.learners, one.due, one.done, one.mean)
        for each in courses
        for one in (found.get(each.code, GroupSums()),)
    )


def _items(page: CohortPage) -> tuple[ItemSums, ...]:
    found = []
    for place, item in enumerate(page.items):
        cells = [cell for row in page.rows if (cell := row.cells[place]) is not None]
        marks = [cell.percent for cell in cells if cell.percent is not None]
        found.append(
            ItemSums(
                item,
                states=Counter(cell.state for cell in cells),
                marked=len(marks),
                mean=sum(marks) / len(marks) if marks else None,
            )
        )
    return tuple(found)


def _badges(
    session: Session, scope: Scope, cohort_id: UUID, now: datetime
) -> tuple[BadgeCount, ...]:
    rows = session.execute(
        select(Achievement.name, Achievement.level, func.count())
        .join(Award, Award.achievement_id == Achievement.id)
        .where(
            within(scope, Permission.SEE_LEARNERS, Award.org_id),
            Award.cohort_id == cohort_id,
            state_on(now) == AwardState.ISSUED,
        )
        .group_by(Achievement.id, Achievement.name, Achievement.level)
        .order_by(func.count().desc(), Achievement.name)
    )
    return tuple(BadgeCount(*row) for row in rows)
