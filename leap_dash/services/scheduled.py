"""Bulk awards planned for a day: written down after their review, awarded by the worker on the day.

Whoever is ticked and qualifies on that day gets the badge; what is decided then is `jobs`'.
"""

from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import Achievement, AwardBatch, Cohort, Org
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.awards import BatchState
from leap_dash.domain.errors import BadFieldError, NotFoundError
from leap_dash.domain.review import Review, as_json
from leap_dash.services import audit
from leap_dash.services.evidence import drop_planned
from leap_dash.services.staff_mails import tell_called_off

DAY = "day"
"""The field that errors name."""
LONGEST_WAIT = timedelta(days=366)


def schedule(session: Session, scope: Scope, review: Review, *, day: str, now: datetime) -> UUID:
    """Plan it for a day in the org's time zone; returns the batch's id.

    Raises BadFieldError for a day that is none, has passed or is more than a year away,
    NotFoundError for a badge that the viewer may not award.
    """
    found = session.execute(
        select(
            Achievement.org_id,
            Achievement.rule_version,
            Achievement.renewal_version,
            Org.time_zone,
        )
        .join(Org, Org.id == Achievement.org_id)
        .where(Achievement.id == review.achievement_id, within(scope, Permission.AWARD, Org.id))
    ).first()
    if found is None:
        raise NotFoundError("There is no such badge that you could award.")
    cohorts = session.scalars(
        select(Cohort.id).where(Cohort.id.in_(review.cohort_ids), Cohort.org_id == found.org_id)
    ).all()
    if len(cohorts) < len(review.cohort_ids):
        raise NotFoundError("One of these cohorts is not there any more: choose them again.")
    batch = AwardBatch(
        org_id=found.org_id,
        achievement_id=review.achievement_id,
        cohort_id=cohorts[0] if len(cohorts) == 1 else None,
        rule_version=(
            found.renewal_version or found.rule_version if review.renewing else found.rule_version
        ),
        renewing=review.renewing,
        state=BatchState.SCHEDULED,
        requested_by=scope.actor,
        created_at=now,
        due_on=_checked(day, now.astimezone(ZoneInfo(found.time_zone)).date()),
        asked=as_json(review),
    )
    session.add(batch)
    session.flush()
    audit.record(
        session,
        at=now,
        actor=scope.actor,
        org_id=found.org_id,
        action="batch.scheduled",
        subject=str(batch.id),
        detail={"achievement": str(review.achievement_id), "day": day},
    )
    return batch.id


def due(session: Session, now: datetime) -> list[UUID]:
    """The scheduled batches whose day has come, or has gone by unnoticed, oldest first."""
    rows = session.execute(
        select(AwardBatch.id, AwardBatch.due_on, Org.time_zone)
        .join(Org, Org.id == AwardBatch.org_id)
        .where(AwardBatch.state == BatchState.SCHEDULED)
        .order_by(AwardBatch.due_on, AwardBatch.created_at)
    )
    return [
        id_
        for id_, due_on, zone in rows
        if due_on is None or due_on <= now.astimezone(ZoneInfo(zone)).date()
    ]


def give_up(session: Session, batch_id: UUID, reason: str, *, now: datetime) -> None:
    """Call off one that nobody can award, with what hinders."""
    batch = session.get_one(AwardBatch, batch_id, with_for_update=True)
    if batch.state != BatchState.SCHEDULED:
        return
    batch.state, batch.stopped_reason, batch.finished_at = BatchState.CALLED_OFF, reason, now
    drop_planned(session, batch)
    tell_called_off(session, batch, reason=reason, now=now)
    audit.record(
        session,
        at=now,
        actor=batch.requested_by,
        org_id=batch.org_id,
        action=f"batch.{BatchState.CALLED_OFF.value}",
        subject=str(batch.id),
        detail={"reason": reason},
    )


def _checked(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise BadFieldError(DAY, "Write it as year-month-day, such as 2027-01-31.") from error
    if day < today:
        raise BadFieldError(DAY, f"This day has passed: choose {today:%Y-%m-%d} or a later one.")
    if day > today + LONGEST_WAIT:
        raise BadFieldError(DAY, "This is more than a year away: choose an earlier day.")
    return day
