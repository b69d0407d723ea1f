"""Learning outcomes that a learner has achieved: ticked, and unticked, by an instructor."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import Enrollment, LearningOutcome, OutcomeResult, Section
from leap_dash.domain.access import Scope
from leap_dash.domain.errors import BadInputError, NotFoundError
from leap_dash.services import audit
from leap_dash.services.recording import learner_to_record


def set_outcome(
    session: Session,
    scope: Scope,
    learner_id: UUID,
    outcome_id: UUID,
    *,
    achieved_on: date | None,
    now: datetime,
) -> date | None:
    """Let an outcome be achieved on that day, or not at all; returns what stood there before.

    Given back, what was returned undoes it. Raises NotFoundError for an outcome of no course that
    the learner takes, BadInputError for a day to come, and what `learner_to_record` raises.
    """
    where = learner_to_record(session, scope, learner_id, now=now)
    if achieved_on is not None and achieved_on > where.today:
        raise BadInputError(f"{achieved_on} is still to come: expected {where.today} or earlier.")
    _find(session, learner_id, outcome_id)
    row = session.get(OutcomeResult, (outcome_id, learner_id))
    before = None if row is None else row.achieved_on
    if before == achieved_on:
        return before
    if row is None:
        session.add(
            OutcomeResult(
                learning_outcome_id=outcome_id, learner_id=learner_id, achieved_on=achieved_on
            )
        )
    elif achieved_on is None:
        session.delete(row)
    else:
        row.achieved_on = achieved_on
    audit.record(
        session,
        at=now,
        actor=scope.actor,
        org_id=where.org_id,
        action="outcome.set" if achieved_on else "outcome.unset",
        subject=str(learner_id),
        detail={"outcome": str(outcome_id)},
    )
    return before


def _find(session: Session, learner_id: UUID, outcome_id: UUID) -> None:
    """See that the learner takes its course, and let others who tick the same learner wait."""
    taken = session.scalars(
        select(Enrollment.id)
        .join(Section, Section.id == Enrollment.section_id)
        .join(LearningOutcome, LearningOutcome.course_id == Section.course_id)
        .where(Enrollment.learner_id == learner_id, LearningOutcome.id == outcome_id)
        .order_by(Enrollment.id)
        .with_for_update(of=Enrollment)
    ).all()
    if not taken:
        raise NotFoundError("There is no such learning outcome in a course that the learner takes.")
