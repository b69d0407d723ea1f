"""Why a badge was awarded: for those who see the learner, the learner, and whom they show it."""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from leap_dash.db import (
    Achievement,
    Approval,
    Award,
    AwardSharing,
    Cohort,
    CriteriaRule,
    Learner,
    Org,
    Person,
)
from leap_dash.db.scoping import within
from leap_dash.domain.access import AUTOMATIC, OPERATOR, Permission, Scope
from leap_dash.domain.awards import AwardState
from leap_dash.domain.criteria import leaves
from leap_dash.domain.criteria_parse import parse
from leap_dash.domain.errors import NotFoundError
from leap_dash.queries.eligibility_lookup import names_in
from leap_dash.queries.evidence import evidence_files, evidence_texts
from leap_dash.queries.learner_names import learner_name
from leap_dash.queries.traces import traced_clauses
from leap_dash.queries.why_sources import Decided, sources
from leap_dash.records import ApprovalRow, Reason, SharedWhy, Why


def why(session: Session, scope: Scope, award_id: UUID) -> Why:
    """Everything that an award rests on. Raises NotFoundError outside the scope."""
    row = session.execute(
        select(Award, Achievement, CriteriaRule, Learner, Org, Cohort.name.label("cohort_name"))
        .join(Achievement, Achievement.id == Award.achievement_id)
        .join(CriteriaRule, CriteriaRule.id == Award.criteria_rule_id)
        .join(Learner, Learner.id == Award.learner_id)
        .join(Org, Org.id == Award.org_id)
        .outerjoin(Cohort, Cohort.id == Award.cohort_id)
        .where(
            Award.id == award_id,
            or_(
                Award.learner_id.in_(scope.learners()),
                within(scope, Permission.SEE_LEARNERS, Award.org_id),
            ),
        )
    ).first()
    if row is None:
        raise NotFoundError("There is no such badge that you could ask about.")
    award, badge, rule, learner, org, cohort_name = row
    works_there = scope.may(Permission.SEE_LEARNERS, award.org_id)
    return Why(
        award_id=award.id,
        learner_id=learner.id,
        learner_name=learner_name(learner.given_name, learner.family_name, learner.key),
        own=learner.id in scope.learners(),
        achievement_id=badge.id,
        achievement_name=badge.name,
        org_name=org.name,
        cohort_name=cohort_name,
        rule_version=rule.version,
        newest_version=(
            badge.renewal_version
            if award.renews_id is not None and badge.renewal_version is not None
            else badge.rule_version
        ),
        renews=award.renews_id,
        narrative=rule.narrative,
        state=AwardState(award.state),
        decided_by=(
            None if award.decided_by == AUTOMATIC.actor else _name(session, award.decided_by)
        ),
        decided_at=award.decided_at,
        issued_at=award.issued_at,
        approvals=_approvals(session, award.id, notes=works_there),
        reasons=reasons(session, award, badge, rule, org),
        shared=session.get(AwardSharing, award.id) is not None,
        evidence=evidence_texts(session, [award.id])[award.id],
        files=evidence_files(session, [award.id])[award.id],
    )


def shared_why(session: Session, award_id: UUID) -> SharedWhy | None:
    """What everyone may read of why a badge was awarded: only where its learner shows it."""
    row = session.execute(
        select(Award, Achievement, CriteriaRule, Org)
        .join(AwardSharing, AwardSharing.award_id == Award.id)
        .join(Achievement, Achievement.id == Award.achievement_id)
        .join(CriteriaRule, CriteriaRule.id == Award.criteria_rule_id)
        .join(Org, Org.id == Award.org_id)
        .where(Award.id == award_id, Award.state == AwardState.ISSUED)
    ).first()
    if row is None:
        return None
    award, badge, rule, org = row
    return SharedWhy(_decided_on(award, org), reasons(session, award, badge, rule, org))


def reasons(
    session: Session, award: Award, badge: Achievement, rule: CriteriaRule, org: Org
) -> tuple[Reason, ...]:
    """Each clause of the rule with what met it; the caller has seen to it who may read it."""
    parsed = parse(rule.rule)
    names = names_in(session, badge.org_id, badge.programme_id, parsed)
    clauses = traced_clauses(parsed, names, award.trace)
    on = _decided_on(award, org)
    about = Decided(award.org_id, award.learner_id, award.cohort_id, award.decided_at, on)
    return tuple(
        Reason(clause, sources(session, about, leaf))
        for clause, (_, leaf) in zip(clauses, leaves(parsed), strict=True)
    )


def _decided_on(award: Award, org: Org) -> date:
    return award.decided_at.astimezone(ZoneInfo(org.time_zone)).date()


def _approvals(session: Session, award_id: UUID, *, notes: bool) -> tuple[ApprovalRow, ...]:
    rows = session.scalars(
        select(Approval).where(Approval.award_id == award_id).order_by(Approval.approved_at)
    )
    return tuple(
        ApprovalRow(
            by=_name(session, row.approved_by),
            role=row.role,
            at=row.approved_at,
            note=row.note if notes else None,
        )
        for row in rows
    )


def _name(session: Session, actor: str) -> str:
    """How whoever did it is called."""
    if actor == OPERATOR.actor:
        return "whoever runs this installation"
    return session.scalar(select(Person.name).where(Person.email == actor)) or "a former colleague"
