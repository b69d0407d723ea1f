"""Tells learners by e-mail of what becomes of their badges. How it is written is `event_outbox`'s.

An e-mail about a badge waits a while, so that nobody is told of what is put right meanwhile.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, exists, literal, select, true
from sqlalchemy.orm import Session

from leap_dash.db import Award, AwardBatch, Learner, Message, OutboxMail
from leap_dash.db.messages import waits
from leap_dash.domain import event_mails as wordings
from leap_dash.domain.event_mails import PAUSE, TRUE_WHILE, MailKind, Wording
from leap_dash.services.bulk import among
from leap_dash.services.event_outbox import (
    badge_told_of,
    message_of,
    new_message,
    put,
    tells,
)

Words = Callable[[str, str], Wording]
"""What is said of a badge with this name, of an org with that one."""


def tell_earned(
    session: Session, batch: AwardBatch, award_ids: Collection[UUID], *, now: datetime
) -> None:
    """Tell those who were given these badges of a batch."""
    _tell_batch(session, batch, MailKind.EARNED, wordings.earned, award_ids, now)


def remind_of_lapse(
    session: Session, award_ids: Collection[UUID], *, reminder: str, now: datetime
) -> None:
    """Tell those who hold these badges that they lapse soon.

    `reminder` names it among the reminders of a badge ("30 days before", at most 40 characters):
    however often this is called, each is written once. Who is due is for the caller to say; a
    badge that is not in force is left out.
    """
    kind = MailKind.LAPSES_SOON
    _tell(session, kind, wordings.lapses_soon, award_ids, f"{kind}, {reminder}", now)


def tell_revoked(
    session: Session,
    award_ids: Collection[UUID],
    *,
    reason: str,
    batch: AwardBatch | None = None,
    now: datetime,
) -> None:
    """Tell those whose badges were revoked, but for those who have not been told of them so far.

    `batch` is the one that is taken back as a whole, with its row locked.
    """
    told = set(award_ids) - _drop(session, award_ids, MailKind.EARNED)
    kind = MailKind.REVOKED

    def words(badge: str, org: str) -> Wording:
        return wordings.revoked(badge, org, reason)

    if batch is None:
        _tell(session, kind, words, told, kind.value, now)
    else:
        _tell_batch(session, batch, kind, words, told, now)


def tell_suspended(
    session: Session, award_ids: Collection[UUID], *, reason: str, now: datetime
) -> None:
    """Tell those whose badges were suspended, but for those who have not been told of them so far.

    These are told that they have the badge once it is in force again.
    """
    told = set(award_ids) - _untold(session, award_ids)
    kind = MailKind.SUSPENDED
    occasion = f"{kind} {now:%Y-%m-%d %H:%M:%S}"

    def words(badge: str, org: str) -> Wording:
        return wordings.suspended(badge, org, reason)

    _tell(session, kind, words, told, occasion, now)


def tell_reinstated(session: Session, award_ids: Collection[UUID], *, now: datetime) -> None:
    """Tell those whose badges are in force again, but for those who have not been told before that
    they were not."""
    told = set(award_ids) - _untold(session, award_ids)
    told -= _drop(session, told, MailKind.SUSPENDED)
    _drop(session, told, MailKind.REINSTATED)  # of before, which has waited since
    kind = MailKind.REINSTATED
    occasion = f"{kind} {now:%Y-%m-%d %H:%M:%S}"
    _tell(session, kind, wordings.reinstated, told, occasion, now)


def tell_returned(
    session: Session, batch: AwardBatch, learner_ids: Collection[UUID], *, now: datetime
) -> None:
    """Tell those for whom a moderator has returned the proposal. Their awards are gone."""
    if not learner_ids or not tells(session, now=now):
        return
    badge = badge_told_of(session, batch.achievement_id)
    wording = wordings.returned(badge.name, badge.org)
    path = f"/achievements/{batch.achievement_id}"
    message = message_of(session, batch, MailKind.RETURNED, wording, path=path, now=now)
    learners = select(Learner.id.label("learner_id"), Learner.email.label("address")).where(
        among(session, Learner.id, learner_ids)
    )
    put(session, message, learners, due=now + PAUSE)


def _tell_batch(
    session: Session,
    batch: AwardBatch,
    kind: MailKind,
    words: Words,
    award_ids: Collection[UUID],
    now: datetime,
) -> None:
    """One message for all of a batch, however many chunks it has."""
    if not award_ids or not tells(session, now=now):
        return
    badge = badge_told_of(session, batch.achievement_id)
    message = message_of(session, batch, kind, words(badge.name, badge.org), now=now)
    holders = _holders(kind, among(session, Award.id, award_ids), kind.value)
    put(session, message, holders, due=now + PAUSE)


def _tell(
    session: Session,
    kind: MailKind,
    words: Words,
    award_ids: Collection[UUID],
    occasion: str,
    now: datetime,
) -> None:
    """One message for each badge of which there are awards among these."""
    if not award_ids or not tells(session, now=now):
        return
    chosen = among(session, Award.id, award_ids)
    for badge_id in session.scalars(select(Award.achievement_id).where(chosen).distinct()).all():
        badge = badge_told_of(session, badge_id)
        message = new_message(badge.org_id, kind, words(badge.name, badge.org), now=now)
        holders = _holders(kind, chosen & (Award.achievement_id == badge_id), occasion)
        put(session, message, holders, due=now + PAUSE)


def _holders(
    kind: MailKind, chosen: ColumnElement[bool], occasion: str
) -> Select[*tuple[Any, ...]]:
    """Whose badges these are, of those of which it is true."""
    is_true = Award.state == TRUE_WHILE[kind] if kind in TRUE_WHILE else true()
    return (
        select(
            Award.learner_id.label("learner_id"),
            Learner.email.label("address"),
            Award.id.label("award_id"),
            literal(occasion).label("occasion"),
        )
        .join(Learner, Learner.id == Award.learner_id)
        .where(chosen, is_true)
    )


def _untold(session: Session, award_ids: Collection[UUID]) -> set[UUID]:
    """Those of which the holders have not been told so far that they have them, but will be."""
    statement = select(OutboxMail.award_id).where(*_waiting_of(session, award_ids, MailKind.EARNED))
    return {each for each in session.scalars(statement) if each}


def _drop(session: Session, award_ids: Collection[UUID], kind: MailKind) -> set[UUID]:
    """Forget e-mails of this kind on these badges that wait; returns the badges of those."""
    dropped = session.execute(
        delete(OutboxMail)
        .where(*_waiting_of(session, award_ids, kind))
        .returning(OutboxMail.award_id, OutboxMail.message_id)
        .execution_options(synchronize_session=False)
    ).all()
    session.execute(
        delete(Message)
        .where(
            Message.id.in_({row.message_id for row in dropped}),
            # A batch may write more of its own at this moment.
            Message.batch_id.is_(None),
            ~exists().where(OutboxMail.message_id == Message.id),
        )
        .execution_options(synchronize_session=False)
    )
    return {row.award_id for row in dropped}


def _waiting_of(
    session: Session, award_ids: Collection[UUID], kind: MailKind
) -> tuple[ColumnElement[bool], ...]:
    of_kind = OutboxMail.message_id.in_(select(Message.id).where(Message.kind == kind))
    return among(session, OutboxMail.award_id, award_ids), of_kind, waits()
