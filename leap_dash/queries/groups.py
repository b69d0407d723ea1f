"""Groups of learners and who is in them; and how selected learners are called."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from leap_dash.db import (
    Cohort,
    Enrollment,
    Learner,
    LearnerGroup,
    LearnerGroupMember,
    Org,
    Person,
    Section,
)
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.errors import NotFoundError
from leap_dash.queries.learner_names import by_name, learner_name
from leap_dash.records import Choice, ChosenNames, GroupRow, MemberRow

MOST_LISTED = 200


def groups(session: Session, scope: Scope) -> tuple[GroupRow, ...]:
    """The groups that the viewer can see, by name."""
    rows = session.execute(_groups(scope).order_by(func.lower(LearnerGroup.name), Org.name))
    return tuple(GroupRow(*row) for row in rows)


def group(session: Session, scope: Scope, group_id: UUID) -> GroupRow:
    """One group. Raises NotFoundError for one that is not there or outside the scope."""
    row = session.execute(_groups(scope).where(LearnerGroup.id == group_id)).one_or_none()
    if row is None:
        raise NotFoundError("There is no such group any more, or none that you can see.")
    return GroupRow(*row)


def group_choices(session: Session, scope: Scope) -> list[Choice]:
    """The groups to which the viewer may add learners, by name."""
    rows = session.execute(
        select(LearnerGroup.id, LearnerGroup.name)
        .where(
            LearnerGroup.deleted_at.is_(None), within(scope, Permission.GROUP, LearnerGroup.org_id)
        )
        .order_by(func.lower(LearnerGroup.name))
        .limit(MOST_LISTED)
    )
    return [Choice(id_, name) for id_, name in rows]


def members(
    session: Session, scope: Scope, group_id: UUID, *, page: int, size: int
) -> tuple[MemberRow, ...]:
    """One page of at most `size` learners of a group, by name; pages count from 1."""
    rows = session.execute(
        select(Learner.id, Learner.given_name, Learner.family_name, Learner.key, Learner.email)
        .where(Learner.id.in_(_of_group(group_id)), _visible(scope))
        .order_by(*by_name(Learner.__table__.c))
        .limit(size)
        .offset((page - 1) * size)
    ).all()
    cohorts = _cohorts(session, [row.id for row in rows])
    return tuple(
        MemberRow(
            row.id,
            learner_name(row.given_name, row.family_name, row.key),
            row.key,
            row.email,
            tuple(cohorts[row.id]),
        )
        for row in rows
    )


def member_ids(session: Session, scope: Scope, group_id: UUID) -> tuple[UUID, ...]:
    """Everybody in a group. Raises NotFoundError as `group`."""
    group(session, scope, group_id)
    return tuple(
        session.scalars(
            select(Learner.id).where(Learner.id.in_(_of_group(group_id)), _visible(scope))
        )
    )


def chosen_names(
    session: Session, scope: Scope, learner_ids: Collection[UUID], *, named: int
) -> ChosenNames:
    """How these learners are called, the first `named` of them by name; others are left out."""
    of_these = (Learner.id.in_(learner_ids), _visible(scope))
    total, without = session.execute(
        select(func.count(), func.count().filter(Learner.email.is_(None))).where(*of_these)
    ).one()
    rows = session.execute(
        select(Learner.given_name, Learner.family_name, Learner.key)
        .where(*of_these)
        .order_by(*by_name(Learner.__table__.c))
        .limit(named)
    )
    return ChosenNames(total, tuple(learner_name(*row) for row in rows), without)


def _groups(scope: Scope) -> Select[UUID, str, str, int, str, datetime]:
    size = (
        select(func.count())
        .where(
            LearnerGroupMember.group_id == LearnerGroup.id, LearnerGroupMember.removed_at.is_(None)
        )
        .scalar_subquery()
    )
    return (
        select(
            LearnerGroup.id,
            LearnerGroup.name,
            Org.name,
            size,
            Person.name,
            LearnerGroup.created_at,
        )
        .join(Org, Org.id == LearnerGroup.org_id)
        .outerjoin(Person, Person.id == LearnerGroup.created_by)
        .where(
            LearnerGroup.deleted_at.is_(None),
            within(scope, Permission.SEE_LEARNERS, LearnerGroup.org_id),
        )
    )


def _of_group(group_id: UUID) -> Select[UUID]:
    return select(LearnerGroupMember.learner_id).where(
        LearnerGroupMember.group_id == group_id, LearnerGroupMember.removed_at.is_(None)
    )


def _visible(scope: Scope) -> ColumnElement[bool]:
    return within(scope, Permission.SEE_LEARNERS, Learner.org_id)


def _cohorts(session: Session, learner_ids: Sequence[UUID]) -> defaultdict[UUID, list[str]]:
    rows = session.execute(
        select(Enrollment.learner_id, Cohort.name)
        .join(Section, Section.id == Enrollment.section_id)
        .join(Cohort, Cohort.id == Section.cohort_id)
        .where(Enrollment.learner_id.in_(learner_ids), Enrollment.status != "withdrawn")
        .distinct()
        .order_by(Cohort.name)
    )
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    for learner_id, name in rows:
        found[learner_id].append(name)
    return found
