"""Everybody who fits the filters of a list, when all of them are selected and not a page alone."""

from collections.abc import Mapping
from uuid import UUID

from leap_dash.context import Context
from leap_dash.domain.errors import NotFoundError
from leap_dash.domain.messages import MOST_LEARNERS
from leap_dash.pages import cohort_as_of
from leap_dash.pages.claims import claimed_id
from leap_dash.pages.cohort_filter import in_address, read_filter
from leap_dash.queries.cohort_learners import fitting_learners
from leap_dash.queries.cohorts import cohort_head
from leap_dash.queries.groups import member_ids
from leap_dash.records import CohortHead, LearnerFilter


def everyone(ctx: Context, source: object) -> tuple[UUID, ...]:
    """The learners of the list that a page has put into the store `acting.SOURCE`.

    Raises NotFoundError for a list that is not there or outside the scope.
    """
    given = source if isinstance(source, Mapping) else {}
    match given.get("of"):
        case "group":
            with ctx.reading() as (session, scope):
                return member_ids(session, scope, claimed_id(str(given.get("id"))))
        case "cohort":
            return _of_cohort(ctx, given)
        case _:
            raise NotFoundError("The list that was selected from is not there any more.")


def cohort_source(head: CohortHead, chosen: LearnerFilter, total: int) -> dict[str, object]:
    """What stands in the store for a cohort: its filter, as an address would say it, and its day.

    `total` learners fit.
    """
    said = {**in_address(chosen), "as_of": head.as_of.isoformat()}
    return {"of": "cohort", "id": str(head.id), "filter": said, "total": total}


def _of_cohort(ctx: Context, given: Mapping[str, object]) -> tuple[UUID, ...]:
    said = given.get("filter")
    values = said if isinstance(said, Mapping) else {}
    with ctx.reading() as (session, scope):
        head = cohort_head(session, scope, claimed_id(str(given.get("id"))), now=ctx.clock())
        head, _ = cohort_as_of.looked_at(head, values.get("as_of"))
        chosen, _ = read_filter(head, values)
        return fitting_learners(session, scope, head, chosen, most=MOST_LEARNERS + 1)
