"""Endorsements as anyone may see them: no scope, because they are public; nothing of a person.

Whether they hold is told by `queries.public`; what someone of an org may endorse, has given and
has received by `queries.network`.
"""

import json
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, aliased

from leap_dash.credentials.compose import with_proof
from leap_dash.credentials.profiles import issuer_profile
from leap_dash.credentials.status import MIN_ENTRIES
from leap_dash.db import Achievement, Endorsement, Org
from leap_dash.db.endorsements import endorses
from leap_dash.domain.endorsements import Target, TargetKind
from leap_dash.domain.errors import NotFoundError
from leap_dash.queries.published import StatusBits
from leap_dash.records import EndorsementRow

OWNER = aliased(Org, name="owner")


def endorsement(session: Session, endorsement_id: UUID) -> EndorsementRow:
    """One endorsement, in force or withdrawn. Raises NotFoundError."""
    row = session.execute(all_endorsements().where(Endorsement.id == endorsement_id)).first()
    if row is None:
        raise NotFoundError("There is no endorsement at this address.")
    return endorsement_row(row)


def endorsements_of(session: Session, target: Target) -> tuple[EndorsementRow, ...]:
    """The endorsements in force of a badge or an issuer, the oldest first."""
    found = all_endorsements().where(endorses(target), Endorsement.withdrawn_at.is_(None))
    rows = session.execute(found.order_by(Endorsement.created_at, Endorsement.id))
    return tuple(endorsement_row(row) for row in rows)


def find_target(session: Session, text: str) -> Target:
    """What `org/slug` (a badge) or `org` (an issuer) names. Raises NotFoundError."""
    org_slug, slash, slug = text.partition("/")
    if slash:
        kind = TargetKind.BADGE
        statement = (
            select(Achievement.id)
            .join(Org, Org.id == Achievement.org_id)
            .where(Org.slug == org_slug, Achievement.slug == slug)
        )
    else:
        kind = TargetKind.ISSUER
        statement = select(Org.id).where(Org.slug == org_slug)
    found = session.scalar(statement)
    if found is None:
        raise NotFoundError(f"There is no {kind} {text!r} here.")
    return Target(kind, found)


def status_list(session: Session, slug: str, *, base_url: str) -> StatusBits:
    """Which endorsements by an org are withdrawn. Raises NotFoundError where it gave none."""
    row = session.execute(
        select(Org, func.max(Endorsement.withdrawn_at), func.min(Endorsement.created_at))
        .join(Endorsement, Endorsement.endorser_id == Org.id)
        .where(Org.slug == slug)
        .group_by(Org.id)
    ).first()
    if row is None:
        raise NotFoundError("There is no such status list here.")
    org, last_withdrawn, first_given = row
    withdrawn = session.scalars(
        select(Endorsement.status_index)
        .where(Endorsement.endorser_id == org.id, Endorsement.withdrawn_at.is_not(None))
        .order_by(Endorsement.status_index)
    )
    return StatusBits(
        issuer_id=issuer_profile(org, base_url).id,
        org_slug=org.slug,
        url=f"{base_url}/status/{org.slug}/endorsements",
        size=MIN_ENTRIES,
        purpose="revocation",
        bits_set=tuple(withdrawn),
        since=last_withdrawn or first_given,
    )


def all_endorsements() -> Select[*tuple[Any, ...]]:
    """All endorsements; `endorsement_row` reads its rows."""
    return (
        select(Endorsement, Org, OWNER, Achievement.name)
        .join(Org, Org.id == Endorsement.endorser_id)
        .outerjoin(Achievement, Achievement.id == Endorsement.achievement_id)
        .join(OWNER, OWNER.id == func.coalesce(Achievement.org_id, Endorsement.org_id))
        .where(Endorsement.proof.is_not(None))
    )


def endorsement_row(row: Row[*tuple[Any, ...]]) -> EndorsementRow:
    """One row of `all_endorsements`."""
    found, endorser, owner, badge_name = row
    if found.achievement_id is not None:
        target, name = Target(TargetKind.BADGE, found.achievement_id), badge_name
    else:
        target, name = Target(TargetKind.ISSUER, found.org_id), owner.name
    return EndorsementRow(
        id=found.id,
        endorser_id=endorser.id,
        endorser_slug=endorser.slug,
        endorser_name=endorser.name,
        target=target,
        target_name=name,
        owner_slug=owner.slug,
        owner_name=owner.name,
        comment=json.loads(found.document)["credentialSubject"]["endorsementComment"],
        credential=with_proof(found.document, found.proof),
        given_at=found.created_at,
        withdrawn_at=found.withdrawn_at,
        withdrawn_reason=found.withdrawn_reason,
        is_demo=endorser.is_demo,
    )
