"""Lists of learners that were read from a file for the review of a bulk award."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import AwardList
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.errors import NotFoundError
from leap_dash.domain.review import Review


@dataclass(frozen=True, slots=True)
class ListedLearners:
    """Whom a file names, and its lines that could not be used: {"line", "learner", "reason"}."""

    learners: frozenset[UUID]
    problems: tuple[dict[str, Any], ...]


def listed_learners(session: Session, scope: Scope, review: Review) -> ListedLearners | None:
    """The list that a review is limited to; None for a review of everyone.

    Raises NotFoundError for a list that is not there, or of another badge.
    """
    if review.list_id is None:
        return None
    found = session.execute(
        select(AwardList.learners, AwardList.problems).where(
            AwardList.id == review.list_id,
            AwardList.achievement_id == review.achievement_id,
            within(scope, Permission.AWARD, AwardList.org_id),
        )
    ).first()
    if found is None:
        raise NotFoundError("This list of learners is not there any more: choose the file again.")
    return ListedLearners(frozenset(map(UUID, found.learners)), tuple(found.problems))
