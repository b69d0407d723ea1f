"""Notes that a list of people left the dashboard as a file: who took it, of what, how many rows."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from leap_dash.domain.access import Permission, Scope
from leap_dash.services import audit


def note_export(
    session: Session,
    scope: Scope,
    *,
    org_id: UUID | None,
    subject: str,
    form: str,
    rows: int,
    now: datetime,
) -> None:
    """Add it to the record. `org_id` none: of all the viewer's orgs, noted for the only one.

    Raises ForbiddenError where the viewer may not see learners.
    """
    scope.require(Permission.SEE_LEARNERS, org_id)
    orgs = scope.orgs(Permission.SEE_LEARNERS)
    if org_id is None and len(orgs) == 1:
        (org_id,) = orgs
    audit.record(
        session,
        at=now,
        actor=scope.actor,
        org_id=org_id,
        action="export",
        subject=subject,
        detail={"form": form, "rows": rows},
    )
