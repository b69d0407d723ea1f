"""Which results were there on a day: the one condition by which everything looks back."""

from datetime import date

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, or_

from leap_dash.db.gradebook import LineItem, Result
from leap_dash.db.roster import Enrollment


def was_there(day: date | SQLColumnExpression[date]) -> ColumnElement[bool]:
    """Whether a result had come by the end of that day; one without a day always had.

    The same as `domain.results.known`. `day` may be one for each row.
    """
    return or_(Result.submitted_on.is_(None), Result.submitted_on <= day)


def known_result(day: date) -> ColumnElement[bool]:
    """Joins the result of an enrolment's learner for an item, as far as it was there then."""
    return and_(
        Result.line_item_id == LineItem.id,
        Result.learner_id == Enrollment.learner_id,
        was_there(day),
    )
