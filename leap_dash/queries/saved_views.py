"""The views that someone has saved for themselves."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leap_dash.db import SavedView
from leap_dash.domain.access import Scope


@dataclass(frozen=True, slots=True)
class View:
    """A page with its filters, under a name."""

    id: UUID
    name: str
    address: str


def saved_views(session: Session, scope: Scope) -> tuple[View, ...]:
    """The viewer's own, by name."""
    if scope.person_id is None:
        return ()
    rows = session.execute(
        select(SavedView.id, SavedView.name, SavedView.address)
        .where(SavedView.person_id == scope.person_id)
        .order_by(func.lower(SavedView.name), SavedView.name)
    )
    return tuple(View(*row) for row in rows)
