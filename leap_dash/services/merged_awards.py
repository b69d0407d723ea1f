"""The awards of two records of one person: handed over from the one to the other, and back.

Each learner's awards of a badge are numbered, and the last one is what the badge stands at. So
those in force come last, or one that was revoked or has lapsed would hide them.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, or_, select
from sqlalchemy.orm import Session

from leap_dash.db import Award
from leap_dash.domain.awards import AwardState
from leap_dash.services.bulk import update_rows


def take_over(session: Session, kept: UUID, other: UUID, now: datetime) -> list[str]:
    """Make all awards of the other record the kept one's; returns which those are."""
    theirs = session.scalars(select(Award.id).where(Award.learner_id == other)).all()
    badges = select(Award.achievement_id).where(Award.learner_id == other)
    _number(session, (kept, other), badges, lambda _award, _holder: kept, now)
    return [each.hex for each in theirs]


def give_back(session: Session, ids: Sequence[str], kept: UUID, other: UUID, now: datetime) -> None:
    """Hand back what is still there of these, with whatever has renewed one of them since."""
    theirs = _with_renewals(session, set(map(UUID, ids)), kept)
    badges = select(Award.achievement_id).where(Award.id.in_(theirs))
    _number(
        session,
        (kept, other),
        badges,
        lambda award, holder: other if award in theirs else holder,
        now,
    )


def _with_renewals(session: Session, ids: set[UUID], kept: UUID) -> set[UUID]:
    found, last = set(ids), ids
    while last:
        renewing = select(Award.id).where(Award.renews_id.in_(last), Award.learner_id == kept)
        last = set(session.scalars(renewing)) - found
        found |= last
    return found


def _number(
    session: Session,
    holders: Sequence[UUID],
    badges: Select[UUID],
    holder_of: Callable[[UUID, UUID], UUID],
    now: datetime,
) -> None:
    """Number the awards of these badges, of each holder by themselves, whoever had them before."""
    rows = session.execute(
        select(Award.id, Award.achievement_id, Award.learner_id)
        .where(Award.learner_id.in_(holders), Award.achievement_id.in_(badges))
        .order_by(case((_is_out(now), 0), else_=1), Award.decided_at, Award.renewal, Award.id)
    ).all()
    many: dict[tuple[UUID, UUID], int] = {}
    after: list[tuple[Any, ...]] = []
    for award_id, achievement_id, before in rows:
        holder = holder_of(award_id, before)
        place = many.get((achievement_id, holder), 0)
        many[achievement_id, holder] = place + 1
        after.append((award_id.hex, holder.hex, place))
    # By way of numbers that nobody has: on the way two would have the same one.
    aside = [(row[0], -1 - place) for place, row in enumerate(after)]
    update_rows(session, Award, ("id",), ("renewal",), aside)
    update_rows(session, Award, ("id",), ("learner_id", "renewal"), after)


def _is_out(now: datetime) -> ColumnElement[bool]:
    """Awards that are in force no more; a renewal that was taken back leaves what it renewed."""
    return or_(
        Award.state == AwardState.EXPIRED,
        and_(Award.state == AwardState.REVOKED, Award.renews_id.is_(None)),
        and_(Award.state == AwardState.ISSUED, Award.valid_until <= now),
    )
