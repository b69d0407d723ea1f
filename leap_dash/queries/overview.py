"""What an instructor sees first: the latest cohorts, and their sums together.

One cohort is `cohorts` and `cohort_learners`.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leap_dash.db import Award, Section
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.awards import AwardState
from leap_dash.queries.awards import state_on
from leap_dash.queries.cohorts import summaries
from leap_dash.queries.learner_sums import ENROLLED, group_columns, group_of, learner_sums
from leap_dash.records import CohortSummary, GroupSums, Overview

MOST_COHORTS = 30


def overview(session: Session, scope: Scope, *, now: datetime) -> Overview:
    """The latest cohorts, those that end last first, and their sums.

    The sums are over the running ones, or over all of them where none is running: in a list that
    mixes both, "behind" would mostly mean people who left long ago.
    """
    cohorts, of = summaries(session, scope, now=now, limit=MOST_COHORTS)
    running = tuple(cohort for cohort in cohorts if cohort.running)
    badges, badged = _badges(session, scope, now)
    return Overview(
        cohorts=cohorts,
        of=of,
        running=len(running),
        sums=_sums(session, scope, running or cohorts),
        badges=badges,
        badged=badged,
    )


def _sums(session: Session, scope: Scope, cohorts: Sequence[CohortSummary]) -> GroupSums:
    """Sums of several cohorts together, in which a learner counts once."""
    if len(cohorts) < 2:
        return cohorts[0].sums if cohorts else GroupSums()
    sums = learner_sums(
        scope, Section.cohort_id.in_([cohort.id for cohort in cohorts]), ENROLLED
    ).subquery()
    running = sums.c.cohort_id.in_([cohort.id for cohort in cohorts if cohort.running])
    as_of = min(cohort.today for cohort in cohorts)
    row = session.execute(
        select(*group_columns(sums, as_of, running=running, in_several=True))
    ).one()
    return group_of(row, withdrawn=sum(cohort.sums.withdrawn for cohort in cohorts))


def _badges(session: Session, scope: Scope, now: datetime) -> tuple[int, int]:
    """How many badges are held in the viewer's orgs, and by how many learners."""
    row = session.execute(
        select(func.count(), func.count(Award.learner_id.distinct())).where(
            within(scope, Permission.SEE_LEARNERS, Award.org_id),
            state_on(now) == AwardState.ISSUED,
        )
    ).one()
    return row[0], row[1]
