"""A rule of one org asked of the others in which the viewer sees learners and defines badges.

Only there: a rule can be changed at will, so that counts of anybody else's learners would tell
their marks one by one.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from leap_dash.db import Achievement, Cohort, Org
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.queries.eligibility_lookup import Asked, population
from leap_dash.queries.eligibility_sql import dialect_of, judged
from leap_dash.queries.eligibility_standing import number_of, standing_of
from leap_dash.records import PreviewGroup

MOST_ORGS = 20


def is_run_elsewhere(session: Session, scope: Scope, achievement_id: UUID) -> bool:
    """Whether `by_org` would count in more orgs than that of the badge."""
    badge = session.execute(
        select(Achievement.org_id, Achievement.programme_id).where(
            Achievement.id == achievement_id, within(scope, Permission.DEFINE, Achievement.org_id)
        )
    ).first()
    return badge is not None and len(session.execute(_orgs(scope, *badge).limit(2)).all()) > 1


def by_org(
    session: Session, scope: Scope, asked: Asked
) -> tuple[tuple[PreviewGroup, ...], tuple[PreviewGroup, ...]]:
    """The badge's org and the viewer's others that run its programme, by name; and by country.

    At most MOST_ORGS. Each is judged by itself, which takes its time.
    """
    rows = session.execute(_orgs(scope, asked.org_id, asked.programme_id).limit(MOST_ORGS)).all()
    found = [
        (row.country, _count(session, scope, _in_org(session, asked, row.id), row.name))
        for row in rows
    ]
    by_country = groupby(sorted(found, key=lambda each: each[0]), key=lambda each: each[0])
    countries = [_together(code, [group for _, group in groups]) for code, groups in by_country]
    return tuple(group for _, group in found), tuple(countries)


def _orgs(scope: Scope, org_id: UUID, programme_id: UUID) -> Select[UUID, str, str]:
    """The badge's org first, then the viewer's others that run its programme."""
    runs_it = select(Cohort.org_id).where(Cohort.programme_id == programme_id)
    return (
        select(Org.id, Org.name, Org.country)
        .where(
            within(scope, Permission.DEFINE, Org.id),
            within(scope, Permission.SEE_LEARNERS, Org.id),
            or_(Org.id == org_id, Org.id.in_(runs_it)),
        )
        .order_by(Org.id != org_id, Org.name, Org.id)
    )


def _in_org(session: Session, asked: Asked, org_id: UUID) -> Asked:
    """The same rule among that org's cohorts, where badges are those that it calls the same."""
    if org_id == asked.org_id:
        return asked
    slugs = {asked.slug, *asked.question.achievements}
    badges = dict(
        session.execute(
            select(Achievement.slug, Achievement.id).where(
                Achievement.org_id == org_id, Achievement.slug.in_(slugs)
            )
        ).all()
    )
    cohorts = session.execute(
        select(Cohort.code, Cohort.id).where(
            Cohort.org_id == org_id, Cohort.programme_id == asked.programme_id
        )
    )
    question = replace(
        asked.question,
        achievement_id=badges.get(asked.slug, asked.question.achievement_id),
        achievements={slug: badges[slug] for slug in asked.question.achievements if slug in badges},
    )
    return replace(asked, org_id=org_id, cohorts=dict(cohorts.all()), question=question)


def _count(session: Session, scope: Scope, asked: Asked, name: str) -> PreviewGroup:
    people = population(scope, asked, None, None)
    everyone = judged(asked.question, people, dialect_of(session), [])
    standing = standing_of(everyone, asked, [])
    near = and_(standing.c.steps == 1, standing.c.held == 0)
    counts = session.execute(
        select(func.count(), number_of(standing.c.steps == 0), number_of(near)).select_from(
            standing
        )
    ).one()
    return PreviewGroup(name, *counts)


def _together(country: str, groups: Sequence[PreviewGroup]) -> PreviewGroup:
    return PreviewGroup(
        country,
        learners=sum(group.learners for group in groups),
        earn=sum(group.earn for group in groups),
        one_step=sum(group.one_step for group in groups),
    )
