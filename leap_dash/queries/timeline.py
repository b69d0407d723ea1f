"""A learner's weeks: activity, and what was handed in, in the courses that count now."""

from collections import defaultdict
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leap_dash.db import ActivityWeek, Cohort, Section
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.records import LearnerDetail, Timeline, TimelineItem, TimelineWeek
from leap_dash.records.timeline import monday


def timeline(session: Session, scope: Scope, learner: LearnerDetail) -> Timeline | None:
    """The weeks of a learner's current courses; none where nothing has a day yet."""
    items = tuple(
        TimelineItem(
            course=course.course_code,
            name=mark.item.name,
            state=mark.cell.state,
            mark=mark.cell.percent,
            due_on=mark.item.due_on,
            submitted_on=mark.cell.submitted_on,
            days_late=mark.cell.days_late,
        )
        for course in learner.current
        for mark in course.marks
    )
    starts, weeks = _activity(session, scope, learner)
    # What was carried over came in long before the course.
    days = [day for each in items if (day := each.due_on) is not None]
    days += [each.on for each in items if each.on is not None and each.due_on is None]
    days += [*starts, *weeks]
    if not days:
        return None
    begins = monday(min(days))
    return Timeline(
        begins=begins,
        ends=max(*days, *(w + timedelta(days=6) for w in weeks), begins),
        today=learner.today,
        courses=tuple(dict.fromkeys(course.course_code for course in learner.current)),
        weeks=tuple(TimelineWeek(week, dict(weeks[week])) for week in sorted(weeks)),
        items=items,
    )


def _activity(
    session: Session, scope: Scope, learner: LearnerDetail
) -> tuple[list[date], dict[date, dict[str, int]]]:
    """First days of the courses, and active days by week and course."""
    codes = {course.section_id: course.course_code for course in learner.current}
    starts_on = func.coalesce(Section.starts_on, Cohort.starts_on)
    rows = session.execute(
        select(Section.id, starts_on, ActivityWeek.week, ActivityWeek.active_days)
        .join(Cohort, Cohort.id == Section.cohort_id)
        .outerjoin(
            ActivityWeek,
            (ActivityWeek.section_id == Section.id) & (ActivityWeek.learner_id == learner.id),
        )
        .where(
            Section.id.in_(codes),
            within(scope, Permission.SEE_LEARNERS, Cohort.org_id),
        )
    ).all()
    weeks: defaultdict[date, dict[str, int]] = defaultdict(dict)
    for section_id, start, week, active_days in rows:
        if start is None or not active_days:
            continue
        begins, code = monday(start + timedelta(days=7 * week)), codes[section_id]
        weeks[begins][code] = max(weeks[begins].get(code, 0), active_days)
    return sorted({start for _, start, *_ in rows if start is not None}), dict(weeks)
