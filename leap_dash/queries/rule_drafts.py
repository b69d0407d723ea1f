"""The rule of a badge for whoever may change it: in force, as a draft, and what it may name."""

from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased, defer

from leap_dash.db import Achievement, Award, Cohort, CriteriaRule, Org, Programme, RuleDraft
from leap_dash.db.achievements import shape_shown
from leap_dash.db.known_names import known_names
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.awards import GIVEN
from leap_dash.domain.criteria_draft import read_draft
from leap_dash.domain.errors import NotFoundError
from leap_dash.records import Choice, ProgrammeOfOrg, RuleWorkspace


def rule_workspace(session: Session, scope: Scope, achievement_id: UUID) -> RuleWorkspace:
    """The rule with the viewer's own draft of it. Raises NotFoundError."""
    in_force = and_(
        CriteriaRule.achievement_id == Achievement.id,
        CriteriaRule.version == Achievement.rule_version,
    )
    own = and_(RuleDraft.achievement_id == Achievement.id, RuleDraft.person_id == scope.person_id)
    awarded = (
        select(func.count())
        .select_from(Award)
        .where(Award.achievement_id == Achievement.id, Award.state.in_(GIVEN))
        .scalar_subquery()
    )
    numbered = aliased(CriteriaRule)
    newest = (
        select(func.coalesce(func.max(numbered.version), 0))
        .where(numbered.achievement_id == Achievement.id)
        .scalar_subquery()
    )
    row = session.execute(
        select(Achievement, CriteriaRule.rule, RuleDraft, awarded, newest)
        .options(defer(Achievement.image_png))
        .outerjoin(CriteriaRule, in_force)
        .outerjoin(RuleDraft, own)
        .where(
            Achievement.id == achievement_id, within(scope, Permission.DEFINE, Achievement.org_id)
        )
    ).one_or_none()
    if row is None:
        raise NotFoundError("There is no such badge whose rule you may change.")
    badge, rule, draft, many, last = row
    rule = rule or {"all": []}
    return RuleWorkspace(
        badge_id=badge.id,
        slug=badge.slug,
        badge_name=badge.name,
        version=badge.rule_version,
        newest=last,
        in_force=rule,
        draft=read_draft(draft.rule if draft else rule),
        base_version=draft.base_version if draft else None,
        shape=shape_shown(badge, draft),
        undoable=len(draft.earlier) if draft else 0,
        awarded=many,
        known=known_names(session, badge.org_id, badge.programme_id),
    )


def unpublished_badges(session: Session, scope: Scope) -> tuple[Choice, ...]:
    """Badges that have no rule yet, of the orgs in which the viewer may write it, by name."""
    statement = (
        select(Achievement.id, Achievement.name)
        .where(within(scope, Permission.DEFINE, Achievement.org_id), Achievement.rule_version == 0)
        .order_by(Achievement.name, Achievement.id)
    )
    return tuple(Choice(*row) for row in session.execute(statement))


def programmes_to_define(session: Session, scope: Scope) -> tuple[ProgrammeOfOrg, ...]:
    """Where the viewer may make a badge: the programmes that their orgs have cohorts of."""
    statement = (
        select(Org.id, Org.name, Programme.id, Programme.name)
        .join(Cohort, Cohort.org_id == Org.id)
        .join(Programme, Programme.id == Cohort.programme_id)
        .where(within(scope, Permission.DEFINE, Org.id))
        .distinct()
        .order_by(Programme.name, Org.name, Org.id, Programme.id)
    )
    return tuple(ProgrammeOfOrg(*row) for row in session.execute(statement))
