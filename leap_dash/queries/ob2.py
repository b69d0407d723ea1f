"""What stands at the Open Badges 2.0 addresses. No scope, because it is public.

Only badges that were given out are there. Raises NotFoundError for everything else.
"""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.credentials.ob2 import addresses, documents
from leap_dash.credentials.profiles import issuer_profile
from leap_dash.credentials.report import Hosted
from leap_dash.db import Award, AwardDocument, Org
from leap_dash.domain.awards import WITHDRAWN, AwardState
from leap_dash.domain.errors import NotFoundError
from leap_dash.queries import published


def assertion(session: Session, award_id: UUID, *, base_url: str) -> dict[str, Any]:
    """A hosted badge as it is now: a revoked one says no more than that, and why."""
    row = session.execute(
        select(AwardDocument.text, Award.achievement_id, Award.state, Award.status_reason)
        .join(Award, Award.id == AwardDocument.award_id)
        .where(Award.id == award_id, Award.proof.is_not(None))
    ).first()
    if row is None:
        raise NotFoundError("There is no badge at this address.")
    if row.state in WITHDRAWN:
        reason = row.status_reason
        if row.state == AwardState.SUSPENDED:  # 2.0 has no word of its own for it
            reason = f"Suspended for now: {reason}"
        return documents.revoked_assertion(award_id, reason, base_url)
    return documents.assertion(json.loads(row.text), award_id, row.achievement_id, base_url)


def hosted_at(session: Session, address: str, base_urls: Iterable[str]) -> Hosted | None:
    """What stands at the address of a hosted badge, which may be under any of these base URLs.

    None for an address elsewhere; an empty one where there is no badge at an address of ours.
    """
    for base_url in base_urls:
        if address.startswith(addresses.assertions(base_url)):
            award_id = addresses.award_at(base_url, address)
            return Hosted() if award_id is None else _hosted(session, award_id, base_url)
    return None


def badge_class(session: Session, achievement_id: UUID, *, base_url: str) -> dict[str, Any]:
    """What a badge stands for, with the rule in force."""
    found = published.achievement(session, achievement_id, base_url=base_url)
    return documents.badge_class(found.spec, found.id, found.org_slug, base_url)


def issuer(session: Session, slug: str, *, base_url: str) -> dict[str, Any]:
    """An org as an issuer."""
    return documents.issuer(issuer_profile(_org(session, slug), base_url), slug, base_url)


def revocation_list(session: Session, slug: str, *, base_url: str) -> dict[str, Any]:
    """The badges that an org has taken back, in the order in which it did."""
    org = _org(session, slug)
    revoked = session.scalars(
        select(Award.id)
        .where(
            Award.org_id == org.id,
            Award.state.in_(WITHDRAWN),
            Award.proof.is_not(None),
        )
        .order_by(Award.status_at, Award.id)
    ).all()
    return documents.revocation_list(revoked, slug, base_url)


def _hosted(session: Session, award_id: UUID, base_url: str) -> Hosted:
    try:
        badge = assertion(session, award_id, base_url=base_url)
    except NotFoundError:
        return Hosted()
    achievement_id, slug = session.execute(
        select(Award.achievement_id, Org.slug)
        .join(Org, Org.id == Award.org_id)
        .where(Award.id == award_id)
    ).one()
    return Hosted(
        badge=badge,
        achievement=badge_class(session, achievement_id, base_url=base_url),
        issuer=issuer(session, slug, base_url=base_url),
    )


def _org(session: Session, slug: str) -> Org:
    org = session.scalar(select(Org).where(Org.slug == slug))
    if org is None:
        raise NotFoundError("There is no such issuer here.")
    return org
