"""Renewals: which award each new one follows, and the link to it in what is signed.

A renewal is an award of its own, with its own id, document and end. The one before stays good to
its own end.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from leap_dash.db import Award, Evidence
from leap_dash.domain.awards import AwardState
from leap_dash.domain.evidence import EvidenceKind
from leap_dash.domain.validity import RENEWABLE_DAYS
from leap_dash.services.bulk import among, digits, insert_rows, new_id
from leap_dash.services.installation import signing_address


@dataclass(frozen=True, slots=True)
class Last:
    """What a learner's next award follows: the number of the last one; the one it renews, if so."""

    renewal: int
    award_id: str | None = None


def last_before(
    session: Session,
    achievement_id: UUID,
    learners: Collection[UUID],
    *,
    again: Collection[UUID],
    renewing: bool,
    now: datetime,
) -> dict[UUID, Last]:
    """By learner, of these, where the badge has lapsed or, of `renewing`, will soon; or where the
    last one was revoked and they are of `again`.

    A renewal that was revoked leaves the badge before it as it was.
    """
    ends = now + timedelta(days=RENEWABLE_DAYS) if renewing else now
    lapses = or_(
        Award.state == AwardState.EXPIRED,
        and_(Award.state == AwardState.ISSUED, Award.valid_until <= ends),
    )
    undone = and_(Award.state == AwardState.REVOKED, Award.renews_id.is_not(None))
    revoked = and_(Award.state == AwardState.REVOKED, among(session, Award.learner_id, again))
    rows = session.execute(
        select(Award.learner_id, Award.renewal, digits(Award.id), lapses, undone)
        .where(
            Award.achievement_id == achievement_id,
            among(session, Award.learner_id, learners),
            or_(lapses, undone, revoked),
        )
        .order_by(Award.renewal)
    )
    found: dict[UUID, Last] = {}
    for learner_id, renewal, award_id, has_end, was_undone in rows:
        before = found.get(learner_id)
        renewed = before.award_id if was_undone and before else None
        found[learner_id] = Last(renewal, award_id if has_end else renewed)
    return {who: each for who, each in found.items() if each.award_id or who in again}


def state_renewals(session: Session, batch_id: UUID) -> None:
    """Let each renewal of a new batch name the badge that it renews, as evidence."""
    base_url = signing_address(session)
    if base_url is None:  # Nothing was signed yet, and so there is nothing to renew.
        return
    rows = session.execute(
        select(digits(Award.id), Award.renews_id).where(
            Award.batch_id == batch_id, Award.renews_id.is_not(None)
        )
    )
    insert_rows(
        session,
        Evidence,
        ("id", "award_id", "kind", "text"),
        [
            (new_id(), award_id, EvidenceKind.URL.value, f"{base_url}/badges/{renewed}")
            for award_id, renewed in rows
        ],
    )
