"""The same note about many learners at once, and taking it back from all of them.

A note about one learner is `notes`. The audit trail says of how many, never what.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from leap_dash.db import Learner, LearnerNote, Org
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.errors import NotFoundError
from leap_dash.domain.notes import NoteFields, read_note
from leap_dash.services import audit
from leap_dash.services.bulk import insert_rows, new_id
from leap_dash.services.chosen_learners import chosen_learners

MOST_LEARNERS = 500


def write_notes(
    session: Session,
    scope: Scope,
    learner_ids: Collection[UUID],
    fields: NoteFields,
    *,
    now: datetime,
) -> int:
    """Note the same of each of them; returns of how many.

    Raises BadFieldError as `read_note`, and as `chosen_learners`.
    """
    chosen = chosen_learners(session, scope, Permission.RECORD, learner_ids, most=MOST_LEARNERS)
    zone = ZoneInfo(session.get_one(Org, chosen.org_id).time_zone)
    note = read_note(fields, written_on=now.astimezone(zone).date())
    alike = {
        "kind": note.kind.value,
        "text": note.text,
        "follow_up_on": note.follow_up_on,
        "shown_to_learner": note.shown_to_learner,
        "written_at": now,
        "written_by": scope.person_id.hex if scope.person_id else None,
    }
    insert_rows(
        session,
        LearnerNote,
        ("id", "learner_id", *alike),
        [(new_id(), learner_id.hex, *alike.values()) for learner_id in chosen.emails],
    )
    _record(session, scope, chosen.org_id, "note.write-many", len(chosen.emails), now)
    return len(chosen.emails)


def take_back_notes(session: Session, scope: Scope, written_at: datetime, *, now: datetime) -> int:
    """Erase what the viewer noted of many at that time; returns of how many.

    Raises NotFoundError when there is nothing of it left.
    """
    recordable = select(Learner.id).where(within(scope, Permission.RECORD, Learner.org_id))
    erased = session.scalars(
        update(LearnerNote)
        .where(
            LearnerNote.written_at == written_at,
            LearnerNote.written_by == scope.person_id,
            LearnerNote.taken_back_at.is_(None),
            LearnerNote.learner_id.in_(recordable),
        )
        .values(text="", follow_up_on=None, taken_back_at=now)
        .returning(LearnerNote.learner_id)
        .execution_options(synchronize_session=False)
    ).all()
    if not erased:
        raise NotFoundError("These notes are not there any more.")
    # All of one org: `chosen_learners` saw to that when they were written.
    org_id = session.get_one(Learner, erased[0]).org_id
    _record(session, scope, org_id, "note.take-back-many", len(erased), now)
    return len(erased)


def _record(
    session: Session, scope: Scope, org_id: UUID, action: str, learners: int, now: datetime
) -> None:
    audit.record(
        session,
        at=now,
        actor=scope.actor,
        org_id=org_id,
        action=action,
        subject=now.isoformat(),
        detail={"learners": learners},
    )
