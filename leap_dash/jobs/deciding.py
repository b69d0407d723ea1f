"""Who gets a badge: judged, then written down as awards of a batch. Nothing is signed here."""

import logging
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from leap_dash.db import AwardBatch
from leap_dash.db.session import writing
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.awards import BatchState
from leap_dash.domain.criteria_evaluate import conclude, trace
from leap_dash.domain.errors import (
    ConflictError,
    ForbiddenError,
    LeapDashError,
    SigningError,
)
from leap_dash.domain.review import Review, from_json
from leap_dash.queries.eligibility import evaluate_achievement
from leap_dash.queries.people import scope_of_actor
from leap_dash.queries.review import Recipients, current_review, recipients
from leap_dash.records import EligibilityReport, EligibilityRow, Qualifying
from leap_dash.services import batches
from leap_dash.services.collector import collector_paused
from leap_dash.services.installation import settle_base_url
from leap_dash.services.moderation import must_wait
from leap_dash.services.progress import refresh
from leap_dash.services.scheduled import give_up

log = logging.getLogger(__name__)


@collector_paused()
def decide(
    session: Session,
    scope: Scope,
    *,
    achievement: str | UUID,
    cohort: str | UUID | None = None,
    learners: Collection[UUID] | None = None,
    expected: int | None = None,
    renewing: bool = False,
    base_url: str,
    now: datetime,
) -> tuple[UUID, EligibilityReport]:
    """Judge, and write down an award for everyone who newly qualifies; returns the batch's id.

    `renewing`: for everyone instead whose badge can be renewed.

    Whoever lacks nothing but an approval that the rule asks for is proposed for it; not at the
    command line, where nobody approves later. Nothing is signed yet: `finish` or the worker does
    that after the caller's commit, or after a moderator's approval where there has to be one
    (`services.moderation.must_wait`). Raises NotFoundError, ForbiddenError, ConflictError unless
    they are as many as a person was told, and SigningError when the public address has changed.
    """
    settle_base_url(session, base_url)
    report = evaluate_achievement(
        session,
        scope,
        achievement,
        as_of=now,
        cohort=cohort,
        learners=learners,
        presumed=not scope.operator,
        renewing=renewing,
        showing=Qualifying.NEW,
    )
    scope.require(Permission.AWARD, report.org_id)
    if expected is not None:
        _refuse_other_number(report.new, expected)
    batch_id = batches.start(
        session,
        scope,
        achievement_id=report.achievement_id,
        rule_version=report.rule_version,
        cohort_id=report.rows[0].cohort_id if cohort is not None and report.rows else None,
        candidates=candidates(report, report.rows),
        evaluated=report.evaluated,
        already=report.already,
        renewing=renewing,
        now=now,
        proposed=must_wait(session, scope, report.achievement_id),
    )
    return batch_id, report


def decide_reviewed(
    session: Session, scope: Scope, review: Review, *, expected: int, base_url: str, now: datetime
) -> UUID:
    """Write down an award for everyone ticked who qualifies; returns the batch's id.

    Raises as `decide`.
    """
    settle_base_url(session, base_url)
    review = current_review(session, scope, review)
    found = recipients(session, scope, review, now=now)
    scope.require(Permission.AWARD, found.report.org_id)
    chosen = (*found.new, *found.again)
    _refuse_other_number(len(chosen), expected)
    return _start_reviewed(session, scope, review, found, now=now)


def award_due(engine: Engine, batch_id: UUID, *, base_url: str, now: datetime) -> None:
    """Decide a scheduled batch on its day, as whoever planned it; the caller holds its lock.

    What keeps it from being decided (that person may not any more) calls it off with the reason. A
    changed public address does not: it stays planned until whoever runs the installation mends it.
    """
    try:
        with writing(engine)() as session:
            batch = session.get_one(AwardBatch, batch_id, with_for_update=True)
            if batch.state != BatchState.SCHEDULED or batch.asked is None:
                return
            settle_base_url(session, base_url)
            scope = scope_of_actor(session, batch.requested_by)
            if scope is None:
                raise ForbiddenError("Whoever planned it cannot sign in any more.")
            review = current_review(session, scope, from_json(batch.asked))
            refresh(session, now)
            found = recipients(session, scope, review, now=now)
            scope.require(Permission.AWARD, found.report.org_id)
            _start_reviewed(session, scope, review, found, planned=batch_id, now=now)
            session.commit()
    except SigningError as error:
        log.error("a bulk award that is due stays planned: %s", error)
    except LeapDashError as error:
        with writing(engine)() as session:
            give_up(session, batch_id, str(error), now=now)
            session.commit()


def _refuse_other_number(found: int, expected: int) -> None:
    if found != expected or not found:
        raise ConflictError(
            f"Meanwhile {found:,} of those chosen qualify, not {expected:,}: nothing was awarded. "
            "Close this and look at the list again."
        )


def _start_reviewed(
    session: Session,
    scope: Scope,
    review: Review,
    found: Recipients,
    *,
    planned: UUID | None = None,
    now: datetime,
) -> UUID:
    cohorts = review.cohort_ids
    return batches.start(
        session,
        scope,
        achievement_id=review.achievement_id,
        rule_version=found.report.rule_version,
        cohort_id=next(iter(cohorts)) if len(cohorts) == 1 else None,
        candidates=candidates(found.report, (*found.new, *found.again)),
        evaluated=found.report.evaluated,
        already=found.report.already - len(found.again),
        again=[row.learner_id for row in found.again],
        stated=review.stated,
        planned=planned,
        renewing=review.renewing,
        now=now,
        proposed=must_wait(session, scope, review.achievement_id),
    )


def candidates(
    report: EligibilityReport, rows: Sequence[EligibilityRow]
) -> list[batches.Candidate]:
    """Whom a batch begins with, each with the values that met the rule."""
    return [
        batches.Candidate(
            row.learner_id,
            row.cohort_id,
            trace(conclude(report.rule, row.measures)),
        )
        for row in rows
    ]
