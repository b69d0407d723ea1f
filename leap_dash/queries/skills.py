"""Soft skills of learners, for those who see them and for themselves; and the skills to choose."""

from collections.abc import Collection
from datetime import datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from leap_dash.db import Learner, Org, Person, SkillRecord
from leap_dash.db.known_skills import known_skills
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.errors import NotFoundError
from leap_dash.domain.skills import skill_name
from leap_dash.queries.cohorts import today_in
from leap_dash.records import LearnerSkill, SkillSeen

MOST = 1000


def skills_of(
    session: Session, scope: Scope, learner_ids: Collection[UUID], *, now: datetime
) -> tuple[LearnerSkill, ...]:
    """What was recorded of these learners by now, by skill; the skills by name."""
    rows = session.execute(
        select(SkillRecord, Learner.org_id, Org.time_zone, Person.name)
        .join(Learner, Learner.id == SkillRecord.learner_id)
        .join(Org, Org.id == Learner.org_id)
        .outerjoin(Person, Person.id == SkillRecord.recorded_by)
        .where(
            SkillRecord.learner_id.in_(learner_ids),
            SkillRecord.recorded_at <= now,
            or_(
                SkillRecord.learner_id.in_(scope.learners()),
                within(scope, Permission.SEE_LEARNERS, Learner.org_id),
            ),
        )
        .order_by(SkillRecord.skill, SkillRecord.recorded_at.desc(), SkillRecord.id.desc())
        .limit(MOST)
    ).all()
    found = [
        LearnerSkill(
            key,
            tuple(
                SkillSeen(
                    id=each.id,
                    level=each.level,
                    remark=each.note,
                    seen_on=today_in(zone, each.recorded_at),
                    author_name=author or "Somebody",
                    own=each.recorded_by == scope.person_id
                    and scope.may(Permission.RECORD, org_id),
                )
                for each, org_id, zone, author in group
            ),
        )
        for key, group in groupby(rows, lambda row: str(row[0].skill))
    ]
    return tuple(sorted(found, key=lambda skill: skill_name(skill.key)))


def skills_to_choose(session: Session, scope: Scope, learner_id: UUID) -> tuple[str, ...]:
    """The keys to choose from for a learner, by name. Raises NotFoundError outside the scope."""
    org_id = session.scalar(
        select(Learner.org_id).where(
            Learner.id == learner_id, within(scope, Permission.SEE_LEARNERS, Learner.org_id)
        )
    )
    if org_id is None:
        raise NotFoundError("There is no such learner that you can see.")
    return tuple(sorted(known_skills(session, org_id), key=skill_name))
