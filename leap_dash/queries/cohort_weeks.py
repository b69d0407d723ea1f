"""How many learners were active in each week of a course, in a cohort and in others before it.

Counted are weeks that are over, and in each the learners who were enrolled at its end. Where the
learning platform tells of no activity, a week is told by who handed something in.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    SQLColumnExpression,
    and_,
    case,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session

from leap_dash.db import ActivityWeek, Cohort, Enrollment, LineItem, Result, Section
from leap_dash.db.days import whole_weeks
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.queries.course_runs import other_runs, section_start
from leap_dash.records import CourseRun, RunWeeks, WeekCount, Weekly, WeekMeasure

# (section, week) -> people
Counts: TypeAlias = defaultdict[tuple[UUID, int], int]
ByWeek: TypeAlias = Select[*tuple[Any, ...]]

joined_in = case(
    (Enrollment.enrolled_on > section_start, whole_weeks(Enrollment.enrolled_on, section_start))
)
"""The week of a course in which a learner joined it; none: by its start."""
left_in = whole_weeks(Enrollment.withdrawn_on, section_start)
"""The week in which a learner left; none: they are still there."""
CAME = or_(
    and_(Enrollment.withdrawn_on.is_(None), Enrollment.status != "withdrawn"),
    and_(Enrollment.withdrawn_on.is_not(None), Enrollment.withdrawn_on >= section_start),
)
"""Who was there when the course started, or joined later; nobody of whom it is not known."""
MOVED = or_(
    Enrollment.status == "withdrawn",
    Enrollment.withdrawn_on.is_not(None),
    Enrollment.enrolled_on > section_start,
)
"""Who was not there all the time; everybody else was."""


def weekly(session: Session, scope: Scope, run: CourseRun, *, as_of: date) -> Weekly:
    """The weeks of a course that are over on that day, beside those of other cohorts.

    Cohorts of which the measure is not known are left out of the comparison.
    """
    others, earlier = other_runs(session, scope, run, as_of=as_of)
    sections = _visible(session, scope, (run, *others))
    measure = week_measure(session, scope, run)
    people = _people(session, measure, sections)
    enrolled = _enrolled(session, sections)
    told = {section_id for section_id, _ in people}

    def weeks(of: CourseRun) -> RunWeeks:
        return RunWeeks(
            of,
            tuple(
                WeekCount(week, people[of.section_id, week], enrolled(of.section_id, week))
                for week in range(of.weeks_over)
            ),
        )

    return Weekly(
        measure,
        weeks(run),
        tuple(weeks(other) for other in others if other.section_id in told),
        earlier,
    )


def week_measure(session: Session, scope: Scope, run: CourseRun) -> WeekMeasure:
    """By what the weeks of this course are told: activity, where any of it is known."""
    known = select(ActivityWeek.section_id).where(
        ActivityWeek.section_id.in_(_visible(session, scope, (run,))),
        ActivityWeek.week >= 0,
        ActivityWeek.active_days > 0,
    )
    return WeekMeasure.ACTIVE if session.scalar(select(known.exists())) else WeekMeasure.HANDED_IN


def there_at_the_end_of(week: SQLColumnExpression[int] | int) -> ColumnElement[bool]:
    """Whether a learner was enrolled when the week ended. Reads Enrollment, Section and Cohort."""
    return and_(
        CAME,
        or_(joined_in.is_(None), joined_in <= week),
        or_(Enrollment.withdrawn_on.is_(None), left_in > week),
    )


def _visible(session: Session, scope: Scope, runs: Sequence[CourseRun]) -> Sequence[UUID]:
    """The sections of these courses, as far as the viewer may see them.

    As values, because SQLite would not use an index for a subquery of them.
    """
    return session.scalars(
        select(Section.id)
        .join(Cohort, Cohort.id == Section.cohort_id)
        .where(
            Section.id.in_([run.section_id for run in runs]),
            within(scope, Permission.SEE_LEARNERS, Cohort.org_id),
        )
    ).all()


def _people(session: Session, measure: WeekMeasure, sections: Sequence[UUID]) -> Counts:
    """Who did what is measured in each week, of those enrolled at its end.

    All are counted without a look at their enrolments, which is quick; taken off again are the few
    who left or joined on the way, in the weeks when they were not there.
    """
    count = _active if measure is WeekMeasure.ACTIVE else _handed_in
    everyone, strays = count(sections)
    counted: Counts = defaultdict(int)
    for section_id, week, people in session.execute(everyone):
        counted[section_id, week] = people
    for section_id, week, people in session.execute(strays):
        counted[section_id, week] -= people
    return counted


def _active(sections: Sequence[UUID]) -> tuple[ByWeek, ByWeek]:
    """Who was active, and who of them was not there: section, week, people."""
    week = (ActivityWeek.section_id, ActivityWeek.week)
    was_active = and_(ActivityWeek.week >= 0, ActivityWeek.active_days > 0)
    everyone = (
        select(*week, func.count())
        .where(ActivityWeek.section_id.in_(sections), was_active)
        .group_by(*week)
    )
    # An outer join, so that SQLite starts from the few, not from all that everybody did.
    strays = (
        _of_enrollments(*week, func.count(ActivityWeek.week))
        .outerjoin(
            ActivityWeek,
            and_(
                ActivityWeek.section_id == Enrollment.section_id,
                ActivityWeek.learner_id == Enrollment.learner_id,
                was_active,
                ~there_at_the_end_of(ActivityWeek.week),
            ),
        )
        .where(Enrollment.section_id.in_(sections), MOVED)
        .group_by(*week)
        .having(func.count(ActivityWeek.week) > 0)
    )
    return everyone, strays


def _handed_in(sections: Sequence[UUID]) -> tuple[ByWeek, ByWeek]:
    """Who handed anything in, and who of them was not there: section, week, people."""
    week = whole_weeks(Result.submitted_on, section_start)
    columns = (LineItem.section_id, week.label("week"), func.count(Result.learner_id.distinct()))
    everyone = (
        select(*columns)
        .join(Section, Section.id == LineItem.section_id)
        .join(Cohort, Cohort.id == Section.cohort_id)
        .join(Result, Result.line_item_id == LineItem.id)
        .where(LineItem.section_id.in_(sections), Result.submitted_on >= section_start)
        .group_by(LineItem.section_id, "week")
    )
    strays = (
        _of_enrollments(*columns)
        .join(LineItem, LineItem.section_id == Enrollment.section_id)
        .join(
            Result,
            and_(Result.line_item_id == LineItem.id, Result.learner_id == Enrollment.learner_id),
        )
        .where(
            Enrollment.section_id.in_(sections),
            MOVED,
            Result.submitted_on >= section_start,
            ~there_at_the_end_of(week),
        )
        .group_by(LineItem.section_id, "week")
    )
    return everyone, strays


def _of_enrollments(
    *columns: SQLColumnExpression[Any],
) -> Select[*tuple[Any, ...]]:
    return (
        select(*columns)
        .select_from(Enrollment)
        .join(Section, Section.id == Enrollment.section_id)
        .join(Cohort, Cohort.id == Section.cohort_id)
    )


def _enrolled(session: Session, sections: Sequence[UUID]) -> Callable[[UUID, int], int]:
    """How many were enrolled at the end of a week of a section."""
    moves: defaultdict[UUID, list[Row[UUID, int | None, int | None, int]]] = defaultdict(list)
    for row in session.execute(
        _of_enrollments(
            Enrollment.section_id,
            joined_in.label("joined"),
            left_in.label("left"),
            func.count().label("people"),
        )
        .where(Enrollment.section_id.in_(sections), CAME)
        .group_by(Enrollment.section_id, "joined", "left")
    ):
        moves[row.section_id].append(row)

    def at_the_end_of(section_id: UUID, week: int) -> int:
        return sum(
            row.people
            for row in moves[section_id]
            if (row.joined is None or row.joined <= week) and (row.left is None or row.left > week)
        )

    return at_the_end_of
