"""What a badge's rule is about: the badge within the viewer's scope, and the keys in its rule.

Small lookups before the one statement that judges; nothing here looks at a learner's marks.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    and_,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session

from leap_dash.db import Achievement, Cohort, Course, CriteriaRule, Learner, LineItem, Org, Section
from leap_dash.db.learner_ids import as_uuid
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.criteria import References, Rule, references
from leap_dash.domain.criteria_parse import parse
from leap_dash.domain.errors import BadInputError, NotFoundError
from leap_dash.domain.narrative import Names
from leap_dash.queries.cohorts import today_in
from leap_dash.queries.eligibility_question import Population, Question, population_of


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
    # Whether it is about renewing the badge; and whether a rule of its own is for that.
    renewing: bool = False
    renewed_apart: bool = False


def ask(
    session: Session,
    scope: Scope,
    achievement: str | UUID,
    at: datetime,
    *,
    renewing: bool = False,
) -> Asked:
    """The badge with this slug, `org/slug` or id, if the viewer may see who qualifies for it.

    `renewing`: with the rule by which it is renewed. Raises NotFoundError, and BadInputError for a
    slug that several orgs use.
    """
    found = _find(session, scope, achievement, renewing=renewing)
    return replace(_asked(session, found, parse(found.rule), at), renewing=renewing)


def ask_draft(
    session: Session, scope: Scope, achievement_id: UUID, rule: Rule, at: datetime
) -> Asked:
    """A badge that the viewer may define, with a rule that is stored nowhere.

    What the rule names is not checked here: an unknown name is met by nobody. Approvals count as
    given, since there is nothing yet that anybody could approve. Raises NotFoundError.
    """
    mine = and_(
        within(scope, Permission.DEFINE, Achievement.org_id),
        within(scope, Permission.SEE_LEARNERS, Achievement.org_id),
    )
    row = session.execute(
        _badges(Achievement.rule_version, literal(None)).where(
            Achievement.id == achievement_id, mine
        )
    ).first()
    if row is None:
        raise NotFoundError("There is no such badge whose rule you may change.")
    asked = _asked(session, _Found(*row), rule, at)
    return replace(asked, question=replace(asked.question, presumed=True))


def ask_version(
    session: Session, scope: Scope, achievement_id: UUID, version: int, at: datetime
) -> Asked:
    """A badge with one of its versions, in force or not. Raises NotFoundError."""
    row = session.execute(
        _badges(CriteriaRule.version, CriteriaRule.rule)
        .join(CriteriaRule, CriteriaRule.achievement_id == Achievement.id)
        .where(
            Achievement.id == achievement_id,
            CriteriaRule.version == version,
            within(scope, Permission.SEE_LEARNERS, Achievement.org_id),
        )
    ).first()
    if row is None:
        raise NotFoundError("There is no such version of a badge of your organisation.")
    found = _Found(*row)
    return _asked(session, found, parse(found.rule), at)


def _asked(session: Session, found: "_Found", rule: Rule, at: datetime) -> Asked:
    named = references(rule)
    courses = _courses(session, found.programme_id, named)
    achievements = _achievements(session, found.org_id, named)
    return Asked(
        org_id=found.org_id,
        programme_id=found.programme_id,
        slug=found.slug,
        name=found.name,
        renewed_apart=found.renewal_version is not None,
        rule_version=found.version,
        cohorts=_cohorts(session, found.org_id, found.programme_id),
        question=Question(
            rule=rule,
            achievement_id=found.id,
            at=at,
            on=today_in(found.time_zone, at),
            courses={code: id_ for code, (id_, _) in courses.items()},
            achievements={slug: id_ for slug, (id_, _) in achievements.items()},
        ),
        names=Names(
            items=item_names(session, found.org_id, found.programme_id, named),
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
    cohorts: Collection[UUID] = (),
    enrolled: bool = False,
) -> Population:
    """Whom the viewer may have judged: all learners of the org, or only their own records.

    `cohort` is a code or an id, `cohorts` the ids of several, none of either means all; raises
    NotFoundError where the badge's programme has none such.
    `enrolled` leaves out who withdrew from all courses that they took.
    """
    among = None if learners is None else frozenset(learners)
    if not scope.may(Permission.SEE_LEARNERS, asked.org_id):
        own = scope.learners()
        among = own if among is None else own & among
    named = [*cohorts, *([] if cohort is None else [cohort])]
    chosen = [_cohort(asked, each) for each in named] or asked.cohorts.values()
    return population_of(asked.org_id, chosen, among, enrolled=enrolled)


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
    renewal_version: int | None
    version: int
    rule: object


def _find(session: Session, scope: Scope, achievement: str | UUID, *, renewing: bool) -> _Found:
    in_force = (
        func.coalesce(Achievement.renewal_version, Achievement.rule_version)
        if renewing
        else Achievement.rule_version
    )
    rows = session.execute(
        _badges(CriteriaRule.version, CriteriaRule.rule)
        .join(CriteriaRule, CriteriaRule.achievement_id == Achievement.id)
        .where(
            CriteriaRule.version == in_force,
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


def _badges(*rule: SQLColumnExpression[Any]) -> Select[*tuple[Any, ...]]:
    """The columns of `_Found`, the last two as given."""
    return select(
        Achievement.id,
        Achievement.org_id,
        Org.slug,
        Org.time_zone,
        Achievement.programme_id,
        Achievement.slug,
        Achievement.name,
        Achievement.renewal_version,
        *rule,
    ).join(Org, Org.id == Achievement.org_id)


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
