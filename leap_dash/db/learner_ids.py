"""Finds learners by what people call them by: an identifier of any source, or the UUID."""

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import SQLColumnExpression, func, select
from sqlalchemy.orm import Session

from leap_dash.db.roster import Learner, LearnerIdentifier
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.errors import BadInputError, NotFoundError


def find_learners(
    session: Session, scope: Scope, ids: Iterable[str], *, org_id: UUID
) -> dict[str, UUID]:
    """The learner of the org that each id names.

    Raises NotFoundError for an id that names nobody in the scope, BadInputError for one that names
    two people, both with the id.
    """
    wanted = list(dict.fromkeys(ids))
    found = match_learners(session, scope, wanted, org_id=org_id)
    return {name: _only(name, found.get(name, set())) for name in wanted}


def match_learners(
    session: Session,
    scope: Scope,
    ids: Iterable[str],
    *,
    org_id: UUID | None = None,
    permission: Permission = Permission.SEE_LEARNERS,
) -> dict[str, set[UUID]]:
    """The learners that each id names, if any, whatever stands around it, in the orgs in which the
    viewer has the permission, or of those in the one.

    An id of a record that was merged names the one that is kept.
    """
    asked = {name: name.strip() for name in ids}
    wanted = set(asked.values())
    visible = [within(scope, permission, Learner.org_id)]
    if org_id is not None:
        visible.append(Learner.org_id == org_id)
    current = current_id()
    by_key = select(Learner.key, current).where(Learner.key.in_(wanted), *visible)
    by_identifier = (
        select(LearnerIdentifier.value, current)
        .join(Learner, Learner.id == LearnerIdentifier.learner_id)
        .where(LearnerIdentifier.value.in_(wanted), *visible)
    )
    found: dict[str, set[UUID]] = {}
    for name, learner_id in [*session.execute(by_key), *session.execute(by_identifier)]:
        found.setdefault(name, set()).add(learner_id)
    uuids = {name: uuid for name in wanted if (uuid := as_uuid(name)) is not None}
    known = dict(
        session.execute(
            select(Learner.id, current).where(Learner.id.in_(uuids.values()), *visible)
        ).all()
    )
    for name, uuid in uuids.items():
        if uuid in known:
            found.setdefault(name, set()).add(known[uuid])
    return {name: found[bare] for name, bare in asked.items() if bare in found}


def current_id() -> SQLColumnExpression[UUID]:
    """The id of a learner's record or, where it was merged, of the one that is kept."""
    return func.coalesce(Learner.merged_into_id, Learner.id)


def current_records(session: Session, scope: Scope, ids: Collection[UUID]) -> frozenset[UUID]:
    """These records as they were written down before, those merged since as the ones kept."""
    merged = select(Learner.id, Learner.merged_into_id).where(
        Learner.id.in_(ids),
        Learner.merged_into_id.is_not(None),
        within(scope, Permission.SEE_LEARNERS, Learner.org_id),
    )
    kept = dict(session.execute(merged).all())
    return frozenset(kept.get(each) or each for each in ids)


def _only(name: str, learners: set[UUID]) -> UUID:
    if not learners:
        raise NotFoundError(f"There is no learner {name!r} in this organisation.")
    if len(learners) > 1:
        raise BadInputError(
            f"{name!r} names {len(learners)} learners of this organisation; give the UUID "
            "of the one that is meant."
        )
    return next(iter(learners))


def as_uuid(name: str) -> UUID | None:
    """The UUID that the text is, if it is one."""
    try:
        return UUID(name)
    except ValueError:
        return None
