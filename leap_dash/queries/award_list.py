"""Every award as the command line lists them, with the codes that people typed in."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from leap_dash.db import Achievement, Award, Cohort, Learner, Org
from leap_dash.db.learner_ids import as_uuid, match_learners
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.awards import AwardState
from leap_dash.domain.errors import NotFoundError
from leap_dash.queries.awards import state_on
from leap_dash.queries.eligibility_lookup import called
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

    `achievement` is a slug, `org/slug` or id, `cohort` a code or id, `learner` any identifier or
    the UUID; what several orgs have by that name is listed of all of them. Raises NotFoundError
    for a name of which there is none in the scope.
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
    for column, named, words in (
        (Award.achievement_id, _achievements(scope, achievement), f"badge {achievement!r}"),
        (Award.cohort_id, _cohorts(scope, cohort), f"cohort {cohort!r}"),
        (Award.learner_id, _learners(session, scope, learner), f"learner {learner!r}"),
    ):
        if named is None:
            continue
        if session.scalar(named.limit(1)) is None:
            raise NotFoundError(f"There is no {words} here.")
        statement = statement.where(column.in_(named))
    return (
        ListedAward(id_, slug, key, learner_id, AwardState(state), issued_at)
        for id_, slug, key, learner_id, state, issued_at in session.execute(statement)
    )


def _achievements(scope: Scope, name: str | None) -> Select[UUID] | None:
    if name is None:
        return None
    visible = within(scope, Permission.SEE_LEARNERS, Achievement.org_id)
    joined = select(Achievement.id).join(Org, Org.id == Achievement.org_id)
    return joined.where(called(name), visible)


def _cohorts(scope: Scope, name: str | None) -> Select[UUID] | None:
    if name is None:
        return None
    uuid = as_uuid(name)
    named = or_(Cohort.code == name, *([Cohort.id == uuid] if uuid else []))
    return select(Cohort.id).where(named, within(scope, Permission.SEE_LEARNERS, Cohort.org_id))


def _learners(session: Session, scope: Scope, name: str | None) -> Select[UUID] | None:
    if name is None:
        return None
    named = match_learners(session, scope, [name]).get(name, set())
    return select(Learner.id).where(Learner.id.in_(named))
