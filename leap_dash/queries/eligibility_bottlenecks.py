"""Which clause of a badge's rule stops most learners."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leap_dash.domain.access import Scope
from leap_dash.domain.criteria import Rule, leaves
from leap_dash.domain.criteria_evaluate import Measure, conclude, steps
from leap_dash.domain.narrative import clause_text
from leap_dash.queries.eligibility_lookup import Asked, ask, population
from leap_dash.queries.eligibility_sql import dialect_of, judged
from leap_dash.records import ClauseBottleneck


def clause_bottlenecks(
    session: Session,
    scope: Scope,
    achievement: str | UUID,
    *,
    as_of: datetime,
    cohort: str | UUID | None = None,
    enrolled: bool = False,
    presumed: bool = False,
) -> tuple[ClauseBottleneck, ...]:
    """How many learners meet each clause of a badge's rule, and how many it alone stops.

    Over the learners that `evaluate_achievement` counts; raises what it raises.
    """
    asked = ask(session, scope, achievement, as_of)
    asked = replace(asked, question=replace(asked.question, presumed=presumed))
    people = population(scope, asked, cohort, None, enrolled=enrolled)
    met_columns = clause_columns(asked.question.rule)
    everyone = judged(asked.question, people, dialect_of(session), met_columns)
    met = [everyone.c[name] for name in met_columns]
    return bottlenecks(
        asked,
        [
            (tuple(bool(each) for each in row[:-1]), row[-1])
            for row in session.execute(select(*met, func.count()).group_by(*met))
        ],
    )


def clause_columns(rule: Rule) -> list[str]:
    """The columns of `judged` that say which clauses are met, in their order."""
    return [f"m{i}" for i, _ in enumerate(leaves(rule))]


def bottlenecks(
    asked: Asked, patterns: Sequence[tuple[tuple[bool, ...], int]]
) -> tuple[ClauseBottleneck, ...]:
    """Clause by clause, from which clauses are met together and by how many learners."""
    rule = asked.question.rule
    clauses = conclude(rule, [Measure(None) for _ in leaves(rule)]).clauses
    return tuple(
        ClauseBottleneck(
            number=i,
            path=outcome.path,
            clause=(text := clause_text(outcome, asked.names)).clause,
            need=text.need,
            met=sum(learners for pattern, learners in patterns if pattern[i]),
            not_met=sum(learners for pattern, learners in patterns if not pattern[i]),
            alone=sum(learners for pattern, learners in patterns if _alone(rule, pattern, i)),
        )
        for i, outcome in enumerate(clauses)
    )


def _alone(rule: Rule, pattern: tuple[bool, ...], i: int) -> bool:
    """Whether clause i is not met, and would meet the rule by itself."""
    if pattern[i] or steps(rule, pattern) == 0:
        return False
    return steps(rule, (*pattern[:i], True, *pattern[i + 1 :])) == 0
