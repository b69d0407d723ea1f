"""Keeps how many were active in each week of a cohort's courses, for figures that compare cohorts.

Kept and given up with the cohort's learners: see `cohort_learners`.
"""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from leap_dash.db import Section, SectionWeek
from leap_dash.db.week_counts import people_by_week
from leap_dash.records import WeekMeasure
from leap_dash.services.bulk import insert_rows


def keep_weeks(session: Session, cohort_id: UUID) -> None:
    """Count the weeks of all courses of a cohort, by activity and by what was handed in."""
    sections = session.scalars(select(Section.id).where(Section.cohort_id == cohort_id)).all()
    session.execute(
        delete(SectionWeek)
        .where(SectionWeek.section_id.in_(sections))
        .execution_options(synchronize_session=False)
    )
    for measure in WeekMeasure:
        counted = people_by_week(session, measure, sections)
        rows = [(one.hex, measure.value, week, people) for (one, week), people in counted.items()]
        insert_rows(session, SectionWeek, ("section_id", "measure", "week", "people"), rows)
