"""Automatic badges: what is to be evaluated, what follows from a badge, and the switch.

An import leaves a mark at the cohorts that it touches, in the same transaction, and a signed badge
at those in which its holder could now earn one that asks for it (`holds`). Nothing else does: a new
rule awards nobody before the next import. The worker evaluates marked cohorts until there are no
marks, which is where the pathways end: circles are refused when a rule is saved. Judging is the
business of `jobs.automatic`.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, exists, insert, literal, or_, select
from sqlalchemy.orm import Session

from leap_dash.db import (
    Achievement,
    AutomaticStop,
    Award,
    AwardBatch,
    Cohort,
    CriteriaRule,
    Enrollment,
    EvaluationMark,
    Org,
    Section,
)
from leap_dash.domain.access import AUTOMATIC, Permission, Scope
from leap_dash.domain.awards import BatchState
from leap_dash.domain.errors import NotFoundError
from leap_dash.services import audit
from leap_dash.services.bulk import Id, among

AUTOMATICALLY = "automatic"


def mark_sections(
    session: Session, sections: Collection[UUID] | Collection[Id], now: datetime
) -> None:
    """Have the cohorts of these sections evaluated."""
    if sections:
        _mark(session, select(Section.cohort_id).where(among(session, Section.id, sections)), now)


def mark_after(
    session: Session, achievement_id: UUID, award_ids: Collection[UUID], now: datetime
) -> None:
    """Have those evaluated who may now get a badge that asks for this one, just given to them."""
    following = _asking_for(session, achievement_id)
    if not following or not award_ids:
        return
    holders = select(Award.learner_id).where(among(session, Award.id, award_ids))
    _mark(
        session,
        select(Cohort.id)
        .join(Section, Section.cohort_id == Cohort.id)
        .join(Enrollment, Enrollment.section_id == Section.id)
        .join(
            Achievement,
            (Achievement.org_id == Cohort.org_id)
            & (Achievement.programme_id == Cohort.programme_id),
        )
        .where(Achievement.id.in_(following), Enrollment.learner_id.in_(holders)),
        now,
    )


def due(session: Session) -> Sequence[UUID]:
    """Cohorts that are to be evaluated, the longest marked first; none where it is switched off."""
    statement = (
        select(EvaluationMark.cohort_id)
        .join(Cohort, Cohort.id == EvaluationMark.cohort_id)
        .where(~_is_stopped(Cohort.org_id))
        .order_by(EvaluationMark.id)
    )
    return list(dict.fromkeys(session.scalars(statement)))


def take_marks(session: Session, cohort_id: UUID) -> Sequence[UUID]:
    """Take the cohort's marks away; returns the automatic badges to evaluate for it."""
    # Those seen by now: what an import adds at this moment stays for the next time.
    seen = session.scalars(
        select(EvaluationMark.id).where(EvaluationMark.cohort_id == cohort_id)
    ).all()
    session.execute(delete(EvaluationMark).where(among(session, EvaluationMark.id, seen)))
    statement = (
        select(Achievement.id)
        .join(
            Cohort,
            (Cohort.org_id == Achievement.org_id)
            & (Cohort.programme_id == Achievement.programme_id),
        )
        .where(Cohort.id == cohort_id, Achievement.award_mode == AUTOMATICALLY)
        .order_by(Achievement.created_at, Achievement.id)
    )
    return session.scalars(statement).all()


def halted(session: Session) -> frozenset[UUID]:
    """Batches begun automatically that wait because it was switched off since."""
    statement = select(AwardBatch.id).where(
        AwardBatch.requested_by == AUTOMATIC.actor,
        AwardBatch.state == BatchState.RUNNING,
        _is_stopped(AwardBatch.org_id),
    )
    return frozenset(session.scalars(statement))


def switch(session: Session, scope: Scope, org_id: UUID | None, *, on: bool, now: datetime) -> None:
    """Let automatic awards of an org go on or stop; of the whole installation where none is named.

    What was to be evaluated waits until it is switched on again. Raises NotFoundError for an org
    that the viewer does not run, ForbiddenError for the installation, which the operator runs.
    """
    if org_id is None and not scope.operator:
        scope.require(Permission.ADMINISTER)
        raise NotFoundError("Only whoever runs the installation switches it for all of it.")
    if org_id is not None and not scope.may(Permission.ADMINISTER, org_id):
        raise NotFoundError("There is no such organisation that you run.")
    session.execute(delete(AutomaticStop).where(_of(org_id)))
    if not on:
        session.add(AutomaticStop(org_id=org_id, stopped_by=scope.actor, stopped_at=now))
    audit.record(
        session,
        at=now,
        actor=scope.actor,
        org_id=org_id,
        action="automatic.on" if on else "automatic.off",
        subject=str(org_id or "installation"),
    )


def org_called(session: Session, slug: str) -> UUID:
    """The org with this slug. Raises NotFoundError."""
    found = session.scalar(select(Org.id).where(Org.slug == slug))
    if found is None:
        raise NotFoundError(f"There is no organisation {slug!r}.")
    return found


def _of(org_id: UUID | None) -> ColumnElement[bool]:
    return AutomaticStop.org_id.is_(None) if org_id is None else AutomaticStop.org_id == org_id


def _is_stopped(org_id: Any) -> ColumnElement[bool]:  # noqa: ANN401  a column of any table
    return exists().where(or_(AutomaticStop.org_id.is_(None), AutomaticStop.org_id == org_id))


def _asking_for(session: Session, achievement_id: UUID) -> list[UUID]:
    """Automatic badges whose rule in force asks to hold this one."""
    rows = session.execute(
        select(Achievement.id, CriteriaRule.needs)
        .join(CriteriaRule, CriteriaRule.achievement_id == Achievement.id)
        .where(
            CriteriaRule.version == Achievement.rule_version,
            Achievement.award_mode == AUTOMATICALLY,
            Achievement.org_id
            == select(Achievement.org_id)
            .where(Achievement.id == achievement_id)
            .correlate(None)
            .scalar_subquery(),
        )
    )
    return [id_ for id_, needs in rows if str(achievement_id) in needs]


def _mark(session: Session, cohorts: Select[UUID], now: datetime) -> None:
    at = literal(now, EvaluationMark.marked_at.type)
    each = cohorts.distinct().subquery()
    session.execute(
        insert(EvaluationMark).from_select(["cohort_id", "marked_at"], select(*each.c, at))
    )
