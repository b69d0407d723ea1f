"""The viewer's scope as a condition of a statement."""

from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, select, true, union
from sqlalchemy.orm import InstrumentedAttribute

from leap_dash.db.people import Person
from leap_dash.db.roster import Learner
from leap_dash.domain.access import Permission, Scope


def within(
    scope: Scope, permission: Permission, org_id: InstrumentedAttribute[UUID]
) -> ColumnElement[bool]:
    """Only rows of orgs in which the viewer holds the permission; all for the operator."""
    return true() if scope.operator else org_id.in_(scope.orgs(permission))


def own_addresses(scope: Scope) -> CompoundSelect[str]:
    """The viewer's e-mail addresses: the one they sign in with, and those of their own records."""
    person = select(Person.email).where(Person.id == scope.person_id)
    records = select(Learner.email).where(Learner.id.in_(scope.learners()), Learner.email != "")
    return cast("CompoundSelect[str]", union(person, records))
