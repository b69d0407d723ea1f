"""Tells staff by e-mail of bulk awards. How it is written is `event_outbox`'s."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from leap_dash.db import AwardBatch, Membership, Person, ReturnedProposal
from leap_dash.domain import event_mails as wordings
from leap_dash.domain.event_mails import PAUSE, MailKind, Wording
from leap_dash.services.approvals import reviewing_roles
from leap_dash.services.event_outbox import badge_told_of, message_of, put, tells


def tell_ended(session: Session, batch: AwardBatch, *, now: datetime) -> None:
    """Tell whoever started the batch that it has ended; the caller has its row locked."""
    if not tells(session, now=now):
        return
    of_it = ReturnedProposal.batch_id == batch.id
    returned = session.scalar(select(func.count()).select_from(ReturnedProposal).where(of_it)) or 0
    wording = wordings.batch_ended(
        _badge(session, batch), issued=batch.issued, failed=len(batch.failed), returned=returned
    )
    _tell_starter(session, batch, MailKind.BATCH_ENDED, wording, now)


def tell_stopped(session: Session, batch: AwardBatch, *, now: datetime) -> None:
    """Tell whoever started the batch, once, that it cannot go on; its row is locked."""
    if tells(session, now=now):
        wording = wordings.batch_stopped(_badge(session, batch))
        _tell_starter(session, batch, MailKind.BATCH_STOPPED, wording, now)


def tell_called_off(session: Session, batch: AwardBatch, *, reason: str, now: datetime) -> None:
    """Tell whoever planned the batch that it could not be done; the caller has its row locked."""
    if tells(session, now=now):
        wording = wordings.batch_called_off(_badge(session, batch), reason)
        _tell_starter(session, batch, MailKind.BATCH_ENDED, wording, now)


def tell_proposals_returned(session: Session, batch: AwardBatch, *, now: datetime) -> None:
    """Tell whoever proposed the batch, once, that a part of it was returned; its row is locked."""
    if tells(session, now=now):
        wording = wordings.proposals_returned(_badge(session, batch))
        _tell_starter(session, batch, MailKind.PROPOSALS_RETURNED, wording, now)


def tell_proposed(session: Session, batch: AwardBatch, *, now: datetime) -> None:
    """Tell those in the org whose approval it takes, but for who proposed it, that it awaits them.

    Not at once: it may be undone, or somebody may have looked at it already.
    """
    if not tells(session, now=now):
        return
    kind, path = MailKind.AWAITS_REVIEW, f"/app/moderation/{batch.id}"
    wording = wordings.awaits_review(_badge(session, batch), proposed=batch.total)
    message = message_of(session, batch, kind, wording, path=path, now=now)
    reviewing = select(Membership.person_id).where(
        Membership.org_id == batch.org_id,
        Membership.role.in_(reviewing_roles(session, batch)),
    )
    others = _people().where(Person.id.in_(reviewing), Person.email != batch.requested_by)
    put(session, message, others, due=now + PAUSE)


def _tell_starter(
    session: Session, batch: AwardBatch, kind: MailKind, wording: Wording, now: datetime
) -> None:
    path = f"/app/awards/{batch.id}"
    message = message_of(session, batch, kind, wording, path=path, now=now)
    put(session, message, _people().where(Person.email == batch.requested_by), due=now)


def _people() -> Select[*tuple[Any, ...]]:
    return select(Person.id.label("person_id"), Person.email.label("address")).where(
        Person.disabled_at.is_(None)
    )


def _badge(session: Session, batch: AwardBatch) -> str:
    return badge_told_of(session, batch.achievement_id).name
