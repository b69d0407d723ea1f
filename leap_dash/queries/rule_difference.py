"""Two versions of a badge's rule, and whom the step from one to the other concerns.

Everyone is judged by both in one statement. Nobody loses a badge by a new version: who has it
keeps it by the version that it was given by.
"""

from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, and_, case, func, null, select, true, union_all
from sqlalchemy.orm import Session

from leap_dash.db import Award, CriteriaRule, Learner
from leap_dash.db.planner import INLINE
from leap_dash.domain.access import Scope
from leap_dash.domain.awards import AwardState
from leap_dash.queries.awards import state_on
from leap_dash.queries.eligibility_lookup import Asked, population
from leap_dash.queries.eligibility_question import Population
from leap_dash.queries.eligibility_sql import dialect_of, judged
from leap_dash.queries.eligibility_standing import number_of
from leap_dash.queries.learner_names import by_name, learner_name
from leap_dash.records import Concerned, ConcernedRow, RuleDifference

KEPT = (AwardState.PROPOSED, AwardState.APPROVED, AwardState.ISSUED, AwardState.SUSPENDED)
"""States of an award that stands, or may stand again."""


def rule_difference(
    session: Session,
    scope: Scope,
    older: Asked,
    newer: Asked,
    *,
    showing: Concerned,
    limit: int,
    offset: int = 0,
) -> RuleDifference:
    """Whom it concerns that the newer rule stands instead of the older one, of the same badge.

    The rows are of those asked for, by name.
    """
    people = population(scope, newer, None, None)
    both = _both(session, people, older, newer)
    shown = both.c.concerned == showing.value
    totals = (
        select(
            func.count().label("learners"),
            number_of(both.c.before == 0).label("by_older"),
            number_of(both.c.after == 0).label("by_newer"),
            *(number_of(both.c.concerned == each.value).label(each.value) for each in Concerned),
        )
        .select_from(both)
        .subquery("totals")
    )
    page = (
        select(
            Learner.id,
            Learner.given_name,
            Learner.family_name,
            Learner.key,
            people.ages.c.code,
        )
        .join(both, both.c.learner_id == Learner.id)
        .join(people.ages, people.ages.c.age == both.c.age)
        .where(shown)
        .order_by(*by_name(Learner.__table__.c), Learner.id)
        .limit(limit)
        .offset(offset)
        .subquery("page")
    )
    # The totals stand on every row, and beside nulls where the page is empty.
    statement = select(totals, page).select_from(totals.outerjoin(page, true()))
    rows = session.execute(statement.order_by(*by_name(page.c), page.c.id)).all()
    first = rows[0]
    return RuleDifference(
        learners=first.learners,
        before=first.by_older,
        after=first.by_newer,
        concerned={each: getattr(first, each.value) for each in Concerned},
        rows=tuple(
            ConcernedRow(row.id, learner_name(row.given_name, row.family_name, row.key), row.code)
            for row in rows
            if row.id is not None
        ),
    )


def _both(session: Session, people: Population, older: Asked, newer: Asked) -> CTE:
    """Everyone with the steps to either version, and how the difference concerns them."""
    dialect = dialect_of(session)
    before = judged(older.question, people, dialect, [], prefix="older_")
    after = judged(newer.question, people, dialect, [], prefix="newer_")
    # Sorted together, not joined: SQLite would read the one anew for each learner of the other.
    sides = union_all(
        select(before.c.learner_id, null().label("age"), before.c.steps, null().label("newer")),
        select(after.c.learner_id, after.c.age, null(), after.c.steps),
    ).subquery("sides")
    together = (
        select(
            sides.c.learner_id,
            func.max(sides.c.age).label("age"),
            func.max(sides.c.steps).label("before"),
            func.max(sides.c.newer).label("after"),
        )
        .group_by(sides.c.learner_id)
        .cte("together")
        .prefix_with(INLINE)
    )
    return (
        select(together, _concerned(together, select(_keepers(newer).c.learner_id)))
        .cte("both_versions")
        .prefix_with("MATERIALIZED")
    )


def _keepers(newer: Asked) -> CTE:
    """Who has the badge by a version before the newer one."""
    return (
        select(Award.learner_id)
        .join(CriteriaRule, CriteriaRule.id == Award.criteria_rule_id)
        .where(
            Award.achievement_id == newer.question.achievement_id,
            CriteriaRule.version < newer.rule_version,
            state_on(newer.question.at).in_(KEPT),
        )
        .cte("keepers")
    )


def _concerned(together: CTE, keepers: Select[*tuple[Any, ...]]) -> ColumnElement[str]:
    would, did = together.c.after == 0, together.c.before == 0
    return case(
        (and_(would, ~did), Concerned.GAINS.value),
        (would, ""),
        (together.c.learner_id.in_(keepers), Concerned.KEEPS.value),
        (did, Concerned.LOSES.value),
        else_="",
    ).label("concerned")
