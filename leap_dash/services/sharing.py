"""What learners let everyone see of their badges."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import Award, AwardSharing
from leap_dash.domain.access import Scope
from leap_dash.domain.errors import NotFoundError
from leap_dash.services import audit


def share_why(
    session: Session, scope: Scope, award_id: UUID, *, shared: bool, now: datetime
) -> None:
    """Show on a badge's public page why it was awarded, or show it no longer.

    Raises NotFoundError for what is no signed badge of the viewer's own.
    """
    org_id = session.scalar(
        select(Award.org_id).where(
            Award.id == award_id,
            Award.learner_id.in_(scope.learners()),
            Award.proof.is_not(None),
        )
    )
    if org_id is None:
        raise NotFoundError("There is no such badge of yours.")
    sharing = session.get(AwardSharing, award_id)
    if shared == (sharing is not None):
        return
    if sharing is None:
        session.add(AwardSharing(award_id=award_id, since=now))
    else:
        session.delete(sharing)
    audit.record(
        session,
        at=now,
        actor=scope.actor,
        org_id=org_id,
        action="award.why_shown" if shared else "award.why_hidden",
        subject=str(award_id),
    )
