"""Badges with an end: how many lapse in each of the coming months, which, and what has lapsed.

Months and days are those of UTC, as the end in the signed badge is. A badge counts while it has
not been followed: whoever has a later one of the same kind, or one on its way, lacks nothing.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from math import ceil
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true, type_coerce
from sqlalchemy.orm import Session

from leap_dash.db import Achievement, Award, Cohort, Learner
from leap_dash.db.base import UtcDateTime
from leap_dash.db.lapsing import followed
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.awards import AwardState
from leap_dash.domain.calendar_months import coming_months, month_of, months_later
from leap_dash.queries.learner_names import by_name, learner_name
from leap_dash.records import LapsingCounts, LapsingMonth, LapsingPage, LapsingRow

MONTHS = 12


@dataclass(frozen=True, slots=True)
class LapsingFilter:
    """Only of one badge or cohort; `followed`: those that a later one follows, else those not."""

    achievement_id: UUID | None = None
    cohort_id: UUID | None = None
    followed: bool = False


def lapsing_counts(
    session: Session, scope: Scope, wanted: LapsingFilter, *, now: datetime
) -> LapsingCounts:
    """How many of the viewer's orgs lapse in the present month and those after it."""
    firsts = coming_months(now.date(), MONTHS)
    kinds = [lapses_in(first, now) for first in firsts]
    columns = [func.sum(case((kind, 1), else_=0)) for kind in (*kinds, has_lapsed(now))]
    row = session.execute(select(*columns).where(*_conditions(scope, wanted))).one()
    *months, lapsed = (each or 0 for each in row)
    return LapsingCounts(tuple(map(LapsingMonth, firsts, months)), lapsed)


def lapsing_page(
    session: Session,
    scope: Scope,
    wanted: LapsingFilter,
    *,
    month: date | None = None,
    lapsed: bool = False,
    now: datetime,
    page: int = 1,
    size: int = 50,
) -> LapsingPage:
    """Those that lapse in a month, or in any of them; or, instead, those that have lapsed.

    What lapses next comes first, what lapsed last likewise. A page past the end is the last.
    """
    if lapsed:
        kind, order = has_lapsed(now), Award.valid_until.desc()
    else:
        kind = _ahead(now) if month is None else lapses_in(month, now)
        order = Award.valid_until.asc()
    statement = (
        select(
            Award.id,
            Award.learner_id,
            Learner.given_name,
            Learner.family_name,
            Learner.key,
            Award.achievement_id,
            Achievement.name,
            Cohort.name,
            type_coerce(Award.valid_until, UtcDateTime()),
        )
        .join(Learner, Learner.id == Award.learner_id)
        .join(Achievement, Achievement.id == Award.achievement_id)
        .outerjoin(Cohort, Cohort.id == Award.cohort_id)
        .where(kind, *_conditions(scope, wanted))
        .order_by(order, *by_name(Learner.__table__.c), Award.id)
    )
    counted = select(func.count()).select_from(statement.order_by(None).subquery())
    total = session.scalar(counted) or 0
    pages = max(1, ceil(total / size))
    shown = min(max(page, 1), pages)
    rows = session.execute(statement.limit(size).offset(size * (shown - 1)))
    return LapsingPage(
        tuple(
            LapsingRow(id_, learner_id, learner_name(given, family, key), badge_id, badge, of, end)
            for id_, learner_id, given, family, key, badge_id, badge, of, end in rows
        ),
        total,
        shown,
        pages,
    )


def lapses_in(month: date, now: datetime) -> ColumnElement[bool]:
    """Badges in force that lapse in the month that begins on this day, but not before now."""
    begins = datetime.combine(month, time(), UTC)
    return and_(
        Award.state == AwardState.ISSUED,
        Award.valid_until > max(begins, now) if begins <= now else Award.valid_until >= begins,
        Award.valid_until < months_later(begins, 1),
    )


def has_lapsed(now: datetime) -> ColumnElement[bool]:
    """Badges whose last day has passed; those taken back before it are none of them."""
    ended = and_(Award.state == AwardState.ISSUED, Award.valid_until <= now)
    return or_(Award.state == AwardState.EXPIRED, ended)


def _ahead(now: datetime) -> ColumnElement[bool]:
    end = datetime.combine(months_later(month_of(now.date()), MONTHS), time(), UTC)
    return and_(Award.state == AwardState.ISSUED, Award.valid_until > now, Award.valid_until < end)


def _conditions(scope: Scope, wanted: LapsingFilter) -> tuple[ColumnElement[bool], ...]:
    of = wanted.achievement_id, wanted.cohort_id
    return (
        Award.valid_until.is_not(None),
        within(scope, Permission.SEE_LEARNERS, Award.org_id),
        true() if of[0] is None else Award.achievement_id == of[0],
        true() if of[1] is None else Award.cohort_id == of[1],
        followed() if wanted.followed else ~followed(),
    )
