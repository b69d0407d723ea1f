"""Lists of learners from a file, for the review of a bulk award: kept while somebody needs them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from leap_dash.db import Achievement, AwardList
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.errors import NotFoundError
from leap_dash.ingest.learner_list import BadLine

KEPT = timedelta(days=400)
"""A scheduled award may be planned for a day within a year."""


def keep_list(
    session: Session,
    scope: Scope,
    achievement_id: UUID,
    learners: Sequence[UUID],
    problems: Sequence[BadLine],
    *,
    now: datetime,
) -> UUID:
    """Keep whom a file names, as `queries.award_lists.find_listed` found them; the list's id.

    Raises NotFoundError for a badge that the viewer may not award.
    """
    org_id = session.scalar(
        select(Achievement.org_id).where(
            Achievement.id == achievement_id, within(scope, Permission.AWARD, Achievement.org_id)
        )
    )
    if org_id is None:
        raise NotFoundError("There is no such badge that you could award.")
    session.execute(delete(AwardList).where(AwardList.made_at < now - KEPT))
    kept = AwardList(
        org_id=org_id,
        achievement_id=achievement_id,
        learners=[str(each) for each in learners],
        problems=[
            {"line": each.line, "learner": each.learner, "reason": each.reason} for each in problems
        ],
        made_by=scope.actor,
        made_at=now,
    )
    session.add(kept)
    session.flush()
    return kept.id
