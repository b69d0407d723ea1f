"""Proposed awards that wait for a moderator, for those who may approve them."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Subquery, and_, func, select
from sqlalchemy.orm import Session

from leap_dash.db import (
    Achievement,
    Award,
    AwardBatch,
    Cohort,
    CriteriaRule,
    Learner,
    Org,
    Person,
    ReturnedProposal,
)
from leap_dash.db.approvals import lacks_approval_of
from leap_dash.db.lapsing import of_kind
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.awards import AwardState
from leap_dash.domain.criteria_parse import parse
from leap_dash.domain.errors import NotFoundError
from leap_dash.queries.eligibility_lookup import names_in
from leap_dash.queries.evidence import evidence_files, evidence_texts
from leap_dash.queries.learner_names import by_name, learner_name
from leap_dash.queries.traces import traced_clauses
from leap_dash.records import Proposal, ProposalBatch, ReturnedRow


def waiting_for(session: Session, scope: Scope) -> int:
    """How many proposals wait for the viewer: not their own, or those they have approved."""
    statement = (
        select(func.count())
        .select_from(Award)
        .where(
            _awaits(scope),
            Award.decided_by != scope.actor,
            within(scope, Permission.APPROVE, Award.org_id),
        )
    )
    return session.scalar(statement) or 0


def proposed_learners(
    session: Session, scope: Scope, achievement_id: UUID, *, renewing: bool
) -> frozenset[UUID]:
    """Who waits for this badge or, with `renewing`, to have it renewed."""
    statement = select(Award.learner_id).where(
        Award.achievement_id == achievement_id,
        Award.state == AwardState.PROPOSED,
        of_kind(renewing=renewing),
        within(scope, Permission.APPROVE, Award.org_id),
    )
    return frozenset(session.scalars(statement))


def proposal_batches(
    session: Session, scope: Scope, *, limit: int = 100
) -> tuple[ProposalBatch, ...]:
    """What waits, the longest first; the viewer's own proposals last."""
    own = AwardBatch.requested_by == scope.actor
    waiting = _waiting(scope)
    some = _batches(scope, waiting).where(waiting.c.waiting > 0)
    statement = some.order_by(own, AwardBatch.created_at, AwardBatch.id).limit(limit)
    return tuple(_batch(row, scope) for row in session.execute(statement))


def proposal_batch(session: Session, scope: Scope, batch_id: UUID) -> ProposalBatch:
    """One batch, also when none of it waits any more. Raises NotFoundError."""
    row = session.execute(_batches(scope, _waiting(scope)).where(AwardBatch.id == batch_id)).first()
    if row is None:
        raise NotFoundError("There are no such proposals in your organisation.")
    return _batch(row, scope)


def proposals(
    session: Session,
    scope: Scope,
    batch_id: UUID,
    *,
    every: int = 1,
    page: int = 1,
    size: int = 50,
) -> tuple[int, tuple[Proposal, ...]]:
    """How many there are, and one page of them by name. `every` 10: a tenth of them, as a sample.

    The sample is spread evenly over the awards in the order of their ids, which are random: it is
    the same at each look, and nobody can foresee whom it shows.
    """
    place = func.row_number().over(order_by=Award.id).label("place")
    waiting = (
        select(Award.id, place)
        .where(
            Award.batch_id == batch_id,
            _awaits(scope),
            within(scope, Permission.APPROVE, Award.org_id),
        )
        .subquery("waiting")
    )
    shown = select(waiting.c.id).where((waiting.c.place - 1) % every == 0)
    rows = session.execute(
        select(
            Award.id,
            Award.trace,
            Award.learner_id,
            Learner.given_name,
            Learner.family_name,
            Learner.key,
            Cohort.name.label("cohort_name"),
            CriteriaRule.rule,
            Achievement.org_id,
            Achievement.programme_id,
        )
        .join(Learner, Learner.id == Award.learner_id)
        .join(CriteriaRule, CriteriaRule.id == Award.criteria_rule_id)
        .join(Achievement, Achievement.id == Award.achievement_id)
        .outerjoin(Cohort, Cohort.id == Award.cohort_id)
        .where(Award.id.in_(shown))
        .order_by(*by_name(Learner.__table__.c), Award.id)
        .limit(size)
        .offset(size * (page - 1))
    ).all()
    total = session.scalar(select(func.count()).select_from(shown.subquery())) or 0
    if not rows:
        return total, ()
    # All of a batch are judged by one version of the rule.
    rule = parse(rows[0].rule)
    names = names_in(session, rows[0].org_id, rows[0].programme_id, rule)
    ids = [row.id for row in rows]
    stated, files = evidence_texts(session, ids), evidence_files(session, ids)
    return total, tuple(
        Proposal(
            award_id=row.id,
            learner_id=row.learner_id,
            learner_name=learner_name(row.given_name, row.family_name, row.key),
            cohort_name=row.cohort_name,
            clauses=traced_clauses(rule, names, row.trace),
            evidence=stated[row.id],
            files=files[row.id],
        )
        for row in rows
    )


def returned(
    session: Session, scope: Scope, batch_id: UUID, *, limit: int = 100
) -> tuple[int, tuple[ReturnedRow, ...]]:
    """How many of a batch were returned, and the latest of them with their notes."""
    mine = (
        ReturnedProposal.batch_id == batch_id,
        within(scope, Permission.SEE_LEARNERS, ReturnedProposal.org_id),
    )
    rows = session.execute(
        select(
            ReturnedProposal,
            Learner.given_name,
            Learner.family_name,
            Learner.key,
        )
        .join(Learner, Learner.id == ReturnedProposal.learner_id)
        .where(*mine)
        .order_by(ReturnedProposal.returned_at.desc(), *by_name(Learner.__table__.c))
        .limit(limit)
    )
    found = tuple(
        ReturnedRow(
            learner_id=row.learner_id,
            learner_name=learner_name(given, family, key),
            note=row.note,
            returned_by=row.returned_by,
            returned_at=row.returned_at,
        )
        for row, given, family, key in rows
    )
    total = select(func.count()).select_from(ReturnedProposal).where(*mine)
    return session.scalar(total) or 0, found


def _awaits(scope: Scope) -> ColumnElement[bool]:
    """Proposals that lack the approval of somebody in the viewer's role."""
    return and_(Award.state == AwardState.PROPOSED, lacks_approval_of(scope))


def _waiting(scope: Scope) -> Subquery:
    """By batch how many wait for the viewer, and how many for somebody in another role alone."""
    return (
        select(
            Award.batch_id,
            func.count().filter(_awaits(scope)).label("waiting"),
            func.count().filter(~lacks_approval_of(scope)).label("elsewhere"),
        )
        .where(Award.state == AwardState.PROPOSED, within(scope, Permission.APPROVE, Award.org_id))
        .group_by(Award.batch_id)
        .subquery("waiting")
    )


def _batches(scope: Scope, waiting: Subquery) -> Select[*tuple[Any, ...]]:
    return (
        select(
            AwardBatch.id,
            Org.name.label("org_name"),
            AwardBatch.achievement_id,
            Achievement.name.label("achievement_name"),
            CriteriaRule.narrative,
            AwardBatch.rule_version,
            Cohort.name.label("cohort_name"),
            AwardBatch.requested_by,
            Person.name.label("proposer"),
            AwardBatch.created_at,
            func.coalesce(waiting.c.waiting, 0).label("waiting"),
            func.coalesce(waiting.c.elsewhere, 0).label("elsewhere"),
        )
        .outerjoin(waiting, waiting.c.batch_id == AwardBatch.id)
        .outerjoin(Person, Person.email == AwardBatch.requested_by)
        .join(Org, Org.id == AwardBatch.org_id)
        .join(Achievement, Achievement.id == AwardBatch.achievement_id)
        .join(
            CriteriaRule,
            and_(
                CriteriaRule.achievement_id == AwardBatch.achievement_id,
                CriteriaRule.version == AwardBatch.rule_version,
            ),
        )
        .outerjoin(Cohort, Cohort.id == AwardBatch.cohort_id)
        .where(within(scope, Permission.APPROVE, AwardBatch.org_id))
    )


def _batch(row: Row[*tuple[Any, ...]], scope: Scope) -> ProposalBatch:
    return ProposalBatch(
        id=row.id,
        org_name=row.org_name,
        achievement_id=row.achievement_id,
        achievement_name=row.achievement_name,
        narrative=row.narrative,
        rule_version=row.rule_version,
        cohort_name=row.cohort_name,
        proposed_by=row.proposer or row.requested_by,
        proposed_at=row.created_at,
        waiting=row.waiting,
        elsewhere=row.elsewhere,
        own=row.requested_by == scope.actor,
    )
