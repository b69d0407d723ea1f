"""Gives each badge its place in a status list, where a verifier reads whether it was revoked."""

import random
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leap_dash.db import AwardDocument, StatusList
from leap_dash.db.locks import wait_alone
from leap_dash.services.bulk import among

# The least that the Bitstring Status List recommendation allows: a holder hides among as many.
SIZE = 131_072
# A list that is fuller is followed by a new one, so that a random free place is quickly found.
FULL = SIZE * 3 // 4


def allocate(
    session: Session, org_id: UUID, count: int, *, now: datetime
) -> list[tuple[StatusList, int]]:
    """Random free places for `count` badges of the org, in the caller's transaction.

    Random, so that a place tells nothing about when or beside whom a badge was given.
    """
    places: list[tuple[StatusList, int]] = []
    while len(places) < count:
        current = _open_list(session, org_id, now)
        wanted = min(count - len(places), FULL - current.used)
        places += [(current, index) for index in _free(session, current, wanted)]
        current.used += wanted
        session.flush()
    return places


def _open_list(session: Session, org_id: UUID, now: datetime) -> StatusList:
    # Each of the workers at one org takes from a list of its own, or all would wait for whoever
    # has the only one until their commit. SQLite has one writer anyway.
    mine = _not_full(session, org_id)
    if mine is None:
        wait_alone(session.connection(), uuid5(org_id, "status lists"))  # two begin no list alike
        mine = _not_full(session, org_id) or _begin_list(session, org_id, now)
    return mine


def _not_full(session: Session, org_id: UUID) -> StatusList | None:
    """The first list with room that nobody else takes from, ours until the commit."""
    return session.scalars(
        select(StatusList)
        .where(StatusList.org_id == org_id, StatusList.used < FULL)
        .order_by(StatusList.number)
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True)
        .execution_options(populate_existing=True)
    ).first()


def _begin_list(session: Session, org_id: UUID, now: datetime) -> StatusList:
    last = session.scalar(select(func.max(StatusList.number)).where(StatusList.org_id == org_id))
    made = StatusList(
        org_id=org_id,
        number=(last or 0) + 1,
        size=SIZE,
        used=0,
        created_at=now,
    )
    session.add(made)
    session.flush()
    return made


def _free(session: Session, status_list: StatusList, count: int) -> list[int]:
    # Asking only whether the drawn places are taken keeps the cost flat as the list fills.
    source = random.SystemRandom()
    free: dict[int, None] = {}
    while len(free) < count:
        # So many that, the list being as full as it is, about the missing ones are free.
        wanted = (count - len(free)) * SIZE // (SIZE - status_list.used) + 1
        drawn = source.sample(range(SIZE), min(wanted, SIZE))
        taken = set(
            session.scalars(
                select(AwardDocument.status_index).where(
                    AwardDocument.status_list_id == status_list.id,
                    among(session, AwardDocument.status_index, drawn),
                )
            )
        )
        free |= dict.fromkeys(index for index in drawn if index not in taken)
    return list(free)[:count]
