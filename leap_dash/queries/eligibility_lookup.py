"""What a badge's rule is about: the badge within the viewer's scope, and the keys in its rule.

Small lookups before the one statement that judges; nothing here looks at a learner's marks.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session

from leap_dash.db import Achievement, Cohort, Course, CriteriaRule, Learner, LineItem, Org, Section
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.criteria import References, Rule, references
from leap_dash.domain.criteria_parse import parse
from leap_dash.domain.errors import BadInputError, NotFoundError
from leap_dash.domain.narrative import Names
from leap_dash.queries.cohorts import today_in
from leap_dash.queries.eligibility_question import Population, Question, population_of
from leap_dash.queries.learner_ids import as_uuid


@dataclass(frozen=True, slots=True)
class Asked:
    """A badge and its rule in force, with the names behind the keys that the rule uses."""

    org_id: UUID
    programme_id: UUID
    slug: str
    name: str
    rule_version: int
    cohorts: Mapping[str, UUID]  # all of the org's for this programme, by code
    question: Question
    names: Names


def ask(session: Session, scope: Scope, achievement: str | UUID, at: datetime) -> Asked:
    """The badge with this slug, `org/slug` or id, if the viewer may see who qualifies for it.

    Raises NotFoundError, and BadInputError for a slug that several orgs use.
    """
    row = _find(session, scope, achievement)
    rule = parse(row.rule)
    named = references(rule)
    courses = _courses(session, row.programme_id, named)
    achievements = _achievements(session, row.org_id, named)
    return Asked(
        org_id=row.org_id,
        programme_id=row.programme_id,
        slug=row.slug,
        name=row.name,
        rule_version=row.version,
        cohorts=_cohorts(session, row.org_id, row.programme_id),
        question=Question(
            rule=rule,
            achievement_id=row.id,
            at=at,
            on=today_in(row.time_zone, at),
            courses={code: id_ for code, (id_, _) in courses.items()},
            achievements={slug: id_ for slug, (id_, _) in achievements.items()},
        ),
        names=Names(
            items=item_names(session, row.org_id, row.programme_id, named),
            courses={code: name for code, (_, name) in courses.items()},
            achievements={slug: name for slug, (_, name) in achievements.items()},
        ),
    )


def population(
    scope: Scope,
    asked: Asked,
    cohort: str | UUID | None,
    learners: Collection[UUID] | None,
    *,
    enrolled: bool = False,
) -> Population:
    """Whom the viewer may have judged: all learners of the org, or only their own records.

    `cohort` is a code or an id; raises NotFoundError where the badge's programme has none such.
    `enrolled` leaves out who withdrew from all courses that they took.
    """
    among = None if learners is None else frozenset(learners)
    if not scope.may(Permission.SEE_LEARNERS, asked.org_id):
        own = scope.learners()
        among = own if among is None else own & among
    cohorts = asked.cohorts.values() if cohort is None else [_cohort(asked, cohort)]
    return population_of(asked.org_id, cohorts, among, enrolled=enrolled)


def called(achievement: str | UUID) -> ColumnElement[bool]:
    """Badges by this slug, `org/slug` or id, in a statement that joins their orgs."""
    if isinstance(achievement, UUID):
        return Achievement.id == achievement
    if (uuid := as_uuid(achievement)) is not None:
        return Achievement.id == uuid
    org, slash, slug = achievement.partition("/")
    if slash:
        return (Org.slug == org) & (Achievement.slug == slug)
    return Achievement.slug == achievement


def item_names(
    session: Session, org_id: UUID, programme_id: UUID, named: References
) -> dict[str, str]:
    """Names of the items that a rule names, by key; a key without an item is absent."""
    keys = {key for key, _ in named.items}
    if not keys:
        return {}
    rows = session.execute(
        select(LineItem.source_key, func.min(LineItem.name))
        .join(Section, Section.id == LineItem.section_id)
        .join(Cohort, Cohort.id == Section.cohort_id)
        .where(
            Cohort.org_id == org_id,
            Cohort.programme_id == programme_id,
            LineItem.source_key.in_(keys),
        )
        .group_by(LineItem.source_key)
    )
    return dict(rows.all())


def names_in(session: Session, org_id: UUID, programme_id: UUID, rule: Rule) -> Names:
    """The names behind the keys of a rule of that org and programme, as they are today."""
    named = references(rule)
    return Names(
        items=item_names(session, org_id, programme_id, named),
        courses={key: name for key, (_, name) in _courses(session, programme_id, named).items()},
        achievements={
            key: name for key, (_, name) in _achievements(session, org_id, named).items()
        },
    )


@dataclass(frozen=True, slots=True)
class _Found:
    id: UUID
    org_id: UUID
    org_slug: str
    time_zone: str
    programme_id: UUID
    slug: str
    name: str
    version: int
    rule: object


def _find(session: Session, scope: Scope, achievement: str | UUID) -> _Found:
    rows = session.execute(
        select(
            Achievement.id,
            Achievement.org_id,
            Org.slug,
            Org.time_zone,
            Achievement.programme_id,
            Achievement.slug,
            Achievement.name,
            CriteriaRule.version,
            CriteriaRule.rule,
        )
        .join(Org, Org.id == Achievement.org_id)
        .join(CriteriaRule, CriteriaRule.achievement_id == Achievement.id)
        .where(
            CriteriaRule.version == Achievement.rule_version,
            called(achievement),
            _visible(scope),
        )
        .order_by(Org.slug)
    ).all()
    found = [_Found(*row) for row in rows]
    if not found:
        raise NotFoundError(f"There is no badge {achievement} that you could evaluate.")
    if len(found) > 1:
        names = ", ".join(f"{each.org_slug}/{each.slug}" for each in found)
        raise BadInputError(
            f"Several organisations have a badge {achievement}: give one of {names}."
        )
    return found[0]


def _visible(scope: Scope) -> ColumnElement[bool]:
    if scope.operator:
        return true()
    own_orgs = select(Learner.org_id).where(Learner.id.in_(scope.learners()))
    return or_(
        Achievement.org_id.in_(scope.orgs(Permission.SEE_LEARNERS)),
        Achievement.org_id.in_(own_orgs),
    )


def _courses(
    session: Session, programme_id: UUID, named: References
) -> dict[str, tuple[UUID, str]]:
    if not named.courses:
        return {}
    rows = session.execute(
        select(Course.code, Course.id, Course.name).where(
            Course.programme_id == programme_id, Course.code.in_(named.courses)
        )
    )
    return {code: (id_, name) for code, id_, name in rows}


def _achievements(session: Session, org_id: UUID, named: References) -> dict[str, tuple[UUID, str]]:
    if not named.achievements:
        return {}
    rows = session.execute(
        select(Achievement.slug, Achievement.id, Achievement.name).where(
            Achievement.org_id == org_id, Achievement.slug.in_(named.achievements)
        )
    )
    return {slug: (id_, name) for slug, id_, name in rows}


def _cohorts(session: Session, org_id: UUID, programme_id: UUID) -> dict[str, UUID]:
    rows = session.execute(
        select(Cohort.code, Cohort.id)
        .where(Cohort.org_id == org_id, Cohort.programme_id == programme_id)
        .order_by(Cohort.code)
    )
    return dict(rows.all())


def _cohort(asked: Asked, cohort: str | UUID) -> UUID:
    for code, id_ in asked.cohorts.items():
        if cohort in (code, id_, str(id_)):
            return id_
    known = ", ".join(asked.cohorts) or "none yet"
    raise NotFoundError(
        f"There is no cohort {cohort} of this badge's programme; there are: {known}."
    )
