"""What an instructor sees first: the latest cohorts with their sums, and the badges held.

One cohort is `cohorts` and `cohort_learners`.
"""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leap_dash.db import Award
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.awards import AwardState
from leap_dash.queries.awards import state_on
from leap_dash.queries.cohorts import summaries
from leap_dash.records import Overview

MOST_COHORTS = 30


def overview(session: Session, scope: Scope, *, now: datetime) -> Overview:
    """The latest cohorts, those that end last first, and the badges held."""
    badges, badged = _badges(session, scope, now)
    listed = summaries(session, scope, now=now, limit=MOST_COHORTS)
    return Overview(listed, badges=badges, badged=badged)


def _badges(session: Session, scope: Scope, now: datetime) -> tuple[int, int]:
    """How many badges are held in the viewer's orgs, and by how many learners."""
    row = session.execute(
        select(func.count(), func.count(Award.learner_id.distinct())).where(
            within(scope, Permission.SEE_LEARNERS, Award.org_id),
            state_on(now) == AwardState.ISSUED,
        )
    ).one()
    return row[0], row[1]
