"""Who qualifies for a badge, who is one step away, and which clause stops most.

One SQL statement per question, for one learner or for all of an org's cohorts of the badge's
programme. It reads the progress summaries as they stand (`services.progress` brings them up to
the day) and writes nothing.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Label,
    ScalarSelect,
    Select,
    SQLColumnExpression,
    Subquery,
    and_,
    case,
    func,
    literal,
    null,
    or_,
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
from leap_dash.domain.validity import RENEWABLE_DAYS
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
    presumed: bool = False,
    renewing: bool = False,
    showing: Qualifying | StoppedBy = Qualifying.EVERYONE,
    limit: int | None = None,
    offset: int = 0,
) -> EligibilityReport:
    """Judge the learners of a badge's programme whom the viewer may see; the nearest come first,
    of them those who do not have the badge.

    `achievement` is a slug, `org/slug` or an id, `cohort` a code or an id, `cohorts` the ids of
    several. A learner of several cohorts is judged in each and counts once, as where they are
    nearest. The counts are of everyone judged, whatever `showing` and `limit` leave of the rows.
    `enrolled` leaves out who withdrew from all courses that they took. `presumed` counts whom the
    rule lacks nothing but approvals of as those who meet it: they can be proposed. `renewing`
    judges those who have, or had, the badge by the rule by which it is renewed; "new" are then
    those whose badge has lapsed or soon will, and can be renewed. Raises NotFoundError, and
    BadInputError for a slug that several orgs use.
    """
    asked = ask(session, scope, achievement, as_of, renewing=renewing)
    asked = replace(asked, question=replace(asked.question, presumed=presumed))
    return evaluate_asked(
        session,
        scope,
        asked,
        cohort=cohort,
        cohorts=cohorts,
        learners=learners,
        enrolled=enrolled,
        showing=showing,
        limit=limit,
        offset=offset,
    )


def evaluate_asked(
    session: Session,
    scope: Scope,
    asked: Asked,
    *,
    cohort: str | UUID | None = None,
    cohorts: Collection[UUID] = (),
    learners: Collection[UUID] | None = None,
    enrolled: bool = False,
    showing: Qualifying | StoppedBy = Qualifying.EVERYONE,
    limit: int | None = None,
    offset: int = 0,
) -> EligibilityReport:
    """As `evaluate_achievement`, by a rule that need not be the one in force."""
    people = population(scope, asked, cohort, learners, cohorts=cohorts, enrolled=enrolled)
    # What is carried through the sorting of everyone costs, so nothing is that nobody looks at.
    columns = [] if limit == 0 else measure_columns(asked.question.rule)
    given = None
    if isinstance(showing, StoppedBy):
        given = _known_clause(asked.question.rule, showing.clause)
        columns += [f"m{given}", "after"]
    everyone = judged(asked.question, people, dialect_of(session), columns, given=given)
    standing = standing_of(everyone, asked, columns)
    totals = (
        select(
            func.count().label("evaluated"),
            number_of(standing.c.steps == 0).label("eligible"),
            number_of(standing.c.held == 1).label("already"),
            number_of(_showing(standing, Qualifying.REVOKED)).label("revoked"),
            number_of(_showing(standing, Qualifying.NEW)).label("new"),
            number_of(_showing(standing, Qualifying.ONE_STEP)).label("one_step"),
            number_of(_showing(standing, showing)).label("shown"),
        )
        .select_from(standing)
        .subquery("totals")
    )
    # Without a page SQLite need not write down everyone's standing to read it twice.
    statement = select(totals)
    if limit != 0:
        page = _page(standing, people.ages, asked.question.rule, showing)
        statement = _beside(totals, page, limit, offset)
    rows = session.execute(statement).all()
    evaluated, eligible, already, revoked, new, one_step, fit, *_ = rows[0]
    return EligibilityReport(
        achievement_id=asked.question.achievement_id,
        org_id=asked.org_id,
        achievement=asked.slug,
        name=asked.name,
        rule_version=asked.rule_version,
        rule=asked.question.rule,
        presumed=asked.question.presumed,
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


def standing_of(everyone: CTE, asked: Asked, columns: Sequence[str]) -> CTE:
    """The learners judged, with the state of their latest award of this badge and, where it is
    about renewing, when that ends: then without those who never had one."""
    columns = ("learner_id", "age", "steps", *columns)
    latest = latest_award(everyone, asked, state_on(asked.question.at))
    ends = latest_award(everyone, asked, Award.valid_until) if asked.renewing else null()
    found = select(
        *(everyone.c[name] for name in columns), latest.label("award"), ends.label("ends")
    ).cte("awarded")
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


def _showing(standing: FromClause, which: Qualifying | StoppedBy) -> ColumnElement[bool]:
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
            standing.c.ends,
            *(standing.c[name] for name in measure_columns(rule)),
        )
        .join(Learner, Learner.id == standing.c.learner_id)
        .join(ages, ages.c.age == standing.c.age)
        .where(_showing(standing, which))
    )


def _beside(
    totals: Subquery, page: Select[*tuple[Any, ...]], limit: int | None, offset: int
) -> Select[*tuple[Any, ...]]:
    """The totals on every row of the page, or once beside nulls where the page is empty."""
    if limit is not None:
        columns = page.selected_columns
        nearest = (columns.steps, columns.held, *by_name(Learner.__table__.c), Learner.id)
        page = page.order_by(*nearest).limit(limit).offset(offset)
    shown = page.subquery("page")
    rows = select(totals, shown).select_from(totals.outerjoin(shown, true()))
    return rows.order_by(shown.c.steps, shown.c.held, *by_name(shown.c), shown.c.id)


def _rows(rows: Sequence[Sequence[Any]], asked: Asked) -> Iterator[EligibilityRow]:
    read = measure_reader(asked.question.rule)
    for row in rows:
        if len(row) == TOTALS or row[TOTALS] is None:
            return
        learner_id, key, given, family, cohort, steps, held, award, ends, *found = row[TOTALS:]
        yield EligibilityRow(
            learner_id=learner_id,
            learner_key=key,
            learner_name=learner_name(given, family, key),
            cohort_id=asked.cohorts[cohort],
            cohort=cohort,
            eligible=steps == 0,
            one_step=steps == 1 and not held,
            award=None if award is None else AwardState(award),
            held=bool(held),
            ends=ends,
            measures=read(found),
        )


def _known_clause(rule: Rule, number: int) -> int:
    clauses = sum(1 for _ in leaves(rule))
    if not 0 <= number < clauses:
        raise NotFoundError(f"The rule of this badge has no clause number {number + 1}.")
    return number


def dialect_of(session: Session) -> str:
    """sqlite or postgresql."""
    return session.get_bind().dialect.name


def number_of(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows fulfil the condition."""
    return func.count().filter(condition)


def _alone(rule: Rule, pattern: tuple[bool, ...], i: int) -> bool:
    """Whether clause i is not met, and would meet the rule by itself."""
    if pattern[i] or steps(rule, pattern) == 0:
        return False
    return steps(rule, (*pattern[:i], True, *pattern[i + 1 :])) == 0
