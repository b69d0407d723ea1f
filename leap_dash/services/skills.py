"""Soft skills that an instructor saw in a learner: recorded, and taken back by who recorded them.

For a badge the best level counts that is on record: what was recorded in error must be able to go.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import Learner, SkillRecord
from leap_dash.db.known_skills import known_skills
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.errors import ForbiddenError, NotFoundError
from leap_dash.domain.skills import SkillFields, read_skill
from leap_dash.services import audit
from leap_dash.services.recording import learner_to_record


def record_skill(
    session: Session, scope: Scope, learner_id: UUID, fields: SkillFields, *, now: datetime
) -> UUID:
    """Record what was seen now, beside what was seen before; returns the record's id.

    Raises NotFoundError and ForbiddenError as `learner_to_record`, and BadFieldError.
    """
    where = learner_to_record(session, scope, learner_id, now=now)
    seen = read_skill(fields, known_skills(session, where.org_id))
    made = SkillRecord(
        learner_id=learner_id,
        skill=seen.skill,
        level=seen.level,
        note=seen.remark,
        recorded_at=now,
        recorded_by=scope.person_id,
    )
    session.add(made)
    session.flush()
    _record(session, scope, where.org_id, made, "skill.record", now)
    return made.id


def take_back_skill(session: Session, scope: Scope, record_id: UUID, *, now: datetime) -> None:
    """Let a record be as if it had never been made; earlier ones count again.

    Raises NotFoundError for one that the viewer cannot see, ForbiddenError for anyone but who
    made it.
    """
    row = session.execute(
        select(SkillRecord, Learner.org_id)
        .join(Learner, Learner.id == SkillRecord.learner_id)
        .where(SkillRecord.id == record_id, within(scope, Permission.SEE_LEARNERS, Learner.org_id))
        .with_for_update(of=SkillRecord)
    ).one_or_none()
    if row is None:
        raise NotFoundError("There is no such record any more, or none that you can see.")
    found, org_id = row
    scope.require(Permission.RECORD, org_id)
    if found.recorded_by != scope.person_id:
        raise ForbiddenError("Only who recorded a skill can take it back.")
    session.delete(found)
    _record(session, scope, org_id, found, "skill.take-back", now)


def _record(
    session: Session, scope: Scope, org_id: UUID, made: SkillRecord, action: str, now: datetime
) -> None:
    audit.record(
        session,
        at=now,
        actor=scope.actor,
        org_id=org_id,
        action=action,
        subject=str(made.id),
        detail={"skill": made.skill, "level": made.level},
    )
