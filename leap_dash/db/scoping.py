"""The viewer's scope as a condition of a statement."""

from uuid import UUID

from sqlalchemy import ColumnElement, true
from sqlalchemy.orm import InstrumentedAttribute

from leap_dash.domain.access import Permission, Scope


def within(
    scope: Scope, permission: Permission, org_id: InstrumentedAttribute[UUID]
) -> ColumnElement[bool]:
    """Only rows of orgs in which the viewer holds the permission; all for the operator."""
    return true() if scope.operator else org_id.in_(scope.orgs(permission))
