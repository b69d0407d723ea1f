"""Bulk awards and how far each is, for those who see the learners of its org."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from leap_dash.db import Achievement, AwardBatch, Cohort, Learner
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.awards import BatchState
from leap_dash.domain.errors import NotFoundError
from leap_dash.queries.learner_names import learner_name
from leap_dash.records import BatchFailure, BatchRow


def batches(session: Session, scope: Scope, *, limit: int = 10) -> tuple[BatchRow, ...]:
    """The latest bulk awards of the viewer's orgs, newest first, without who failed."""
    statement = _batches(scope).order_by(AwardBatch.created_at.desc(), AwardBatch.id).limit(limit)
    return tuple(_batch_row(row, {}) for row in session.execute(statement))


def batch(session: Session, scope: Scope, batch_id: UUID) -> BatchRow:
    """One bulk award with those that failed, by name. Raises NotFoundError."""
    row = session.execute(_batches(scope).where(AwardBatch.id == batch_id)).first()
    if row is None:
        raise NotFoundError("There is no such batch of awards in your organisation.")
    learners = select(Learner.key, Learner.given_name, Learner.family_name).where(
        Learner.org_id == row.org_id,
        Learner.key.in_([failure["learner"] for failure in row.failed]),
    )
    names = {
        key: learner_name(given, family, key) for key, given, family in session.execute(learners)
    }
    return _batch_row(row, names)


def _batches(scope: Scope) -> Select[*tuple[Any, ...]]:
    return (
        select(
            AwardBatch.id,
            AwardBatch.org_id,
            AwardBatch.achievement_id,
            Achievement.name.label("achievement_name"),
            Cohort.name.label("cohort_name"),
            AwardBatch.state,
            AwardBatch.total,
            AwardBatch.issued,
            AwardBatch.already,
            AwardBatch.failed,
            AwardBatch.stopped_reason,
            AwardBatch.requested_by,
            AwardBatch.created_at,
            AwardBatch.finished_at,
            AwardBatch.undone,
            AwardBatch.undo_reason,
            AwardBatch.due_on,
            AwardBatch.renewing,
        )
        .join(Achievement, Achievement.id == AwardBatch.achievement_id)
        .outerjoin(Cohort, Cohort.id == AwardBatch.cohort_id)
        .where(within(scope, Permission.SEE_LEARNERS, AwardBatch.org_id))
    )


def _batch_row(row: Row[*tuple[Any, ...]], names: Mapping[str, str]) -> BatchRow:
    return BatchRow(
        id=row.id,
        org_id=row.org_id,
        achievement_id=row.achievement_id,
        achievement_name=row.achievement_name,
        cohort_name=row.cohort_name,
        state=BatchState(row.state),
        total=row.total,
        issued=row.issued,
        already=row.already,
        failed=tuple(
            BatchFailure(names.get(each["learner"], each["learner"]), each["reason"])
            for each in row.failed
        ),
        stopped_reason=row.stopped_reason,
        requested_by=row.requested_by,
        created_at=row.created_at,
        finished_at=row.finished_at,
        undone=row.undone,
        undo_reason=row.undo_reason,
        due_on=row.due_on,
        renewing=row.renewing,
    )
