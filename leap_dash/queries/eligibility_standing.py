"""Who of the learners judged has the badge already, and who is to be shown, as SQL."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Label,
    ScalarSelect,
    SQLColumnExpression,
    and_,
    case,
    func,
    literal,
    null,
    or_,
    select,
    true,
)

from leap_dash.db import Award
from leap_dash.domain.awards import HELD, AwardState
from leap_dash.domain.validity import RENEWABLE_DAYS
from leap_dash.queries.awards import state_on
from leap_dash.queries.eligibility_lookup import Asked
from leap_dash.records import Qualifying, StoppedBy


def standing_of(everyone: CTE, asked: Asked, columns: Sequence[str]) -> CTE:
    """The learners judged, with the state of their latest award of this badge and, where it is
    about renewing, when that ends: then without those who never had one."""
    columns = ("learner_id", "age", "steps", *columns)
    latest = latest_award(everyone, asked, state_on(asked.question.at))
    ends = latest_award(everyone, asked, Award.valid_until) if asked.renewing else null()
    found = (
        select(*(everyone.c[name] for name in columns), latest.label("award"), ends.label("ends"))
        # Leaves nothing out: SQLite would else look the award up anew for each count of it.
        .offset(0)
        .cte("awarded")
    )
    standing = select(found, has_it(asked, found.c.award, found.c.ends))
    if asked.renewing:
        standing = standing.where(found.c.award.is_not(None))
    return standing.cte("standing")


def latest_award(
    everyone: CTE, asked: Asked, column: SQLColumnExpression[Any]
) -> ScalarSelect[Any]:
    """A column of the learner's latest award; one that was a renewal and taken back is none."""
    # Looked up for each learner: SQLite would read all awards anew for each, were they joined.
    return (
        select(column)
        .where(
            Award.achievement_id == asked.question.achievement_id,
            Award.learner_id == everyone.c.learner_id,
            or_(Award.renews_id.is_(None), Award.state != AwardState.REVOKED),
        )
        .order_by(Award.renewal.desc())
        .limit(1)
        .correlate(everyone)
        .scalar_subquery()
    )


def has_it(asked: Asked, state: ColumnElement[str | None], ends: ColumnElement[Any]) -> Label[int]:
    """The column `held`: 1 for a learner who is left out, as they have the badge or had it taken
    back, else 0. `ends` is looked at where it is about renewing."""
    if asked.renewing:
        soon = literal(asked.question.at + timedelta(days=RENEWABLE_DAYS), Award.valid_until.type)
        lapses = state.in_((AwardState.ISSUED, AwardState.EXPIRED))
        held = ~and_(lapses, ends.is_not(None), ends <= soon)
    else:
        # What lapsed and has a rule for renewals alone does not come back by the rule to earn it.
        apart = (AwardState.EXPIRED,) if asked.renewed_apart else ()
        held = state.in_((*HELD, *apart))
    return case((held, 1), else_=0).label("held")


def is_shown(standing: FromClause, which: Qualifying | StoppedBy) -> ColumnElement[bool]:
    """Whether a row of `standing_of` is among those asked for."""
    columns = standing.c
    if isinstance(which, StoppedBy):
        stops = columns[f"m{which.clause}"] == 0
        return and_(columns.steps > 0, stops, columns.after == 0) if which.alone else stops
    qualifies, held, revoked = columns.steps == 0, columns.held == 1, AwardState.REVOKED
    kinds: dict[Qualifying, tuple[ColumnElement[bool], ...]] = {
        Qualifying.EVERYONE: (true(),),
        Qualifying.ELIGIBLE: (qualifies,),
        Qualifying.NEW: (qualifies, ~held),
        Qualifying.ONE_STEP: (columns.steps == 1, ~held),
        Qualifying.FURTHER: (columns.steps > 1, ~held),
        Qualifying.ALREADY: (held, columns.award != revoked),
        Qualifying.REVOKED: (columns.award == revoked,),
        Qualifying.AGAIN: (qualifies, columns.award == revoked),
    }
    return and_(*kinds[which])


def number_of(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows fulfil the condition."""
    return func.count().filter(condition)
