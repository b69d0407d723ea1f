"""The learners behind a week, an item or a step of a course's figures, by name.

Each list holds who needs a look: who did nothing in a week, who is below the pass mark or missing,
who left. It counts by the same conditions as the figures, so that they agree.
"""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, SQLColumnExpression, and_, false, func, null, or_, select
from sqlalchemy.orm import Session

from leap_dash.db import ActivityWeek, Cohort, Enrollment, Learner, LineItem, Result, Section
from leap_dash.db.days import whole_weeks
from leap_dash.db.known_results import known_result
from leap_dash.db.week_counts import left_in, section_start, there_at_the_end_of
from leap_dash.domain.access import Scope
from leap_dash.domain.errors import NotFoundError
from leap_dash.domain.results import LOW_PERCENT, counts
from leap_dash.queries.cells import assessed_items
from leap_dash.queries.cohort_weeks import week_measure
from leap_dash.queries.course_runs import in_run
from leap_dash.queries.item_marks import IS_EXCUSED, is_missing
from leap_dash.queries.learner_names import by_name, learner_name
from leap_dash.records import Behind, BehindRow, CourseRun, ItemColumn, WeekMeasure


def idle_in(
    session: Session, scope: Scope, run: CourseRun, week: int, *, size: int
) -> tuple[WeekMeasure, Behind]:
    """By what weeks are told, and who was enrolled at the end of this one and did nothing in it.

    At most `size` of them, by name; so in the other lists.
    """
    measure = week_measure(session, scope, run)
    if measure is WeekMeasure.ACTIVE:
        did = select(ActivityWeek.learner_id).where(
            ActivityWeek.section_id == run.section_id,
            ActivityWeek.learner_id == Enrollment.learner_id,
            ActivityWeek.week == week,
            ActivityWeek.active_days > 0,
        )
    else:
        did = (
            select(Result.learner_id)
            .join(LineItem, LineItem.id == Result.line_item_id)
            .where(
                LineItem.section_id == run.section_id,
                Result.learner_id == Enrollment.learner_id,
                Result.submitted_on >= section_start,
                whole_weeks(Result.submitted_on, section_start) == week,
            )
            .correlate(Enrollment, Section, Cohort)
        )
    statement = _learners(scope, run).where(there_at_the_end_of(week), ~did.exists())
    return measure, _behind(session, statement, size)


def low_or_missing(
    session: Session, scope: Scope, run: CourseRun, item_id: UUID, *, as_of: date, size: int
) -> tuple[ItemColumn, Behind]:
    """The item, and whose mark for it is below the pass mark or not there, lowest marks first.

    Raises NotFoundError for an item that is not of this course.
    """
    item = next(
        iter(assessed_items(session, scope, *in_run(scope, run), LineItem.id == item_id)), None
    )
    if item is None:
        raise NotFoundError("This course has no such item.")
    percent = 100.0 * Result.score / func.nullif(LineItem.maximum, 0)
    low = and_(~IS_EXCUSED, percent < LOW_PERCENT)
    missing = is_missing() if counts(item.item, as_of) else false()
    statement = (
        _learners(scope, run, percent=percent)
        .join(LineItem, LineItem.section_id == Section.id)
        .outerjoin(Result, known_result(as_of))
        .where(LineItem.id == item_id, or_(low, missing))
        .order_by(percent.asc().nulls_last())
    )
    return item.column, _behind(session, statement, size)


def left_in_week(session: Session, scope: Scope, run: CourseRun, week: int, *, size: int) -> Behind:
    """Who left the course in that week and by the day that it is looked at, day by day."""
    statement = (
        _learners(scope, run, on=Enrollment.withdrawn_on)
        .where(
            Enrollment.withdrawn_on >= section_start,
            Enrollment.withdrawn_on <= run.until,
            left_in == week,
        )
        .order_by(Enrollment.withdrawn_on)
    )
    return _behind(session, statement, size)


def _learners(
    scope: Scope,
    run: CourseRun,
    *,
    percent: SQLColumnExpression[Any] | None = None,
    on: SQLColumnExpression[Any] | None = None,
) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Learner.id,
            Learner.given_name,
            Learner.family_name,
            Learner.key,
            (null() if percent is None else percent).label("percent"),
            (null() if on is None else on).label("on"),
            func.count().over().label("of"),
        )
        .select_from(Enrollment)
        .join(Learner, Learner.id == Enrollment.learner_id)
        .join(Section, Section.id == Enrollment.section_id)
        .join(Cohort, Cohort.id == Section.cohort_id)
        .where(*in_run(scope, run))
    )


def _behind(session: Session, statement: Select[*tuple[Any, ...]], size: int) -> Behind:
    rows = session.execute(statement.order_by(*by_name(Learner.__table__.c)).limit(size)).all()
    return Behind(
        tuple(
            BehindRow(
                row.id,
                learner_name(row.given_name, row.family_name, row.key),
                row.key,
                row.percent,
                row.on,
            )
            for row in rows
        ),
        of=rows[0].of if rows else 0,
    )
