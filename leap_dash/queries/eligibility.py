"""Who qualifies for a badge, who is one step away, and which clause stops most.

One SQL statement per question, for one learner or for all of an org's cohorts of the badge's
programme. It reads the progress summaries as they stand (`services.progress` brings them up to
the day) and writes nothing.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Select,
    and_,
    case,
    exists,
    func,
    select,
    true,
)
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.base import ColumnCollection, ReadOnlyColumnCollection

from leap_dash.db import Award, Cohort, Learner
from leap_dash.domain.access import Scope
from leap_dash.domain.awards import HELD, AwardState
from leap_dash.domain.criteria import Completed, Leaf, Outcomes, Rule, Submitted, leaves
from leap_dash.domain.criteria_evaluate import Measure, conclude, steps
from leap_dash.domain.narrative import ClauseText, clause_text
from leap_dash.queries.awards import state_on
from leap_dash.queries.eligibility_lookup import Asked, ask, population
from leap_dash.queries.eligibility_sql import judged
from leap_dash.records import ClauseBottleneck, EligibilityReport, EligibilityRow, Qualifying


def evaluate_achievement(
    session: Session,
    scope: Scope,
    achievement: str | UUID,
    *,
    as_of: datetime,
    cohort: str | UUID | None = None,
    learners: Collection[UUID] | None = None,
    showing: Qualifying = Qualifying.EVERYONE,
    limit: int | None = None,
    offset: int = 0,
) -> EligibilityReport:
    """Judge the learners of a badge's programme whom the viewer may see; the nearest come first.

    `achievement` is a slug, `org/slug` or an id, `cohort` a code or an id. A learner of several
    cohorts is judged in each and counts once, as where they are nearest. The counts are of
    everyone judged, whatever `showing` and `limit` leave of the rows. Raises NotFoundError, and
    BadInputError for a slug that several orgs use.
    """
    asked = ask(session, scope, achievement, as_of)
    people = population(session, scope, asked, cohort, learners)
    standing = _standing(judged(asked.question, people), asked)
    totals = (
        select(
            func.count().label("evaluated"),
            _count(standing.c.steps == 0).label("eligible"),
            _count(standing.c.held == 1).label("already"),
            _count(_showing(standing, Qualifying.ONE_STEP)).label("one_step"),
        )
        .select_from(standing)
        .subquery("totals")
    )
    page = _page(standing, asked.question.rule, showing)
    if limit is not None:
        page = page.order_by(*_order(page.selected_columns)).limit(limit).offset(offset)
    shown = page.subquery("page")
    # The totals stand on every row, and beside nulls where the page is empty.
    rows = session.execute(
        select(totals, shown)
        .select_from(totals.outerjoin(shown, true()))
        .order_by(*_order(shown.c))
    ).all()
    evaluated, eligible, already, one_step, *_ = rows[0]
    return EligibilityReport(
        achievement_id=asked.question.achievement_id,
        org_id=asked.org_id,
        achievement=asked.slug,
        name=asked.name,
        rule_version=asked.rule_version,
        rule=asked.question.rule,
        names=asked.names,
        evaluated=evaluated,
        eligible=eligible,
        already=already,
        one_step=one_step,
        rows=tuple(_rows(rows, asked.question.rule)),
    )


def clause_bottlenecks(
    session: Session,
    scope: Scope,
    achievement: str | UUID,
    *,
    as_of: datetime,
    cohort: str | UUID | None = None,
) -> tuple[ClauseBottleneck, ...]:
    """How many learners meet each clause of a badge's rule, and how many it alone stops.

    Over the learners that `evaluate_achievement` counts; raises what it raises.
    """
    asked = ask(session, scope, achievement, as_of)
    everyone = judged(asked.question, population(session, scope, asked, cohort, None))
    rule = asked.question.rule
    met = [everyone.c[f"m{i}"] for i, _ in enumerate(leaves(rule))]
    patterns = [
        (tuple(bool(each) for each in row[:-1]), row[-1])
        for row in session.execute(select(*met, func.count()).group_by(*met))
    ]
    evaluation = conclude(rule, [Measure(None) for _ in met])
    return tuple(
        ClauseBottleneck(
            path=outcome.path,
            clause=(text := clause_text(outcome, asked.names)).clause,
            need=text.need,
            met=sum(learners for pattern, learners in patterns if pattern[i]),
            not_met=sum(learners for pattern, learners in patterns if not pattern[i]),
            alone=sum(learners for pattern, learners in patterns if _alone(rule, pattern, i)),
        )
        for i, outcome in enumerate(evaluation.clauses)
    )


def to_json(report: EligibilityReport) -> dict[str, Any]:
    """The report as `leap-dash evaluate --json` prints it, without the time that it took."""
    return {
        "achievement": report.achievement,
        "rule_version": report.rule_version,
        "evaluated": report.evaluated,
        "eligible": report.eligible,
        "already": report.already,
        "one_step": report.one_step,
        "learners": [
            {
                "learner": row.learner_key,
                "learner_uuid": str(row.learner_id),
                "cohort": row.cohort,
                "eligible": row.eligible,
                "missing": [
                    {"clause": text.clause, "have": text.have, "need": text.need}
                    for text in missing(report, row)
                ],
            }
            for row in report.rows
        ],
    }


def missing(report: EligibilityReport, row: EligibilityRow) -> list[ClauseText]:
    """The fewest clauses that would bring the learner the badge, in words."""
    evaluation = conclude(report.rule, row.measures)
    return [clause_text(outcome, report.names) for outcome in evaluation.missing]


def _standing(everyone: CTE, asked: Asked) -> CTE:
    """The learners judged, with the state of their latest award of this badge."""
    newer = aliased(Award)
    latest = and_(
        Award.achievement_id == asked.question.achievement_id,
        Award.learner_id == everyone.c.learner_id,
        ~exists().where(
            newer.achievement_id == Award.achievement_id,
            newer.learner_id == Award.learner_id,
            newer.renewal > Award.renewal,
        ),
    )
    state = state_on(asked.question.at)
    return (
        select(
            everyone,
            state.label("award"),
            case((state.in_(HELD), 1), else_=0).label("held"),
        )
        .outerjoin(Award, latest)
        .cte("standing")
    )


def _showing(standing: FromClause, which: Qualifying) -> ColumnElement[bool]:
    match which:
        case Qualifying.EVERYONE:
            return true()
        case Qualifying.ELIGIBLE:
            return standing.c.steps == 0
        case Qualifying.NEW:
            return and_(standing.c.steps == 0, standing.c.held == 0)
        case Qualifying.ONE_STEP:
            return and_(standing.c.steps == 1, standing.c.held == 0)


def _page(standing: CTE, rule: Rule, which: Qualifying) -> Select[*tuple[Any, ...]]:
    measures = [
        standing.c[f"{name}{i}"] for i, _ in enumerate(leaves(rule)) for name in ("v", "o", "e")
    ]
    return (
        select(
            standing.c.learner_id,
            Learner.key,
            Learner.given_name,
            Learner.family_name,
            standing.c.cohort_id,
            Cohort.code,
            standing.c.steps,
            standing.c.held,
            standing.c.award,
            *measures,
        )
        .join(Learner, Learner.id == standing.c.learner_id)
        .join(Cohort, Cohort.id == standing.c.cohort_id)
        .where(_showing(standing, which))
    )


def _order(
    columns: ColumnCollection[str, Any] | ReadOnlyColumnCollection[str, Any],
) -> list[ColumnElement[Any]]:
    """The nearest first, then by name; names may be absent, which databases order differently."""
    names = (func.coalesce(each, "") for each in (columns.family_name, columns.given_name))
    return [columns.steps, *names, columns.key, columns.learner_id]


def _rows(rows: Sequence[Sequence[Any]], rule: Rule) -> Iterator[EligibilityRow]:
    clauses = [leaf for _, leaf in leaves(rule)]
    for row in rows:
        learner_id, key, given, family, cohort_id, cohort, steps, held, award = row[4:13]
        if learner_id is None:
            return
        yield EligibilityRow(
            learner_id=learner_id,
            learner_key=key,
            learner_name=" ".join(filter(None, (given, family))) or key,
            cohort_id=cohort_id,
            cohort=cohort,
            eligible=steps == 0,
            one_step=steps == 1 and not held,
            award=None if award is None else AwardState(award),
            measures=tuple(
                _measure(leaf, *row[at : at + 3])
                for at, leaf in zip(range(13, len(row), 3), clauses, strict=True)
            ),
        )


def _measure(leaf: Leaf, value: float | None, of: int, enrolled: int) -> Measure:
    if not enrolled:
        return Measure(None, enrolled=False)
    return (
        Measure(value, of) if isinstance(leaf, Submitted | Completed | Outcomes) else Measure(value)
    )


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _alone(rule: Rule, pattern: tuple[bool, ...], i: int) -> bool:
    """Whether clause i is not met, and would meet the rule by itself."""
    if pattern[i] or steps(rule, pattern) == 0:
        return False
    return steps(rule, (*pattern[:i], True, *pattern[i + 1 :])) == 0
