"""Which badges a later one follows: the one condition by which a badge lapses or does not."""

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
