"""Notes about learners: all for whoever sees the learner, the shown ones for the learner."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select
from sqlalchemy.orm import Session

from leap_dash.db import Learner, LearnerNote, Org, Person
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.errors import NotFoundError
from leap_dash.domain.notes import NoteKind
from leap_dash.queries.cohorts import today_in
from leap_dash.records import NoteRow

LATEST = 200
"""As many are read of a learner at once."""


def notes_of(
    session: Session, scope: Scope, learner_ids: Collection[UUID], *, now: datetime
) -> tuple[NoteRow, ...]:
    """The latest notes about these learners, newest first.

    Learners read of their own what is shown to them and was not taken back.
    """
    statement = (
        _notes(scope)
        .where(LearnerNote.learner_id.in_(learner_ids))
        .order_by(LearnerNote.written_at.desc(), LearnerNote.id.desc())
        .limit(LATEST)
    )
    return tuple(_rows(session.execute(statement).all(), scope, now))


def note(session: Session, scope: Scope, note_id: UUID, *, now: datetime) -> NoteRow:
    """One of them. Raises NotFoundError for one that the viewer cannot read, or taken back."""
    found = session.execute(
        _notes(scope).where(LearnerNote.id == note_id, LearnerNote.taken_back_at.is_(None))
    ).all()
    if not found:
        raise NotFoundError("There is no such note any more, or none that you can see.")
    (row,) = _rows(found, scope, now)
    return row


def _notes(scope: Scope) -> Select[*tuple[Any, ...]]:
    return (
        select(LearnerNote, Learner.org_id, Org.time_zone, Person.name)
        .join(Learner, Learner.id == LearnerNote.learner_id)
        .join(Org, Org.id == Learner.org_id)
        .outerjoin(Person, Person.id == LearnerNote.written_by)
        .where(_readable(scope))
    )


def _readable(scope: Scope) -> ColumnElement[bool]:
    return or_(
        within(scope, Permission.SEE_LEARNERS, Learner.org_id),
        and_(
            LearnerNote.learner_id.in_(scope.learners()),
            LearnerNote.shown_to_learner,
            LearnerNote.taken_back_at.is_(None),
        ),
    )


def _rows(
    found: Collection[Row[*tuple[Any, ...]]], scope: Scope, now: datetime
) -> Iterator[NoteRow]:
    followed: set[UUID] = set()  # learners of whom something newer was noted
    for each, org_id, zone, author in found:
        taken_back = each.taken_back_at is not None
        due = each.follow_up_on is not None and each.follow_up_on <= today_in(zone, now)
        yield NoteRow(
            id=each.id,
            kind=NoteKind(each.kind),
            text=each.text,
            author_name=author or "Somebody",
            written_on=today_in(zone, each.written_at),
            changed_on=today_in(zone, each.changed_at) if each.changed_at else None,
            taken_back_on=today_in(zone, each.taken_back_at) if taken_back else None,
            follow_up_on=each.follow_up_on,
            shown_to_learner=each.shown_to_learner,
            own=not taken_back
            and each.written_by == scope.person_id
            and scope.may(Permission.RECORD, org_id),
            overdue=due and each.learner_id not in followed,
        )
        if not taken_back:
            followed.add(each.learner_id)
