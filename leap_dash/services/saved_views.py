"""Views that people keep for themselves: a page with its filters, under a name."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from leap_dash.db import SavedView
from leap_dash.domain.access import Scope
from leap_dash.domain.errors import ConflictError, ForbiddenError, NotFoundError
from leap_dash.domain.fields import read_text, refuse

NAME_LENGTH = 100
ADDRESS_LENGTH = 2000
MOST = 100


def save_view(session: Session, scope: Scope, *, name: str, address: str, now: datetime) -> UUID:
    """Keep an address below /app under a name; the same name again stands for the new one.

    Raises BadInputError naming the field, ConflictError when the person has too many.
    """
    person_id = _person(scope)
    name = read_text("Name", name, NAME_LENGTH)
    if not address.startswith("/app/") or not address.isprintable():
        refuse("Address", "is no page of the dashboard", "open a page and save it from there")
    address = read_text("Address", address, ADDRESS_LENGTH)
    view = session.scalar(
        select(SavedView).where(SavedView.person_id == person_id, SavedView.name == name)
    )
    if view is None:
        count = select(func.count()).where(SavedView.person_id == person_id)
        if (session.scalar(count) or 0) >= MOST:
            raise ConflictError(f"You have {MOST} saved views: forget one first.")
        view = SavedView(person_id=person_id, name=name, address=address, created_at=now)
        session.add(view)
    view.address, view.created_at = address, now
    session.flush()
    return view.id


def forget_view(session: Session, scope: Scope, view_id: UUID) -> tuple[str, str]:
    """Forget a view of one's own; returns its name and address, so that it can be kept again.

    Raises NotFoundError for another's.
    """
    own = (SavedView.id == view_id, SavedView.person_id == _person(scope))
    found = session.execute(select(SavedView.name, SavedView.address).where(*own)).one_or_none()
    if found is None:
        raise NotFoundError("There is no such saved view of yours.")
    session.execute(delete(SavedView).where(*own))
    return found.name, found.address


def _person(scope: Scope) -> UUID:
    if scope.person_id is None:
        raise ForbiddenError("Only who is signed in can save views.")
    return scope.person_id
