"""The demo's badges: what they stand for at each partner, and the ones that were given already.

In finished cohorts whoever qualifies has their badges. In running ones some are left, for someone
to award, and some wait for a moderator. All of it goes the way of every badge: decided by rule,
then signed.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, aliased

from leap_dash.db import Achievement, Award, AwardBatch, Cohort, Learner, Org, Programme
from leap_dash.db.session import reading, writing
from leap_dash.domain.access import OPERATOR, Scope
from leap_dash.domain.awards import AwardState
from leap_dash.domain.errors import SigningError
from leap_dash.records import EligibilityReport
from leap_dash.services.achievements import load
from leap_dash.services.batches import finish, waiting
from leap_dash.services.demo.curriculum import PROGRAMMES
from leap_dash.services.demo.curriculum.model import BadgePlan, ProgrammePlan
from leap_dash.services.demo.example import EXAMPLE_EMAIL
from leap_dash.services.demo.intakes import HOME_COHORT
from leap_dash.services.demo.network import HOME, Partner
from leap_dash.services.demo.staff import instructor, moderator
from leap_dash.services.issuing import Publisher
from leap_dash.services.moderation import approve
from leap_dash.services.standing import revoke

# Partners that have given the first badge in their running cohorts; the others have yet to.
PROMPT = ("northgate", "donaublick")
# Where the first badge of the running cohort waits for a moderator.
PROPOSED = (HOME, "english-for-work")
REMIND_DAYS = [60, 14]
AWARDED_AFTER = timedelta(days=21)
REVOKED_BADGE = (HOME, "warm-welcome")
REVOKED_BECAUSE = "Awarded in error: two learners of the same name were taken for one."


class Decide(Protocol):
    """Judges the learners of a badge's programme and writes down an award for whoever qualifies.

    It joins a query to a service, so it is made above both and handed in.
    """

    def __call__(
        self,
        session: Session,
        scope: Scope,
        *,
        achievement: str | UUID,
        cohort: str | UUID | None = None,
        learners: Collection[UUID] | None = None,
        base_url: str,
        now: datetime,
    ) -> tuple[UUID, EligibilityReport]:
        """The batch's id and the judgement."""


@dataclass(frozen=True, slots=True)
class Giving:
    """One badge given in one cohort on one day, to everyone who qualifies or to one learner.

    One that is not `approved` is left to a moderator.
    """

    when: datetime
    org: Org
    badge: str
    cohort_id: UUID
    learner_id: UUID | None = None
    approved: bool = True


def load_badges(session: Session, partner: Partner, now: datetime) -> None:
    """Define the badges of the partner's programmes; the lower levels first."""
    for programme in PROGRAMMES:
        if programme.slug in partner.programmes and _is_run(session, partner, programme):
            for badge in programme.badges:
                load(session, OPERATOR, partner.slug, _spec(programme, badge), now=now)


def give_badges(
    engine: Engine,
    *,
    now: datetime,
    publisher: Publisher,
    decide: Decide,
    progress: Callable[[int, int], None],
) -> None:
    """Decide and sign them, each cohort's on its day; commits. Given again it finishes the rest."""
    with reading(engine)() as session:
        left_behind = [session.get_one(AwardBatch, each) for each in waiting(session)]
        givings = sorted(_givings(session, now), key=lambda giving: giving.when)
    for batch in left_behind:
        _sign(engine, batch.id, publisher, batch.created_at)
    for number, giving in enumerate(givings, start=1):
        _give(engine, giving, publisher, decide)
        progress(number, len(givings))


def revoke_one(session: Session, now: datetime) -> None:
    """Take one badge back, so that there is one to look at; of someone with few others."""
    org, badge = REVOKED_BADGE
    others = aliased(Award)
    held = select(func.count()).where(others.learner_id == Award.learner_id).scalar_subquery()
    award_id = session.scalar(
        select(Award.id)
        .join(Achievement, Achievement.id == Award.achievement_id)
        .join(Org, Org.id == Award.org_id)
        .join(Learner, Learner.id == Award.learner_id)
        .where(Org.slug == org, Achievement.slug == badge, Award.state == AwardState.ISSUED)
        .order_by(held, Learner.key)
        .limit(1)
    )
    if award_id is not None:
        revoke(session, OPERATOR, [award_id], reason=REVOKED_BECAUSE, now=now)


def _give(engine: Engine, giving: Giving, publisher: Publisher, decide: Decide) -> None:
    with writing(engine)() as session:
        batch_id, _ = decide(
            session,
            instructor(session, giving.org),
            achievement=f"{giving.org.slug}/{giving.badge}",
            cohort=giving.cohort_id,
            learners=None if giving.learner_id is None else [giving.learner_id],
            base_url=publisher.base_url,
            now=giving.when,
        )
        is_proposed = session.get_one(AwardBatch, batch_id).state == "proposed"
        if is_proposed and giving.approved:
            approve(session, moderator(session, giving.org), batch_id, None, now=giving.when)
        session.commit()
    if giving.approved or not is_proposed:
        _sign(engine, batch_id, publisher, giving.when)


def _sign(engine: Engine, batch_id: UUID, publisher: Publisher, when: datetime) -> None:
    """Raises SigningError for a batch that cannot be signed: a demo without badges is none."""
    outcome = finish(engine, batch_id, publisher=publisher, clock=lambda: when)
    if outcome.stopped_reason is not None:
        raise SigningError(outcome.stopped_reason)


def _givings(session: Session, now: datetime) -> Iterator[Giving]:
    plans = {programme.slug: programme for programme in PROGRAMMES}
    rows = session.execute(
        select(Org, Programme.slug, Cohort.id, Cohort.ends_on)
        .join(Cohort, Cohort.org_id == Org.id)
        .join(Programme, Programme.id == Cohort.programme_id)
        .where(Org.is_demo)
        .order_by(Org.slug, Programme.slug, Cohort.ends_on)
    ).all()
    example = session.scalars(select(Learner.id).where(Learner.email == EXAMPLE_EMAIL)).one()
    recently = _at_ten(now.date() - timedelta(days=3))
    for org, programme, cohort_id, ends_on in rows:
        badges = plans[programme].badges
        if ends_on is not None and ends_on < now.date():
            for days, badge in enumerate(badges):
                when = _at_ten(ends_on + AWARDED_AFTER + timedelta(days=days))
                yield Giving(min(when, now), org, badge.slug, cohort_id)
        elif org.slug in PROMPT:
            yield Giving(recently, org, badges[0].slug, cohort_id)
        elif (org.slug, programme) == HOME_COHORT:
            yield Giving(recently, org, badges[0].slug, cohort_id, example)
        elif (org.slug, programme) == PROPOSED:
            yield Giving(recently, org, badges[0].slug, cohort_id, approved=False)


def _is_run(session: Session, partner: Partner, programme: ProgrammePlan) -> bool:
    """A small demo leaves some programmes without a cohort; their rules would name nothing."""
    statement = (
        select(Cohort.id)
        .join(Org, Org.id == Cohort.org_id)
        .join(Programme, Programme.id == Cohort.programme_id)
        .where(Org.slug == partner.slug, Programme.slug == programme.slug)
        .limit(1)
    )
    return session.scalar(statement) is not None


def _spec(programme: ProgrammePlan, badge: BadgePlan) -> dict[str, Any]:
    return {
        "slug": badge.slug,
        "name": badge.name,
        "description": badge.description,
        "type": "Badge",
        "programme": programme.slug,
        "level": badge.level,
        "rule": badge.rule,
        "alignments": [
            {"name": each.name, "url": each.url, "framework": each.framework}
            for each in badge.alignments
        ],
        "award": "reviewed",
        **({"expires_months": badge.months, "remind_days": REMIND_DAYS} if badge.months else {}),
    }


def _at_ten(day: date) -> datetime:
    return datetime.combine(day, time(10), UTC)
