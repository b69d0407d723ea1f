"""Sets from when on a learner of a cohort needs attention; the usual numbers leave no row."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from leap_dash.db import AttentionThresholds, Cohort
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.attention_thresholds import DEFAULTS, Thresholds, as_values, checked
from leap_dash.domain.errors import NotFoundError
from leap_dash.services import audit


def set_thresholds(
    session: Session, scope: Scope, cohort_id: UUID, thresholds: Thresholds, *, now: datetime
) -> None:
    """Judge the cohort's learners by these from now on, on whichever day it is looked at.

    Raises NotFoundError for a cohort where the viewer may not set them, BadInputError for numbers
    out of range.
    """
    checked(as_values(thresholds))
    org_id = _org_of(session, scope, cohort_id)
    _forget(session, cohort_id)
    if thresholds != DEFAULTS:
        session.add(AttentionThresholds(cohort_id=cohort_id, **asdict(thresholds)))
        session.flush()
    audit.record(
        session,
        at=now,
        actor=scope.actor,
        org_id=org_id,
        action="cohort.thresholds",
        subject=str(cohort_id),
        detail=as_values(thresholds),
    )


def _org_of(session: Session, scope: Scope, cohort_id: UUID) -> UUID:
    """The cohort's org. The row is held, so that two who set thresholds do it one by one."""
    org_id = session.scalar(
        select(Cohort.org_id)
        .where(Cohort.id == cohort_id, within(scope, Permission.SET_THRESHOLDS, Cohort.org_id))
        .with_for_update()
    )
    if org_id is None:
        raise NotFoundError("There is no such cohort whose thresholds you can set.")
    return org_id


def _forget(session: Session, cohort_id: UUID) -> None:
    session.execute(delete(AttentionThresholds).where(AttentionThresholds.cohort_id == cohort_id))
