"""How many learners were active in each week of a course, in a cohort and in others before it.

Counted are weeks that are over, and in each the learners who were enrolled at its end. Where the
learning platform tells of no activity, a week is told by who handed something in.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from leap_dash.db import ActivityWeek, Cohort, Enrollment, Section, SectionWeek
from leap_dash.db.scoping import within
from leap_dash.db.week_counts import (
    CAME,
    Counts,
    joined_in,
    left_in,
    of_enrollments,
    people_by_week,
)
from leap_dash.domain.access import Permission, Scope
from leap_dash.queries.course_runs import other_runs
from leap_dash.records import CourseRun, RunWeeks, WeekCount, Weekly, WeekMeasure


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
    """Who did what is measured in each week, as it is kept, or else from all that everybody did."""
    stale = select(Section.id).join(Cohort, Cohort.id == Section.cohort_id)
    stale = stale.where(Section.id.in_(sections), Cohort.learners_on.is_(None))
    if session.scalar(select(stale.exists())):
        return people_by_week(session, measure, sections)
    kept = session.execute(
        select(SectionWeek.section_id, SectionWeek.week, SectionWeek.people).where(
            SectionWeek.section_id.in_(sections), SectionWeek.measure == measure
        )
    )
    return defaultdict(int, {(section_id, week): people for section_id, week, people in kept})


def _enrolled(session: Session, sections: Sequence[UUID]) -> Callable[[UUID, int], int]:
    """How many were enrolled at the end of a week of a section."""
    moves: defaultdict[UUID, list[Row[UUID, int | None, int | None, int]]] = defaultdict(list)
    for row in session.execute(
        of_enrollments(
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
