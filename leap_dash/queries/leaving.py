"""When learners leave a course: by week, as Kaplan and Meier count it.

Who withdrew before the start never came, and is no drop-out. Whoever is still enrolled may leave
later: they are known to have stayed until the day of the view, or to the course's end. Who joined
after the start is counted from it.
"""

from collections.abc import Sequence

import numpy as np
from scipy.stats import CensoredData, ecdf
from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from leap_dash.db import Cohort, Enrollment, Section
from leap_dash.db.week_counts import left_in, section_start
from leap_dash.domain.access import Scope
from leap_dash.queries.course_runs import in_run
from leap_dash.records import CourseRun, Leaving, LeavingWeek

# Instead of the week of leaving: withdrew before the start, or nobody knows when.
BEFORE, UNDATED = -1, -2


def leaving(session: Session, scope: Scope, run: CourseRun) -> Leaving:
    """Who left the course in each of its weeks that have begun on the day that it is looked at."""
    week = case(
        (Enrollment.withdrawn_on < section_start, BEFORE),
        (Enrollment.withdrawn_on <= run.until, left_in),
        (Enrollment.withdrawn_on.is_(None) & (Enrollment.status == "withdrawn"), UNDATED),
    ).label("week")
    rows = session.execute(
        select(week, func.count())
        .select_from(Enrollment)
        .join(Section, Section.id == Enrollment.section_id)
        .join(Cohort, Cohort.id == Section.cohort_id)
        .where(
            *in_run(scope, run),
            or_(Enrollment.enrolled_on.is_(None), Enrollment.enrolled_on <= run.until),
        )
        .group_by("week")
    )
    counts: dict[int | None, int] = dict(rows.all())
    before, undated = counts.pop(BEFORE, 0), counts.pop(UNDATED, 0)
    started = sum(counts.values())
    left = [counts.get(number, 0) for number in range(run.weeks_begun)]
    return Leaving(run, started, before, undated, _weeks(left, started))


def _weeks(left: Sequence[int], started: int) -> tuple[LeavingWeek, ...]:
    """The estimate at the end of each week, of how many left in it and how many started."""
    weeks = np.arange(len(left))
    times = np.repeat(weeks, left)
    gone = np.zeros(len(left))
    if len(times):
        stayed = np.full(started - len(times), len(left) - 1)
        gone = 100.0 * ecdf(CensoredData(uncensored=times, right=stayed)).cdf.evaluate(weeks)
    at_risk = started - np.cumsum([0, *left[:-1]])
    return tuple(
        LeavingWeek(week, int(at_risk[week]), left[week], float(gone[week]), *interval)
        for week, interval in enumerate(_intervals(times, started, len(left)))
    )


def _intervals(
    times: "np.ndarray[tuple[int], np.dtype[np.int_]]", started: int, weeks: int
) -> list[tuple[float | None, float | None]]:
    """The interval of 95 % at the end of each week, by the exponential form of Greenwood's formula.

    That is not defined before the first has left, nor from when the last one has. Who leaves last
    is then taken to stay, which changes nothing before.
    """
    end = int(times.max()) if len(times) == started > 0 else weeks
    known = times[times < end]
    found: list[tuple[float | None, float | None]] = [(None, None)] * weeks
    if not len(known):
        return found
    stayed = np.full(started - len(known), weeks - 1)
    curve = ecdf(CensoredData(uncensored=known, right=stayed)).cdf
    interval = curve.confidence_interval(method="log-log")
    for week in range(int(known.min()), end):
        low, high = interval.low.evaluate(week), interval.high.evaluate(week)
        found[week] = (100.0 * float(low), 100.0 * float(high))
    return found
