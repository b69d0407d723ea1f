"""Two versions of a badge's rule, and whom the step from one to the other concerns.

Everyone is judged by both in one statement. Nobody loses a badge by a new version: who has it
keeps it by the version that it was given by.
"""

from sqlalchemy import CTE, ColumnElement, and_, case, func, select, true
from sqlalchemy.orm import Session

from leap_dash.db import Award, CriteriaRule, Learner
from leap_dash.domain.access import Scope
from leap_dash.domain.awards import AwardState
from leap_dash.queries.awards import state_on
from leap_dash.queries.eligibility import dialect_of, number_of
from leap_dash.queries.eligibility_lookup import Asked, population
from leap_dash.queries.eligibility_question import Population
from leap_dash.queries.eligibility_sql import judged
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
    before, after = (
        _once(judged(asked.question, people, dialect, [], prefix=f"{name}_"), name)
        for name, asked in (("older", older), ("newer", newer))
    )
    keepers = _keepers(newer)
    return (
        select(
            after.c.learner_id,
            after.c.age,
            before.c.steps.label("before"),
            after.c.steps.label("after"),
            _concerned(before, after, after.c.learner_id.in_(select(keepers.c.learner_id))),
        )
        .join(after, after.c.learner_id == before.c.learner_id)
        .cte("both_versions")
        .prefix_with("MATERIALIZED")
    )


def _once(everyone: CTE, name: str) -> CTE:
    """Written down: what is joined is looked up, not judged again for each learner."""
    return select(everyone).cte(name).prefix_with("MATERIALIZED")


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


def _concerned(before: CTE, after: CTE, keeps: ColumnElement[bool]) -> ColumnElement[str]:
    return case(
        (and_(after.c.steps == 0, before.c.steps > 0), Concerned.GAINS.value),
        (and_(after.c.steps > 0, keeps), Concerned.KEEPS.value),
        (and_(after.c.steps > 0, before.c.steps == 0), Concerned.LOSES.value),
        else_="",
    ).label("concerned")
