"""Everybody who fits the filters of a list, when all of them are selected and not a page alone."""

from collections.abc import Mapping
from uuid import UUID

from leap_dash.context import Context
from leap_dash.domain.errors import NotFoundError
from leap_dash.pages.claims import claimed_id
from leap_dash.queries.groups import member_ids


def everyone(ctx: Context, source: object) -> tuple[UUID, ...]:
    """The learners of the list that a page has put into the store `acting.SOURCE`.

    Raises NotFoundError for a list that is not there or outside the scope.
    """
    given = source if isinstance(source, Mapping) else {}
    match given.get("of"):
        case "group":
            with ctx.reading() as (session, scope):
                return member_ids(session, scope, claimed_id(str(given.get("id"))))
        case _:
            raise NotFoundError("The list that was selected from is not there any more.")
