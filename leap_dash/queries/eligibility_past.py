"""The summaries of enrolments as they stood at the end of a day, from the marks themselves.

For rules that are asked about the past; the sums are those of `services.progress`, and a test
holds both together.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    Date,
    ScalarSelect,
    Select,
    Subquery,
    and_,
    case,
    false,
    func,
    literal,
    or_,
    select,
)

from leap_dash.db import ActivityWeek, Cohort, Enrollment, LineItem, Result, Section
from leap_dash.db.days import days_between
from leap_dash.db.known_results import known_result
from leap_dash.queries.course_runs import section_start
from leap_dash.queries.eligibility_question import Population, Question
from leap_dash.queries.membership import WEEK_END


def sums_on(question: Question, population: Population, *, weeks: bool) -> Subquery:
    """Rows as those of `Progress`, as far as rules ask for them: with active weeks or without."""
    sums = _sums(question, population).group_by(Enrollment.id)
    if weeks:
        sums = sums.add_columns(_active_weeks(question).label("active_weeks"))
    return sums.subquery("progress_then")


def category_sums_on(
    question: Question, population: Population, categories: Collection[str | None]
) -> Subquery:
    """Rows as those of `ProgressCategory`, of these categories."""
    return (
        _sums(question, population)
        .add_columns(LineItem.category)
        .where(LineItem.category.in_(categories))
        .group_by(Enrollment.id, LineItem.category)
        .subquery()
    )


def _sums(question: Question, population: Population) -> Select[*tuple[Any, ...]]:
    """Sums over what was due by that day; what is excused counts nowhere."""
    counted = and_(LineItem.id.is_not(None), func.coalesce(Result.excused, false()).is_(false()))
    done = and_(counted, or_(Result.submitted_on.is_not(None), Result.score.is_not(None)))
    late = and_(LineItem.due_on.is_not(None), Result.submitted_on > LineItem.due_on)
    percent = func.coalesce(100.0 * Result.score / func.nullif(LineItem.maximum, 0), 0.0)
    return (
        select(
            Enrollment.id.label("enrollment_id"),
            func.sum(case((counted, 1), else_=0)).label("due"),
            func.sum(case((done, 1), else_=0)).label("done"),
            func.sum(case((late, 0), (done, 1), else_=0)).label("on_time"),
            func.sum(case((counted, LineItem.weight), else_=0.0)).label("weight_due"),
            func.sum(case((counted, LineItem.weight * percent), else_=0.0)).label("points_due"),
        )
        .join(Section, Section.id == Enrollment.section_id)
        .outerjoin(
            LineItem,
            and_(LineItem.section_id == Enrollment.section_id, LineItem.counts_from <= question.on),
        )
        .outerjoin(Result, known_result(question.on))
        .where(Section.cohort_id.in_(population.cohort_ids))
    )


def _active_weeks(question: Question) -> ScalarSelect[int]:
    """Of an enrolment: its active weeks that were over on that day."""
    so_far = days_between(literal(question.on, Date), section_start)
    return (
        select(func.count())
        .select_from(ActivityWeek)
        .join(Section, Section.id == ActivityWeek.section_id)
        .join(Cohort, Cohort.id == Section.cohort_id)
        .where(
            ActivityWeek.section_id == Enrollment.section_id,
            ActivityWeek.learner_id == Enrollment.learner_id,
            ActivityWeek.active_days > 0,
            7 * ActivityWeek.week + WEEK_END <= so_far,
        )
        .correlate(Enrollment)
        .scalar_subquery()
    )
