"""Which cohort the codes of a command name."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import Cohort, Org, Programme
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.errors import BadInputError, NotFoundError

MOST_NAMED = 10


def cohort_named(
    session: Session, scope: Scope, org: str, cohort: str, *, programme: str | None = None
) -> UUID:
    """The cohort of that code, in an org by its slug.

    Raises NotFoundError for an unknown org, cohort or programme, naming those there are, and
    BadInputError where programmes of the org share the code and none is chosen.
    """
    visible = within(scope, Permission.SEE_LEARNERS, Org.id)
    found_org = session.scalar(select(Org.id).where(Org.slug == org, visible))
    if found_org is None:
        known = session.scalars(select(Org.slug).where(visible).order_by(Org.slug)).all()
        raise NotFoundError(f"There is no organisation {org[:100]!r}; there is {_some(known)}.")
    rows = session.execute(
        select(Cohort.id, Cohort.code, Programme.slug)
        .join(Programme, Programme.id == Cohort.programme_id)
        .where(Cohort.org_id == found_org)
        .order_by(Cohort.code, Programme.slug)
    ).all()
    fitting = [row for row in rows if row.code == cohort and programme in {None, row.slug}]
    if not fitting:
        where = org if programme is None else f"{org} in programme {programme[:100]!r}"
        known = sorted({row.code for row in rows})
        raise NotFoundError(
            f"There is no cohort {cohort[:100]!r} at {where}; there is {_some(known)}."
        )
    if len(fitting) > 1:
        slugs = ", ".join(row.slug for row in fitting)
        raise BadInputError(
            f"Several programmes have a cohort {cohort!r}: choose one with --programme ({slugs})."
        )
    chosen: UUID = fitting[0].id
    return chosen


def _some(known: Sequence[str]) -> str:
    """The first of them; none is said as such."""
    shown = ", ".join(known[:MOST_NAMED]) or "none"
    more = len(known) - MOST_NAMED
    return f"{shown} and {more} more" if more > 0 else shown
