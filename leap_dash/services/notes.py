"""Notes about learners: written, changed by who wrote them, taken back.

The audit trail says that a note was written, changed or taken back, never what it says. The text
of a note that is taken back is erased at once.
"""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import Learner, LearnerNote, Org
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.errors import ForbiddenError, NotFoundError
from leap_dash.domain.notes import NoteFields, read_note
from leap_dash.services import audit
from leap_dash.services.recording import learner_to_record


def write_note(
    session: Session, scope: Scope, learner_id: UUID, fields: NoteFields, *, now: datetime
) -> UUID:
    """Note something of a learner; returns the note's id.

    Raises NotFoundError and ForbiddenError as `learner_to_record`, and BadFieldError.
    """
    where = learner_to_record(session, scope, learner_id, now=now)
    note = read_note(fields, written_on=where.today)
    made = LearnerNote(
        learner_id=learner_id,
        kind=note.kind,
        text=note.text,
        follow_up_on=note.follow_up_on,
        shown_to_learner=note.shown_to_learner,
        written_at=now,
        written_by=scope.person_id,
    )
    session.add(made)
    session.flush()
    _record(session, scope, where.org_id, made, "note.write", now)
    return made.id


def change_note(
    session: Session, scope: Scope, note_id: UUID, fields: NoteFields, *, now: datetime
) -> None:
    """Let the author say it otherwise; the earlier words are not kept.

    Raises NotFoundError for a note that the viewer cannot see or that was taken back,
    ForbiddenError for anyone but its author, and BadFieldError.
    """
    found, org = _own(session, scope, note_id)
    written_on = found.written_at.astimezone(ZoneInfo(org.time_zone)).date()
    note = read_note(fields, written_on=written_on)
    found.kind, found.text = note.kind, note.text
    found.follow_up_on, found.shown_to_learner = note.follow_up_on, note.shown_to_learner
    found.changed_at = now
    _record(session, scope, org.id, found, "note.change", now)


def take_back_note(session: Session, scope: Scope, note_id: UUID, *, now: datetime) -> None:
    """Erase the text and the day to follow up; that there was a note, whose and when, stays.

    Raises NotFoundError and ForbiddenError as `change_note`.
    """
    found, org = _own(session, scope, note_id)
    found.text, found.follow_up_on, found.taken_back_at = "", None, now
    _record(session, scope, org.id, found, "note.take-back", now)


def _own(session: Session, scope: Scope, note_id: UUID) -> tuple[LearnerNote, Org]:
    row = session.execute(
        select(LearnerNote, Org)
        .join(Learner, Learner.id == LearnerNote.learner_id)
        .join(Org, Org.id == Learner.org_id)
        .where(
            LearnerNote.id == note_id,
            LearnerNote.taken_back_at.is_(None),
            within(scope, Permission.SEE_LEARNERS, Learner.org_id),
        )
        .with_for_update(of=LearnerNote)
    ).one_or_none()
    if row is None:
        raise NotFoundError("There is no such note any more, or none that you can see.")
    found, org = row
    scope.require(Permission.RECORD, org.id)
    if found.written_by != scope.person_id:
        raise ForbiddenError("Only who wrote a note can change it or take it back.")
    return found, org


def _record(
    session: Session, scope: Scope, org_id: UUID, note: LearnerNote, action: str, now: datetime
) -> None:
    audit.record(
        session,
        at=now,
        actor=scope.actor,
        org_id=org_id,
        action=action,
        subject=str(note.id),
        detail={"kind": note.kind, "shown_to_learner": note.shown_to_learner},
    )
