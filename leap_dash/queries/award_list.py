"""Every award as the command line lists them, with the codes that people typed in."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from leap_dash.db import Achievement, Award, Cohort, Learner, LearnerIdentifier
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.awards import AwardState
from leap_dash.queries.awards import state_on
from leap_dash.queries.learner_ids import as_uuid
from leap_dash.records import ListedAward


def list_awards(
    session: Session,
    scope: Scope,
    *,
    achievement: str | None = None,
    cohort: str | None = None,
    learner: str | None = None,
    now: datetime,
) -> Iterator[ListedAward]:
    """Awards in the order in which they were issued, those not yet issued last.

    `achievement` is a slug, `cohort` a code, `learner` any identifier or the UUID.
    """
    statement = (
        select(
            Award.id,
            Achievement.slug,
            Learner.key,
            Learner.id,
            state_on(now),
            Award.issued_at,
        )
        .join(Achievement, Achievement.id == Award.achievement_id)
        .join(Learner, Learner.id == Award.learner_id)
        .where(within(scope, Permission.SEE_LEARNERS, Award.org_id))
        .order_by(Award.issued_at.asc().nulls_last(), Learner.key, Award.id)
    )
    if achievement is not None:
        statement = statement.where(Achievement.slug == achievement)
    if cohort is not None:
        statement = statement.join(Cohort, Cohort.id == Award.cohort_id)
        statement = statement.where(Cohort.code == cohort)
    if learner is not None:
        identified = select(LearnerIdentifier.learner_id).where(LearnerIdentifier.value == learner)
        named = [Learner.key == learner, Learner.id.in_(identified)]
        uuid = as_uuid(learner)
        statement = statement.where(or_(*named, *([Learner.id == uuid] if uuid else [])))
    for id_, slug, key, learner_id, state, issued_at in session.execute(statement):
        yield ListedAward(id_, slug, key, learner_id, AwardState(state), issued_at)
