"""How many learners did something in each week of a section, of those enrolled at its end.

Counted from activity or, where the learning platform tells of none, from what was handed in. Read
for pages (`queries.cohort_weeks`) and kept for them (`services.cohort_weeks`); who may see which
sections is for those.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, case, func, or_, select
from sqlalchemy.orm import Session

from leap_dash.db.days import whole_weeks
from leap_dash.db.gradebook import ActivityWeek, LineItem, Result
from leap_dash.db.roster import Cohort, Enrollment, Section
from leap_dash.records import WeekMeasure

# (section, week) -> people
Counts: TypeAlias = defaultdict[tuple[UUID, int], int]
ByWeek: TypeAlias = Select[*tuple[Any, ...]]

section_start = func.coalesce(Section.starts_on, Cohort.starts_on)
"""The first day of a course for a cohort."""
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


def there_at_the_end_of(week: SQLColumnExpression[int] | int) -> ColumnElement[bool]:
    """Whether a learner was enrolled when the week ended. Reads Enrollment, Section and Cohort."""
    return and_(
        CAME,
        or_(joined_in.is_(None), joined_in <= week),
        or_(Enrollment.withdrawn_on.is_(None), left_in > week),
    )


def people_by_week(session: Session, measure: WeekMeasure, sections: Sequence[UUID]) -> Counts:
    """People by section and week in which they did what is measured.

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
        of_enrollments(*week, func.count(ActivityWeek.week))
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
        of_enrollments(*columns)
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


def of_enrollments(
    *columns: SQLColumnExpression[Any],
) -> Select[*tuple[Any, ...]]:
    """These columns of enrolments, with their sections and cohorts."""
    return (
        select(*columns)
        .select_from(Enrollment)
        .join(Section, Section.id == Enrollment.section_id)
        .join(Cohort, Cohort.id == Section.cohort_id)
    )
