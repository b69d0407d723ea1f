"""Tells staff by e-mail of bulk awards. How it is written is `event_outbox`'s."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from leap_dash.db import Achievement, AwardBatch, Membership, Person
from leap_dash.domain import event_mails as wordings
from leap_dash.domain.access import Role
from leap_dash.domain.event_mails import MailKind, Wording
from leap_dash.services.event_outbox import message_of, put, tells


def tell_ended(session: Session, batch: AwardBatch, *, now: datetime) -> None:
    """Tell whoever started the batch that it has ended; the caller has its row locked."""
    if not tells(session, now=now):
        return
    badge = _badge_name(session, batch)
    wording = wordings.batch_ended(badge, issued=batch.issued, failed=len(batch.failed))
    _tell_starter(session, batch, wording, now)


def tell_called_off(session: Session, batch: AwardBatch, *, reason: str, now: datetime) -> None:
    """Tell whoever planned the batch that it could not be done; the caller has its row locked."""
    if tells(session, now=now):
        wording = wordings.batch_called_off(_badge_name(session, batch), reason)
        _tell_starter(session, batch, wording, now)


def tell_proposed(session: Session, batch: AwardBatch, *, now: datetime) -> None:
    """Tell the moderators of the org, but for whoever proposed it, that the batch awaits them."""
    if not tells(session, now=now):
        return
    kind, path = MailKind.AWAITS_REVIEW, f"/app/moderation/{batch.id}"
    wording = wordings.awaits_review(_badge_name(session, batch), proposed=batch.total)
    message = message_of(session, batch, kind, wording, path=path, now=now)
    moderators = (
        _people()
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.org_id == batch.org_id,
            Membership.role == Role.MODERATOR,
            Person.email != batch.requested_by,
        )
    )
    put(session, message, moderators, due=now)


def _tell_starter(session: Session, batch: AwardBatch, wording: Wording, now: datetime) -> None:
    path = f"/app/awards/{batch.id}"
    message = message_of(session, batch, MailKind.BATCH_ENDED, wording, path=path, now=now)
    put(session, message, _people().where(Person.email == batch.requested_by), due=now)


def _people() -> Select[*tuple[Any, ...]]:
    return select(Person.id.label("person_id"), Person.email.label("address")).where(
        Person.disabled_at.is_(None)
    )


def _badge_name(session: Session, batch: AwardBatch) -> str:
    return session.scalars(
        select(Achievement.name).where(Achievement.id == batch.achievement_id)
    ).one()
