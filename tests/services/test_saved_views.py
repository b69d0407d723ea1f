"""Views that people keep for themselves, and for nobody else."""

from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from leap_dash.db import Person
from leap_dash.domain.access import NOBODY, Scope
from leap_dash.domain.errors import (
    BadInputError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
)
from leap_dash.queries.saved_views import saved_views
from leap_dash.services.saved_views import MOST, forget_view, save_view
from tests import factories
from tests.factories import NOW


def someone(session: Session, email: str = "ana@example.org") -> Scope:
    """A person without any role."""
    person = factories.add(session, Person(email=email, name="Ana", created_at=NOW))
    return Scope(actor=email, person_id=person.id)


def save(session: Session, scope: Scope, name: str, address: str = "/app/cohorts#a=1") -> UUID:
    """Keep a view."""
    return save_view(session, scope, name=name, address=address, now=NOW)


def test_a_view_is_kept_by_name_and_the_same_name_stands_for_the_new_one(session: Session) -> None:
    ana = someone(session)
    save(session, ana, "zeta")
    first = save(session, ana, "Behind")
    again = save(session, ana, "  Behind ", "/app/cohorts#status=behind")
    assert again == first
    views = saved_views(session, ana)
    assert [(view.name, view.address) for view in views] == [
        ("Behind", "/app/cohorts#status=behind"),
        ("zeta", "/app/cohorts#a=1"),
    ]


def test_nobody_sees_or_forgets_the_view_of_another(session: Session) -> None:
    ana, ben = someone(session), someone(session, "ben@example.org")
    view_id = save(session, ana, "Mine")
    assert saved_views(session, ben) == ()
    with pytest.raises(NotFoundError):
        forget_view(session, ben, view_id)
    assert len(saved_views(session, ana)) == 1
    assert forget_view(session, ana, view_id) == ("Mine", "/app/cohorts#a=1")
    assert saved_views(session, ana) == ()


@pytest.mark.parametrize(
    ("name", "address", "says"),
    [
        ("", "/app/", "Name: is empty"),
        ("x" * 101, "/app/", "Name: has 101 characters"),
        ("x", "https://elsewhere.example/app/", "Address: is no page of the dashboard"),
        ("x", "//elsewhere.example", "Address: is no page of the dashboard"),
        ("x", "/app/\u202e", "Address: is no page of the dashboard"),
        ("x", "/app/#" + "x" * 2000, "Address: has 2,006 characters"),
    ],
)
def test_what_is_no_view_is_refused_by_its_field(
    session: Session, name: str, address: str, says: str
) -> None:
    with pytest.raises(BadInputError, match=says):
        save(session, someone(session), name, address)


def test_there_is_an_end_to_how_many_one_may_keep(session: Session) -> None:
    ana = someone(session)
    for number in range(MOST):
        save(session, ana, str(number))
    with pytest.raises(ConflictError, match="forget one first"):
        save(session, ana, "one more")
    save(session, ana, "7", "/app/")  # an old name is no new view


def test_who_is_not_signed_in_keeps_nothing(session: Session) -> None:
    with pytest.raises(ForbiddenError):
        save(session, NOBODY, "x")
    assert saved_views(session, NOBODY) == ()
