"""Makes a badge without a rule: nobody sees it or can earn it before its rule is published."""

from datetime import datetime
from itertools import count
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from leap_dash.db import Achievement, Cohort
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.definitions import SLUG_LENGTH, slug_of
from leap_dash.domain.fields import refuse
from leap_dash.domain.new_badges import NAME, PROGRAMME, NewBadge
from leap_dash.services import audit


def create_badge(
    session: Session,
    scope: Scope,
    new: NewBadge,
    *,
    org_id: UUID,
    programme_id: UUID,
    now: datetime,
) -> UUID:
    """Make it for a programme that the org has cohorts of; returns its id.

    Raises BadFieldError for a programme outside the viewer's scope and for a name that is taken.
    """
    runs = exists().where(
        Cohort.org_id == org_id,
        Cohort.programme_id == programme_id,
        within(scope, Permission.DEFINE, Cohort.org_id),
    )
    if not session.scalar(select(runs)):
        refuse(PROGRAMME, "is none that you can make a badge for", "choose one of the list")
    same = exists().where(
        Achievement.org_id == org_id, func.lower(Achievement.name) == new.name.lower()
    )
    if session.scalar(select(same)):
        refuse(NAME, "is that of another badge of your organisation", "give it one of its own")
    made = Achievement(
        org_id=org_id,
        programme_id=programme_id,
        slug=_free_slug(session, org_id, slug_of(new.name)),
        name=new.name,
        description=new.description,
        level=new.level,
        rule_version=0,
        created_at=now,
    )
    session.add(made)
    session.flush()
    audit.record(
        session,
        at=now,
        actor=scope.actor,
        org_id=org_id,
        action="achievement.create",
        subject=str(made.id),
        detail={"slug": made.slug},
    )
    return made.id


def _free_slug(session: Session, org_id: UUID, wanted: str) -> str:
    """The slug, with a number behind it where the org has a badge of that one."""
    taken = set(
        session.scalars(
            select(Achievement.slug).where(
                Achievement.org_id == org_id, Achievement.slug.startswith(wanted[: SLUG_LENGTH - 8])
            )
        )
    )
    numbered = (f"{wanted[: SLUG_LENGTH - 8].strip('-')}-{number}" for number in count(2))
    return wanted if wanted not in taken else next(each for each in numbered if each not in taken)
