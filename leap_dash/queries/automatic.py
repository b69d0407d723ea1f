"""Where automatic badges are switched on and off, and what waits for that."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from leap_dash.db import Achievement, AutomaticStop, Org
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.records import AutomaticOrg, AutomaticStopRow


def stops(session: Session, scope: Scope) -> tuple[AutomaticStopRow, ...]:
    """Where they are off: for the installation first, then the orgs that the viewer runs."""
    statement = (
        select(Org.slug, AutomaticStop.stopped_by, AutomaticStop.stopped_at)
        .select_from(AutomaticStop)
        .outerjoin(Org, Org.id == AutomaticStop.org_id)
        .where(
            or_(AutomaticStop.org_id.is_(None), within(scope, Permission.ADMINISTER, Org.id)),
        )
        .order_by(Org.slug.nulls_first())
    )
    return tuple(AutomaticStopRow(*row) for row in session.execute(statement))


def automatic_orgs(session: Session, scope: Scope) -> tuple[AutomaticOrg, ...]:
    """The orgs that the viewer runs: how many automatic badges, and who switched them off."""
    badges = (
        select(func.count())
        .where(Achievement.org_id == Org.id, Achievement.award_mode == "automatic")
        .scalar_subquery()
    )
    rows = session.execute(
        select(Org.id, Org.name, badges, AutomaticStop.stopped_by, AutomaticStop.stopped_at)
        .outerjoin(AutomaticStop, AutomaticStop.org_id == Org.id)
        .where(within(scope, Permission.ADMINISTER, Org.id))
        .order_by(Org.name, Org.id)
    )
    return tuple(AutomaticOrg(*row) for row in rows)
