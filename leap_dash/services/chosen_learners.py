"""Learners whom somebody has selected for one act: all of one org, within the scope, not too many.

The ids come from a browser: one that the viewer may not act on refuses the whole act.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import Learner
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.errors import BadInputError, NotFoundError
from leap_dash.services.bulk import among


@dataclass(frozen=True, slots=True)
class ChosenLearners:
    """Their org, and the e-mail of each that has one by id, in the order of the ids."""

    org_id: UUID
    emails: dict[UUID, str | None]


def chosen_learners(
    session: Session,
    scope: Scope,
    permission: Permission,
    learner_ids: Collection[UUID],
    *,
    most: int,
) -> ChosenLearners:
    """The learners with these ids.

    Raises NotFoundError for one whom the viewer cannot see, ForbiddenError without the permission
    there, BadInputError for none, for more than `most` and for learners of several organisations.
    """
    wanted = set(learner_ids)
    if not wanted:
        raise BadInputError("Nobody is selected: select at least one learner.")
    if len(wanted) > most:
        raise BadInputError(
            f"{len(wanted):,} learners are selected; at most {most:,} can be at a time."
        )
    rows = session.execute(
        select(Learner.id, Learner.org_id, Learner.email)
        .where(
            among(session, Learner.id, wanted),
            within(scope, Permission.SEE_LEARNERS, Learner.org_id),
        )
        .order_by(Learner.id)
    ).all()
    if len(rows) < len(wanted):
        raise NotFoundError("One of these learners is not there, or not yours to see.")
    orgs = {row.org_id for row in rows}
    if len(orgs) > 1:
        raise BadInputError(
            "These learners are of several organisations: select those of one at a time."
        )
    (org_id,) = orgs
    scope.require(permission, org_id)
    return ChosenLearners(org_id, {row.id: row.email for row in rows})
