"""What an instructor sees first: the latest cohorts with their sums, the badges held, the past.

One cohort is `cohorts` and `cohort_learners`. The past is read from the days that
`services.cohort_days` keeps.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, and_, case, func, or_, select
from sqlalchemy.orm import Session

from leap_dash.db import Award, Cohort, CohortDay
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.awards import AwardState
from leap_dash.queries.awards import state_on
from leap_dash.queries.cohorts import summaries
from leap_dash.records import CohortList, Overview, PastDay

MOST_COHORTS = 30
WEEKS = 12
"""How far the past goes back."""


def overview(session: Session, scope: Scope, *, now: datetime) -> Overview:
    """The latest cohorts, those that end last first, the badges held, and the past of both."""
    badges, badged = _badges(session, scope, now)
    listed = summaries(session, scope, now=now, limit=MOST_COHORTS)
    return Overview(listed, badges, badged, _past(session, scope, listed, now))


def _badges(session: Session, scope: Scope, now: datetime) -> tuple[int, int]:
    """How many badges are held in the viewer's orgs, and by how many learners."""
    row = session.execute(
        select(func.count(), func.count(Award.learner_id.distinct())).where(
            within(scope, Permission.SEE_LEARNERS, Award.org_id),
            state_on(now) == AwardState.ISSUED,
        )
    ).one()
    return row[0], row[1]


def _past(session: Session, scope: Scope, listed: CohortList, now: datetime) -> tuple[PastDay, ...]:
    """The cohorts that are summed in `listed.together`, week by week."""
    summed = [each for each in listed.cohorts if each.running] or list(listed.cohorts)
    if not summed:
        return ()
    last = max(
        each.today if each.running or each.ends_on is None else each.ends_on for each in summed
    )
    days = [last - timedelta(weeks=weeks) for weeks in range(WEEKS, -1, -1)]
    stood = _standings(session, scope, [each.id for each in summed], days)
    held = _held_at(session, scope, days, now)
    return tuple(_past_day(*each) for each in zip(days, stood, held, strict=True))


def _standings(
    session: Session, scope: Scope, cohort_ids: Sequence[UUID], days: Sequence[date]
) -> list[list[Row[*tuple[object, ...]]]]:
    """For each of the days how every cohort stood at its end: its latest row so far."""
    first = (
        select(CohortDay.cohort_id, func.max(CohortDay.day).label("day"))
        .where(CohortDay.cohort_id.in_(cohort_ids), CohortDay.day <= days[0])
        .group_by(CohortDay.cohort_id)
        .subquery("first")
    )
    rows = session.execute(
        select(CohortDay.__table__)
        .join(Cohort, Cohort.id == CohortDay.cohort_id)
        .outerjoin(first, first.c.cohort_id == CohortDay.cohort_id)
        .where(
            within(scope, Permission.SEE_LEARNERS, Cohort.org_id),
            CohortDay.cohort_id.in_(cohort_ids),
            or_(first.c.day.is_(None), CohortDay.day >= first.c.day),
        )
        .order_by(CohortDay.day)
    )
    by_cohort: defaultdict[UUID, list[Row[*tuple[object, ...]]]] = defaultdict(list)
    for row in rows:
        by_cohort[row.cohort_id].append(row)
    # What came in after the end of a cohort is part of how it turned out.
    ends = [*days[:-1], date.max]
    return [
        [known[-1] for each in by_cohort.values() if (known := [r for r in each if r.day <= end])]
        for end in ends
    ]


def _past_day(day: date, cohorts: Iterable[Row[*tuple[object, ...]]], badges: int) -> PastDay:
    rows = list(cohorts)
    marked = sum(row.marked for row in rows)
    return PastDay(
        day=day,
        learners=sum(row.learners for row in rows),
        due=sum(row.due for row in rows),
        done=sum(row.done for row in rows),
        mean=sum(row.means for row in rows) / marked if marked else None,
        behind=sum(row.behind for row in rows),
        badges=badges,
    )


def _held_at(session: Session, scope: Scope, days: Sequence[date], now: datetime) -> list[int]:
    """How many badges were held at the end of each of the days, or by now."""
    ends = [
        min(now, datetime.combine(day + timedelta(days=1), time.min, ZoneInfo("UTC")))
        for day in days
    ]
    row = session.execute(
        select(*(func.sum(case((_was_held(at), 1), else_=0)) for at in ends)).where(
            within(scope, Permission.SEE_LEARNERS, Award.org_id)
        )
    ).one()
    return [each or 0 for each in row]


def _was_held(at: datetime) -> ColumnElement[bool]:
    """Issued by then, not run out yet, and taken back later if at all."""
    stands = Award.state.in_((AwardState.ISSUED, AwardState.EXPIRED))
    taken_back = and_(
        Award.state.in_((AwardState.SUSPENDED, AwardState.REVOKED)), Award.status_at > at
    )
    return and_(
        Award.issued_at <= at,
        or_(Award.valid_until.is_(None), Award.valid_until > at),
        or_(stands, taken_back),
    )
