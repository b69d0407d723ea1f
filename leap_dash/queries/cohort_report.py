"""What a cohort's report holds, and which cohort its codes name."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leap_dash.db import Achievement, Award, Cohort, Org, Programme
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.as_of import read_as_of
from leap_dash.domain.awards import AwardState
from leap_dash.domain.errors import BadInputError, NotFoundError
from leap_dash.queries.awards import state_on
from leap_dash.queries.cohort_learners import cohort_page
from leap_dash.queries.cohorts import cohort_head
from leap_dash.records import (
    BadgeCount,
    CohortHead,
    CohortPage,
    CohortReport,
    CourseChoice,
    ItemSums,
    LearnerFilter,
    SectionSums,
)


def find_cohort(
    session: Session, scope: Scope, *, org: str, code: str, programme: str | None = None
) -> UUID:
    """The id of an org's cohort; `programme`, a slug, where several have one of that code.

    Raises NotFoundError, and BadInputError where it takes a programme to tell.
    """
    statement = (
        select(Cohort.id, Programme.slug)
        .join(Org, Org.id == Cohort.org_id)
        .join(Programme, Programme.id == Cohort.programme_id)
        .where(
            within(scope, Permission.SEE_LEARNERS, Cohort.org_id),
            Org.slug == org,
            Cohort.code == code,
        )
        .order_by(Programme.slug)
    )
    if programme is not None:
        statement = statement.where(Programme.slug == programme)
    found = session.execute(statement).all()
    if not found:
        of_it = f" of the programme {programme!r}" if programme else ""
        raise NotFoundError(f"There is no cohort {code!r}{of_it} at {org!r}.")
    if len(found) > 1:
        known = ", ".join(row.slug for row in found)
        raise BadInputError(
            f"{org!r} has a cohort {code!r} in several programmes: add --programme, one of {known}."
        )
    cohort_id: UUID = found[0].id
    return cohort_id


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


def on_day(head: CohortHead, as_of: str | None) -> CohortHead:
    """The cohort as it stood on a day that `domain.as_of.read_as_of` reads, or on the usual one.

    Raises BadInputError.
    """
    if as_of is None:
        return head
    day = read_as_of(as_of, starts_on=head.starts_on, ends_on=head.ends_on, today=head.today)
    return replace(head, as_of=day)


def _sections(
    session: Session, scope: Scope, head: CohortHead, courses: Sequence[CourseChoice]
) -> tuple[SectionSums, ...]:
    """The sums of each course. One by one, because only so they hold on any day; they are few."""
    sums = [
        (each, cohort_page(session, scope, head, LearnerFilter(course=each.code), size=1).sums)
        for each in courses
    ]
    return tuple(
        SectionSums(each.code, each.name, one.learners, one.due, one.done, one.mean)
        for each, one in sums
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
