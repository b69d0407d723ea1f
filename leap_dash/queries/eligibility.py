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
    func,
    select,
    true,
)
from sqlalchemy.orm import Session

from leap_dash.db import Award, Learner
from leap_dash.domain.access import Scope
from leap_dash.domain.awards import HELD, AwardState
from leap_dash.domain.criteria import Rule, leaves
from leap_dash.domain.criteria_evaluate import Measure, conclude, steps
from leap_dash.domain.errors import NotFoundError
from leap_dash.domain.narrative import clause_text
from leap_dash.queries.awards import state_on
from leap_dash.queries.eligibility_lookup import Asked, ask, population
from leap_dash.queries.eligibility_sql import judged, measure_columns, measure_reader
from leap_dash.queries.learner_names import by_name, learner_name
from leap_dash.records import (
    ClauseBottleneck,
    EligibilityReport,
    EligibilityRow,
    Qualifying,
    StoppedBy,
)

TOTALS = 7
"""Columns with the counts of everyone, before those of each row."""


def evaluate_achievement(
    session: Session,
    scope: Scope,
    achievement: str | UUID,
    *,
    as_of: datetime,
    cohort: str | UUID | None = None,
    cohorts: Collection[UUID] = (),
    learners: Collection[UUID] | None = None,
    enrolled: bool = False,
    showing: Qualifying | StoppedBy = Qualifying.EVERYONE,
    limit: int | None = None,
    offset: int = 0,
) -> EligibilityReport:
    """Judge the learners of a badge's programme whom the viewer may see; the nearest come first,
    of them those who do not have the badge.

    `achievement` is a slug, `org/slug` or an id, `cohort` a code or an id, `cohorts` the ids of
    several. A learner of several
    cohorts is judged in each and counts once, as where they are nearest. The counts are of
    everyone judged, whatever `showing` and `limit` leave of the rows. `enrolled` leaves out who
    withdrew from all courses that they took. Raises NotFoundError, and BadInputError for a slug
    that several orgs use.
    """
    asked = ask(session, scope, achievement, as_of)
    people = population(scope, asked, cohort, learners, cohorts=cohorts, enrolled=enrolled)
    columns, given = measure_columns(asked.question.rule), None
    if isinstance(showing, StoppedBy):
        given = _known_clause(asked.question.rule, showing.clause)
        columns += [f"m{given}", "after"]
    everyone = judged(asked.question, people, _dialect(session), columns, given=given)
    standing = _standing(everyone, asked, columns)
    totals = (
        select(
            func.count().label("evaluated"),
            _count(standing.c.steps == 0).label("eligible"),
            _count(standing.c.held == 1).label("already"),
            _count(_showing(standing, Qualifying.REVOKED)).label("revoked"),
            _count(_showing(standing, Qualifying.NEW)).label("new"),
            _count(_showing(standing, Qualifying.ONE_STEP)).label("one_step"),
            _count(_showing(standing, showing)).label("shown"),
        )
        .select_from(standing)
        .subquery("totals")
    )
    page = _page(standing, people.ages, asked.question.rule, showing)
    if limit is not None:
        nearest = (standing.c.steps, standing.c.held, *by_name(Learner.__table__.c), Learner.id)
        page = page.order_by(*nearest).limit(limit).offset(offset)
    shown = page.subquery("page")
    # The totals stand on every row, and beside nulls where the page is empty.
    both = select(totals, shown).select_from(totals.outerjoin(shown, true()))
    ordered = both.order_by(shown.c.steps, shown.c.held, *by_name(shown.c), shown.c.id)
    # Without a page SQLite need not write down everyone's standing to read it twice.
    rows = session.execute(select(totals) if limit == 0 else ordered).all()
    evaluated, eligible, already, revoked, new, one_step, fit, *_ = rows[0]
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
        revoked=revoked,
        new=new,
        one_step=one_step,
        shown=fit,
        rows=tuple(_rows(rows, asked)),
    )


def clause_bottlenecks(
    session: Session,
    scope: Scope,
    achievement: str | UUID,
    *,
    as_of: datetime,
    cohort: str | UUID | None = None,
    enrolled: bool = False,
) -> tuple[ClauseBottleneck, ...]:
    """How many learners meet each clause of a badge's rule, and how many it alone stops.

    Over the learners that `evaluate_achievement` counts; raises what it raises.
    """
    asked = ask(session, scope, achievement, as_of)
    people = population(scope, asked, cohort, None, enrolled=enrolled)
    rule = asked.question.rule
    names = [f"m{i}" for i, _ in enumerate(leaves(rule))]
    everyone = judged(asked.question, people, _dialect(session), names)
    met = [everyone.c[name] for name in names]
    patterns = [
        (tuple(bool(each) for each in row[:-1]), row[-1])
        for row in session.execute(select(*met, func.count()).group_by(*met))
    ]
    clauses = conclude(rule, [Measure(None) for _ in met]).clauses
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


def _standing(everyone: CTE, asked: Asked, columns: Sequence[str]) -> CTE:
    """The learners judged, with the state of their latest award of this badge."""
    latest = func.row_number().over(partition_by=Award.learner_id, order_by=Award.renewal.desc())
    awards = (
        select(Award.learner_id, state_on(asked.question.at).label("state"), latest.label("latest"))
        .where(Award.achievement_id == asked.question.achievement_id)
        .subquery("awards")
    )
    mine = and_(awards.c.learner_id == everyone.c.learner_id, awards.c.latest == 1)
    return (
        select(
            everyone.c.learner_id,
            everyone.c.age,
            everyone.c.steps,
            *(everyone.c[name] for name in columns),
            awards.c.state.label("award"),
            case((awards.c.state.in_(HELD), 1), else_=0).label("held"),
        )
        .outerjoin(awards, mine)
        .cte("standing")
    )


def _showing(standing: FromClause, which: Qualifying | StoppedBy) -> ColumnElement[bool]:
    columns = standing.c
    if isinstance(which, StoppedBy):
        stops = columns[f"m{which.clause}"] == 0
        return and_(columns.steps > 0, stops, columns.after == 0) if which.alone else stops
    revoked = columns.award == AwardState.REVOKED
    kinds: dict[Qualifying, ColumnElement[bool]] = {
        Qualifying.EVERYONE: true(),
        Qualifying.ELIGIBLE: columns.steps == 0,
        Qualifying.NEW: and_(columns.steps == 0, columns.held == 0),
        Qualifying.ONE_STEP: and_(columns.steps == 1, columns.held == 0),
        Qualifying.FURTHER: and_(columns.steps > 1, columns.held == 0),
        Qualifying.ALREADY: and_(columns.held == 1, columns.award != AwardState.REVOKED),
        Qualifying.REVOKED: revoked,
        Qualifying.AGAIN: and_(columns.steps == 0, revoked),
    }
    return kinds[which]


def _page(
    standing: CTE, ages: CTE, rule: Rule, which: Qualifying | StoppedBy
) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Learner.id,
            Learner.key,
            Learner.given_name,
            Learner.family_name,
            ages.c.code,
            standing.c.steps,
            standing.c.held,
            standing.c.award,
            *(standing.c[name] for name in measure_columns(rule)),
        )
        .join(Learner, Learner.id == standing.c.learner_id)
        .join(ages, ages.c.age == standing.c.age)
        .where(_showing(standing, which))
    )


def _rows(rows: Sequence[Sequence[Any]], asked: Asked) -> Iterator[EligibilityRow]:
    read = measure_reader(asked.question.rule)
    for row in rows:
        if len(row) == TOTALS or row[TOTALS] is None:
            return
        learner_id, key, given, family, cohort, steps, held, award, *found = row[TOTALS:]
        yield EligibilityRow(
            learner_id=learner_id,
            learner_key=key,
            learner_name=learner_name(given, family, key),
            cohort_id=asked.cohorts[cohort],
            cohort=cohort,
            eligible=steps == 0,
            one_step=steps == 1 and not held,
            award=None if award is None else AwardState(award),
            measures=read(found),
        )


def _known_clause(rule: Rule, number: int) -> int:
    clauses = sum(1 for _ in leaves(rule))
    if not 0 <= number < clauses:
        raise NotFoundError(f"The rule of this badge has no clause number {number + 1}.")
    return number


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _alone(rule: Rule, pattern: tuple[bool, ...], i: int) -> bool:
    """Whether clause i is not met, and would meet the rule by itself."""
    if pattern[i] or steps(rule, pattern) == 0:
        return False
    return steps(rule, (*pattern[:i], True, *pattern[i + 1 :])) == 0
