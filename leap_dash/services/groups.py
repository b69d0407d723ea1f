"""Makes groups of learners, puts learners in and out, deletes groups; each can be undone for a day.

What is undone is named by the time at which it was done. Everybody who may keep groups at an org
keeps all of them.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, func, select, update
from sqlalchemy.orm import Session

from leap_dash.db import LearnerGroup, LearnerGroupMember
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.errors import BadInputError, ConflictError, NotFoundError
from leap_dash.domain.fields import read_text, refuse
from leap_dash.services import audit
from leap_dash.services.bulk import among, insert_rows
from leap_dash.services.chosen_learners import chosen_learners

NAME_LENGTH, MOST_MEMBERS = 100, 5_000
NAME = "name"
"""The name of the field, in errors too."""
KEPT = timedelta(days=1)
"""How long what was taken out or deleted can be brought back."""


def create_group(
    session: Session, scope: Scope, name: object, learner_ids: Collection[UUID], *, now: datetime
) -> UUID:
    """Make a group of these learners; returns its id.

    Raises BadFieldError for a name that is empty, too long or taken, and as `chosen_learners`.
    """
    if not name or str(name).isspace():
        refuse(NAME, "the group has no name yet", "give it one")
    read = " ".join(read_text(NAME, name, NAME_LENGTH).split())
    chosen = chosen_learners(session, scope, Permission.GROUP, learner_ids, most=MOST_MEMBERS)
    if _is_taken(session, chosen.org_id, read):
        refuse(NAME, "another group is called so", "give another name, or add them to that one")
    group = LearnerGroup(
        org_id=chosen.org_id, name=read, created_by=scope.person_id, created_at=now
    )
    session.add(group)
    session.flush()
    _put_in(session, group, chosen.emails, now)
    _record(session, scope, group, "group.create", len(chosen.emails), now)
    return group.id


def add_to_group(
    session: Session, scope: Scope, group_id: UUID, learner_ids: Collection[UUID], *, now: datetime
) -> int:
    """Put these learners in; returns how many were not in it yet.

    Raises NotFoundError for a group that the viewer cannot see, BadInputError for learners of
    another org than the group's or too many, and as `chosen_learners`.
    """
    group = _group(session, scope, group_id)
    chosen = chosen_learners(session, scope, Permission.GROUP, learner_ids, most=MOST_MEMBERS)
    if chosen.org_id != group.org_id:
        raise BadInputError(f"The group “{group.name}” is of another organisation.")
    _forget(session, group, now)
    added = _put_in(session, group, chosen.emails, now)
    members = session.scalar(
        select(func.count()).select_from(LearnerGroupMember).where(*_members(group))
    )
    if (members or 0) > MOST_MEMBERS:
        raise BadInputError(f"A group has at most {MOST_MEMBERS:,} learners: nobody was added.")
    _record(session, scope, group, "group.add", added, now)
    return added


def remove_from_group(
    session: Session, scope: Scope, group_id: UUID, learner_ids: Collection[UUID], *, now: datetime
) -> int:
    """Take these learners out; returns how many were in it. Raises as `add_to_group`."""
    group = _group(session, scope, group_id)
    _forget(session, group, now)
    removed = _mark(session, now, *_members(group), _among(session, learner_ids))
    _record(session, scope, group, "group.remove", removed, now)
    return removed


def undo_adding(
    session: Session, scope: Scope, group_id: UUID, done_at: datetime, *, now: datetime
) -> int:
    """Take out whom one act put in; returns how many. Raises NotFoundError."""
    group = _group(session, scope, group_id)
    removed = _mark(session, now, *_members(group), LearnerGroupMember.added_at == done_at)
    _record(session, scope, group, "group.remove", removed, now)
    return removed


def undo_removing(
    session: Session, scope: Scope, group_id: UUID, done_at: datetime, *, now: datetime
) -> int:
    """Put back whom one act took out; returns how many. Raises NotFoundError."""
    group = _group(session, scope, group_id)
    of_it = LearnerGroupMember.group_id == group.id
    added = _mark(session, None, of_it, LearnerGroupMember.removed_at == done_at)
    _record(session, scope, group, "group.add", added, now)
    return added


def delete_group(session: Session, scope: Scope, group_id: UUID, *, now: datetime) -> str:
    """Delete the group, not its learners; returns its name. Raises NotFoundError."""
    group = _group(session, scope, group_id)
    session.execute(
        delete(LearnerGroup).where(
            LearnerGroup.org_id == group.org_id, LearnerGroup.deleted_at < now - KEPT
        )
    )
    group.deleted_at = now
    _record(session, scope, group, "group.delete", 0, now)
    return group.name


def restore_group(session: Session, scope: Scope, group_id: UUID, *, now: datetime) -> str:
    """Bring a deleted group back; returns its name.

    Raises NotFoundError when it is gone for good, ConflictError when its name is taken meanwhile.
    """
    group = _group(session, scope, group_id, deleted=True)
    if _is_taken(session, group.org_id, group.name):
        raise ConflictError(f"Meanwhile another group is called “{group.name}”.")
    group.deleted_at = None
    _record(session, scope, group, "group.restore", 0, now)
    return group.name


def _group(
    session: Session, scope: Scope, group_id: UUID, *, deleted: bool = False
) -> LearnerGroup:
    found = session.scalar(
        select(LearnerGroup)
        .where(
            LearnerGroup.id == group_id,
            LearnerGroup.deleted_at.is_not(None) if deleted else LearnerGroup.deleted_at.is_(None),
            within(scope, Permission.SEE_LEARNERS, LearnerGroup.org_id),
        )
        .with_for_update()
    )
    if found is None:
        raise NotFoundError("There is no such group any more, or none that you can see.")
    scope.require(Permission.GROUP, found.org_id)
    return found


def _is_taken(session: Session, org_id: UUID, name: str) -> bool:
    same = (
        LearnerGroup.org_id == org_id,
        LearnerGroup.name == name,
        LearnerGroup.deleted_at.is_(None),
    )
    return bool(session.scalar(select(exists().where(*same))))


def _members(group: LearnerGroup) -> tuple[ColumnElement[bool], ...]:
    return LearnerGroupMember.group_id == group.id, LearnerGroupMember.removed_at.is_(None)


def _among(session: Session, learner_ids: Collection[UUID]) -> ColumnElement[bool]:
    return among(session, LearnerGroupMember.learner_id, learner_ids)


def _put_in(
    session: Session, group: LearnerGroup, learner_ids: Collection[UUID], now: datetime
) -> int:
    """Returns how many were not in it."""
    of_it = LearnerGroupMember.group_id == group.id
    session.execute(
        delete(LearnerGroupMember).where(
            of_it, LearnerGroupMember.removed_at.is_not(None), _among(session, learner_ids)
        )
    )
    insert_rows(
        session,
        LearnerGroupMember,
        ("group_id", "learner_id", "added_at"),
        [(group.id.hex, learner_id.hex, now) for learner_id in learner_ids],
        unless_there=True,
    )
    new = select(func.count()).where(of_it, LearnerGroupMember.added_at == now)
    return session.scalar(new) or 0


def _mark(session: Session, removed_at: datetime | None, *which: ColumnElement[bool]) -> int:
    """Mark these as taken out, or not; returns how many."""
    changed = session.scalars(
        update(LearnerGroupMember)
        .where(*which)
        .values(removed_at=removed_at)
        .returning(LearnerGroupMember.learner_id)
        .execution_options(synchronize_session=False)
    )
    return len(changed.all())


def _forget(session: Session, group: LearnerGroup, now: datetime) -> None:
    """Let go of whom somebody took out too long ago to be put back."""
    of_it = LearnerGroupMember.group_id == group.id
    session.execute(
        delete(LearnerGroupMember).where(of_it, LearnerGroupMember.removed_at < now - KEPT)
    )


def _record(
    session: Session, scope: Scope, group: LearnerGroup, action: str, learners: int, now: datetime
) -> None:
    audit.record(
        session,
        at=now,
        actor=scope.actor,
        org_id=group.org_id,
        action=action,
        subject=str(group.id),
        detail={"learners": learners} if learners else {},
    )
