"""Whom something may be recorded about: the first step of every note, skill and outcome."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import Learner, Org
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Recorded:
    """The learner's org, and the day in its time zone."""

    org_id: UUID
    today: date


def learner_to_record(
    session: Session, scope: Scope, learner_id: UUID, *, now: datetime
) -> Recorded:
    """Where the learner is.

    Raises NotFoundError for one whom the viewer cannot see, ForbiddenError for one whom they may
    see but record nothing about.
    """
    row = session.execute(
        select(Learner.org_id, Org.time_zone)
        .join(Org, Org.id == Learner.org_id)
        .where(Learner.id == learner_id, within(scope, Permission.SEE_LEARNERS, Learner.org_id))
    ).one_or_none()
    if row is None:
        raise NotFoundError("There is no such learner that you can see.")
    scope.require(Permission.RECORD, row.org_id)
    return Recorded(row.org_id, now.astimezone(ZoneInfo(row.time_zone)).date())
