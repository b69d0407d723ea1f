"""Approvals of proposed awards, in the roles for which their rule asks.

A rule may ask for approvals (`{"approved": {"by": ROLE}}`). Whoever lacks nothing else is proposed,
and their award is approved once the approvals that were given meet the rule.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, literal, select
from sqlalchemy.orm import Session

from leap_dash.db import Achievement, Approval, Award, AwardBatch, CriteriaRule
from leap_dash.db.approvals import approved_in
from leap_dash.domain.access import Role, Scope
from leap_dash.domain.criteria import Approved, Rule, roles_asked
from leap_dash.domain.criteria_evaluate import Evaluation, conclude, recall, trace
from leap_dash.domain.criteria_parse import parse
from leap_dash.domain.errors import ConflictError
from leap_dash.services.bulk import among, update_rows


def asks_for(session: Session, achievement_id: UUID) -> frozenset[Role]:
    """The roles whose approval the badge's rule in force asks for somewhere; mostly none."""
    in_force = select(CriteriaRule.rule).join(
        Achievement,
        (Achievement.id == CriteriaRule.achievement_id)
        & (Achievement.rule_version == CriteriaRule.version),
    )
    rule = session.scalar(in_force.where(Achievement.id == achievement_id))
    return frozenset() if rule is None else roles_asked(parse(rule))


def reviewing_roles(session: Session, batch: AwardBatch) -> frozenset[Role]:
    """Whose approval proposals of this batch take: by its rule, or as those of any reviewed badge.

    An administrator may stand in for a moderator where no rule names a role, but need not.
    """
    return roles_asked(_rule(session, batch)) or frozenset({Role.MODERATOR})


def add_approvals(
    session: Session,
    scope: Scope,
    batch: AwardBatch,
    award_ids: Sequence[UUID],
    *,
    note: str,
    now: datetime,
) -> Sequence[UUID]:
    """Let the viewer approve these awards of a batch; returns those that lack no approval now.

    Raises ConflictError where the viewer's approval is missing to none of them.
    """
    rule = _rule(session, batch)
    asked = roles_asked(rule)
    roles = asked & _held(scope, batch.org_id) or {_role(scope, batch.org_id)}
    before = _given(session, award_ids) if asked else {}
    for role in sorted(roles):
        _insert(session, scope, award_ids, role, note, now)
    if not asked:
        return award_ids
    judged = _judged(session, rule, award_ids, {each: before[each] | roles for each in award_ids})
    enough = [award_id for award_id, found in judged.items() if found.met]
    _refuse_useless(judged, asked, roles, before)
    rows = [(each.hex, trace(judged[each])) for each in enough]
    update_rows(session, Award, ["id"], ["trace"], rows)
    return enough


def _rule(session: Session, batch: AwardBatch) -> Rule:
    """The one by which its awards were proposed."""
    statement = select(CriteriaRule.rule).where(
        CriteriaRule.achievement_id == batch.achievement_id,
        CriteriaRule.version == batch.rule_version,
    )
    return parse(session.execute(statement).scalar_one())


def _refuse_useless(
    judged: Mapping[UUID, Evaluation],
    asked: Collection[Role],
    roles: Collection[Role],
    before: Mapping[UUID, Collection[Role]],
) -> None:
    """Refuse where none of them gains anything: the rule asks for another role, or has this one."""
    given = set(roles) & set(asked)
    if any(found.met or given - set(before[award_id]) for award_id, found in judged.items()):
        return
    lacking = dict.fromkeys(
        each.clause.by
        for found in judged.values()
        for each in found.missing
        if isinstance(each.clause, Approved)
    )
    who = " and ".join(f"somebody who is {role.value} here" for role in lacking)
    raise ConflictError(
        f"The rule of this badge asks for the approval of {who or 'somebody else'}: yours does "
        "not stand for it. Nothing was done."
    )


def _judged(
    session: Session,
    rule: Rule,
    award_ids: Sequence[UUID],
    given: Mapping[UUID, Collection[Role]],
) -> dict[UUID, Evaluation]:
    """The awards by what met the rule when they were proposed, and by these approvals."""
    statement = select(Award.id, Award.trace).where(among(session, Award.id, award_ids))
    return {
        award_id: _with_approvals(rule, traced, given[award_id])
        for award_id, traced in session.execute(statement)
    }


def _with_approvals(
    rule: Rule, traced: Sequence[Mapping[str, Any]], given: Collection[Role]
) -> Evaluation:
    found = recall(rule, traced)
    return conclude(
        rule,
        [
            replace(each.measure, value=1.0)
            if isinstance(each.clause, Approved) and each.clause.by in given
            else each.measure
            for each in found.clauses
        ],
    )


def _given(session: Session, award_ids: Sequence[UUID]) -> defaultdict[UUID, frozenset[Role]]:
    statement = select(Approval.award_id, Approval.role).where(
        among(session, Approval.award_id, award_ids)
    )
    found: defaultdict[UUID, frozenset[Role]] = defaultdict(frozenset)
    for award_id, role in session.execute(statement):
        found[award_id] |= {Role(role)}
    return found


def _insert(
    session: Session, scope: Scope, award_ids: Sequence[UUID], role: Role, note: str, now: datetime
) -> None:
    session.execute(
        insert(Approval).from_select(
            ["award_id", "role", "approved_by", "approved_at", "note"],
            select(
                Award.id,
                literal(role.value),
                literal(scope.actor),
                literal(now, Approval.approved_at.type),
                literal(note or None, Approval.note.type),
            ).where(among(session, Award.id, award_ids), ~approved_in(role)),
        )
    )


def _held(scope: Scope, org_id: UUID) -> frozenset[Role]:
    """The viewer's roles there; the operator stands in for everybody."""
    if scope.operator:
        return frozenset(Role)
    return frozenset(grant.role for grant in scope.grants if grant.org_id == org_id)


def _role(scope: Scope, org_id: UUID) -> Role:
    """In which role the viewer approves where the rule asks for none."""
    return Role.MODERATOR if Role.MODERATOR in _held(scope, org_id) else Role.ADMINISTRATOR
