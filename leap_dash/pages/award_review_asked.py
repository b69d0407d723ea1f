"""What the browser asks for in the review of a bulk award, read into values."""

from collections.abc import Mapping
from uuid import UUID

from leap_dash.domain.review import MOST_EXCEPTIONS, Review, Ticked
from leap_dash.pages.claims import claimed_id

MOST_COHORTS = 500


def asked_review(
    badge: object, cohorts: object, listed: object, ticked: object, renewing: object = None
) -> Review:
    """What the browser asks for. Raises NotFoundError and BadInputError."""
    given = ticked if isinstance(ticked, Mapping) else {}
    return Review(
        claimed_id(str(badge)),
        frozenset(_ids(cohorts, MOST_COHORTS)),
        Ticked(given.get("every") is not False, frozenset(_ids(given.get("ids"), MOST_EXCEPTIONS))),
        claimed_id(str(listed)) if listed else None,
        renewing=renewing is True,
    )


def _ids(sent: object, most: int) -> list[UUID]:
    return [claimed_id(str(each)) for each in sent[: most + 1]] if isinstance(sent, list) else []
