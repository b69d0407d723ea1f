"""What awards state as evidence, for those who look at the awards anyway."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import Evidence


def evidence_texts(session: Session, award_ids: Collection[UUID]) -> Mapping[UUID, tuple[str, ...]]:
    """Notes and links by award, in the order in which they were written.

    The awards are a page of those that the viewer may see.
    """
    rows = session.execute(
        select(Evidence.award_id, Evidence.text)
        .where(Evidence.award_id.in_(award_ids))
        .order_by(Evidence.id)
    )
    found: defaultdict[UUID, tuple[str, ...]] = defaultdict(tuple)
    for award_id, text in rows:
        found[award_id] += (text,)
    return found
