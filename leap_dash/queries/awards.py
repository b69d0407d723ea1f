"""Badges that an org awards, and the awards made, for those who see its learners.

Bulk awards are `queries.batches`, who qualifies is `queries.eligibility`; what anyone may see of a
badge is `queries.public`.
"""

from collections.abc import Collection
from datetime import datetime
from math import ceil
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, select, true
from sqlalchemy.orm import Session

from leap_dash.db import (
    Achievement,
    Award,
    Cohort,
    CriteriaRule,
    Learner,
    Org,
    Programme,
)
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.awards import AwardState
from leap_dash.domain.errors import NotFoundError
from leap_dash.queries.learner_names import by_name, learner_name, matches
from leap_dash.records import (
    AchievementSummary,
    AwardRow,
    AwardsPage,
    Choice,
)


def state_on(now: datetime) -> ColumnElement[str]:
    """The state of an award at that time: an issued one past its last day has expired."""
    expired = and_(Award.state == AwardState.ISSUED, Award.valid_until <= now)
    return case((expired, AwardState.EXPIRED.value), else_=Award.state)


def achievements(
    session: Session, scope: Scope, *, now: datetime
) -> tuple[AchievementSummary, ...]:
    """Every badge of the viewer's orgs, by org, programme, level and name."""
    statement = _summaries(scope, now).order_by(
        Org.name, Programme.name, Programme.id, level_rank(), Achievement.name
    )
    return tuple(AchievementSummary(*row) for row in session.execute(statement))


def achievement(
    session: Session, scope: Scope, achievement_id: UUID, *, now: datetime
) -> AchievementSummary:
    """One badge. Raises NotFoundError."""
    statement = _summaries(scope, now).where(Achievement.id == achievement_id)
    row = session.execute(statement).first()
    if row is None:
        raise NotFoundError("There is no such badge in your organisation.")
    return AchievementSummary(*row)


def cohort_choices(
    session: Session, scope: Scope, *, programme_id: UUID | None = None, org_id: UUID | None = None
) -> tuple[Choice, ...]:
    """Cohorts of the viewer's orgs, newest first; of one programme or org where one is given."""
    statement = (
        select(Cohort.id, Cohort.name, Programme.name)
        .join(Programme, Programme.id == Cohort.programme_id)
        .where(within(scope, Permission.SEE_LEARNERS, Cohort.org_id))
        .order_by(Cohort.starts_on.desc(), Cohort.name, Programme.name, Cohort.id)
    )
    if org_id is not None:
        statement = statement.where(Cohort.org_id == org_id)
    if programme_id is not None:
        statement = statement.where(Cohort.programme_id == programme_id)
    return tuple(
        Choice(id_, cohort if programme_id else f"{cohort}, {programme}")
        for id_, cohort, programme in session.execute(statement)
    )


def achievement_choices(
    session: Session, scope: Scope, *, cohort_id: UUID | None = None
) -> tuple[Choice, ...]:
    """Badges of the viewer's orgs, by name; of a cohort's org and programme, by level and name."""
    statement = select(Achievement.id, Achievement.name).where(
        within(scope, Permission.SEE_LEARNERS, Achievement.org_id), Achievement.rule_version > 0
    )
    if cohort_id is not None:
        here = and_(
            Cohort.org_id == Achievement.org_id, Cohort.programme_id == Achievement.programme_id
        )
        statement = (
            statement.join(Cohort, here).where(Cohort.id == cohort_id).order_by(level_rank())
        )
    statement = statement.order_by(Achievement.name, Achievement.id)
    return tuple(Choice(*row) for row in session.execute(statement))


def award_rows(
    session: Session,
    scope: Scope,
    *,
    now: datetime,
    achievement_id: UUID | None = None,
    cohort_id: UUID | None = None,
    batch_id: UUID | None = None,
    award_ids: Collection[UUID] | None = None,
    state: AwardState | None = None,
    search: str = "",
    page: int = 1,
    size: int = 50,
) -> AwardsPage:
    """Awards to the learners of the viewer's orgs, newest first, those not yet issued before all.

    Every word of `search` is part of the learner's name or key. A page past the end is the last.
    """
    wanted = {
        Award.achievement_id: achievement_id,
        Award.cohort_id: cohort_id,
        Award.batch_id: batch_id,
    }
    statement = (
        _awards(now)
        .where(
            within(scope, Permission.SEE_LEARNERS, Award.org_id),
            *(column == value for column, value in wanted.items() if value is not None),
            true() if award_ids is None else Award.id.in_(award_ids),
            true() if state is None else state_on(now) == state,
            matches(search),
        )
        .order_by(Award.issued_at.desc().nulls_first(), *by_name(Learner.__table__.c), Award.id)
    )
    counted = select(func.count()).select_from(statement.order_by(None).subquery())
    total = session.scalar(counted) or 0
    pages = max(1, ceil(total / size))
    shown = min(max(page, 1), pages)
    rows = session.execute(statement.limit(size).offset(size * (shown - 1)))
    return AwardsPage(tuple(_award_row(row) for row in rows), total, shown, pages)


def level_rank() -> ColumnElement[int]:
    """No level, bronze, silver, gold, as a number to order by."""
    return case({"bronze": 1, "silver": 2, "gold": 3}, value=Achievement.level, else_=0)


def _summaries(scope: Scope, now: datetime) -> Select[*tuple[Any, ...]]:
    issued = (
        select(func.count())
        .where(Award.achievement_id == Achievement.id, state_on(now) == AwardState.ISSUED)
        .scalar_subquery()
    )
    return (
        select(
            Achievement.id,
            Achievement.org_id,
            Org.name,
            Achievement.programme_id,
            Programme.name,
            Achievement.slug,
            Achievement.name,
            Achievement.description,
            Achievement.level,
            CriteriaRule.narrative,
            Achievement.rule_version,
            issued,
            Achievement.image_version,
        )
        .join(Org, Org.id == Achievement.org_id)
        .join(Programme, Programme.id == Achievement.programme_id)
        .join(
            CriteriaRule,
            and_(
                CriteriaRule.achievement_id == Achievement.id,
                CriteriaRule.version == Achievement.rule_version,
            ),
        )
        .where(within(scope, Permission.SEE_LEARNERS, Achievement.org_id))
    )


def _awards(now: datetime) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Award.id,
            Award.learner_id,
            Learner.given_name,
            Learner.family_name,
            Learner.key,
            Award.achievement_id,
            Achievement.name.label("achievement_name"),
            Cohort.name.label("cohort_name"),
            state_on(now).label("state"),
            Award.issued_at,
            Award.status_reason,
        )
        .join(Learner, Learner.id == Award.learner_id)
        .join(Achievement, Achievement.id == Award.achievement_id)
        .outerjoin(Cohort, Cohort.id == Award.cohort_id)
    )


def _award_row(row: Row[*tuple[Any, ...]]) -> AwardRow:
    return AwardRow(
        id=row.id,
        learner_id=row.learner_id,
        learner_name=learner_name(row.given_name, row.family_name, row.key),
        achievement_id=row.achievement_id,
        achievement_name=row.achievement_name,
        cohort_name=row.cohort_name,
        state=AwardState(row.state),
        issued_at=row.issued_at,
        status_reason=row.status_reason,
    )
