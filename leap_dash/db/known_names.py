"""Reads what a rule of an org may name, for whoever writes one and for whoever checks it."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db.achievements import Achievement, CriteriaRule
from leap_dash.db.gradebook import LineItem
from leap_dash.db.known_skills import known_skills
from leap_dash.db.roster import Cohort, Course, Section
from leap_dash.domain.criteria import references
from leap_dash.domain.criteria_parse import parse
from leap_dash.domain.known_names import KnownBadge, KnownItem, KnownNames


def known_names(session: Session, org_id: UUID, programme_id: UUID) -> KnownNames:
    """All of it, each in the order in which people look for it."""
    return KnownNames(
        courses=known_courses(session, programme_id),
        items=known_items(session, org_id, programme_id),
        badges=known_badges(session, org_id),
        skills=known_skills(session, org_id),
    )


def known_courses(session: Session, programme_id: UUID) -> dict[str, str]:
    """The names of the programme's courses by code."""
    rows = session.execute(
        select(Course.code, Course.name)
        .where(Course.programme_id == programme_id)
        .order_by(Course.name, Course.code)
    )
    return dict(rows.all())


def known_items(session: Session, org_id: UUID, programme_id: UUID) -> tuple[KnownItem, ...]:
    """Every item that the org has in the programme, once for each of its courses."""
    rows = session.execute(
        select(LineItem.source_key, LineItem.name, Course.code, LineItem.category)
        .join(Section, Section.id == LineItem.section_id)
        .join(Course, Course.id == Section.course_id)
        .join(Cohort, Cohort.id == Section.cohort_id)
        .where(Cohort.org_id == org_id, Cohort.programme_id == programme_id)
        .distinct()
        .order_by(Course.code, LineItem.name, LineItem.source_key)
    )
    return tuple(KnownItem(*row) for row in rows)


def known_badges(session: Session, org_id: UUID) -> dict[str, KnownBadge]:
    """The badges of the org by slug."""
    rows = session.execute(
        select(Achievement.slug, Achievement.name, CriteriaRule.rule)
        .join(CriteriaRule, CriteriaRule.achievement_id == Achievement.id)
        .where(Achievement.org_id == org_id, CriteriaRule.version == Achievement.rule_version)
        .order_by(Achievement.name, Achievement.slug)
    )
    return {
        slug: KnownBadge(name, references(parse(rule)).achievements) for slug, name, rule in rows
    }
