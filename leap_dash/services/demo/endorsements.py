"""The demo's endorsements: partners vouch for one another's badges, and for the home partner."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import Achievement, Org
from leap_dash.domain.access import OPERATOR
from leap_dash.domain.endorsements import Target, TargetKind
from leap_dash.services.demo.network import HOME
from leap_dash.services.endorsements import endorse
from leap_dash.services.issuing import Publisher


@dataclass(frozen=True, slots=True)
class EndorsementPlan:
    """Who endorses whom or, where a slug is given, which badge of theirs; so many days ago."""

    by: str
    org: str
    comment: str
    days_ago: int
    badge: str | None = None


PLANS = (
    EndorsementPlan(
        by="northgate",
        org=HOME,
        comment="We have sent trainees to Tralee Bay for years. Their assessors mark as strictly "
        "as ours, and they answer the telephone.",
        days_ago=47,
    ),
    EndorsementPlan(
        by="donaublick",
        org=HOME,
        badge="warm-welcome",
        comment="We sat in on two assessments in Tralee. Whoever holds this badge starts with us "
        "in the second module.",
        days_ago=19,
    ),
    EndorsementPlan(
        by=HOME,
        org="donaublick",
        badge="warm-welcome",
        comment="The same units as ours, assessed in German. We take it as equal.",
        days_ago=12,
    ),
)


def give_endorsements(session: Session, publisher: Publisher, now: datetime) -> None:
    """Sign them all, each on its day; one of a badge that a small demo leaves out is left out."""
    for plan in PLANS:
        org = _org(session, plan.org)
        target = Target(TargetKind.ISSUER, org.id)
        if plan.badge is not None:
            badge_id = session.scalar(
                select(Achievement.id).where(
                    Achievement.org_id == org.id, Achievement.slug == plan.badge
                )
            )
            if badge_id is None:
                continue
            target = Target(TargetKind.BADGE, badge_id)
        endorse(
            session,
            OPERATOR,
            endorser_id=_org(session, plan.by).id,
            target=target,
            comment=plan.comment,
            publisher=publisher,
            now=datetime.combine(now.date() - timedelta(days=plan.days_ago), time(14), UTC),
        )


def _org(session: Session, slug: str) -> Org:
    return session.scalars(select(Org).where(Org.slug == slug)).one()
