"""Which badges a later one follows, by which a badge lapses or does not; and which are renewals."""

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import aliased

from leap_dash.db.awards import Award
from leap_dash.domain.awards import AwardState


def followed() -> ColumnElement[bool]:
    """Awards whose holder has a later one of the same badge, or one on its way."""
    later = aliased(Award)
    return exists().where(
        later.achievement_id == Award.achievement_id,
        later.learner_id == Award.learner_id,
        later.renewal > Award.renewal,
        later.state != AwardState.REVOKED,
    )


def of_kind(*, renewing: bool) -> ColumnElement[bool]:
    """Awards that renew another one, or those that do not."""
    return Award.renews_id.is_not(None) if renewing else Award.renews_id.is_(None)
