"""What a rule would do, before it is published: who would earn the badge, where, what stops most.

Asked again with every number that somebody types, so everything comes from one statement in which
everyone is judged once. Names of the nearest and counts of other orgs are asked for by themselves,
when the answer is there. It writes nothing.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    CompoundSelect,
    Row,
    Select,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from leap_dash.db import Cohort, Course, Learner
from leap_dash.domain.access import Scope
from leap_dash.domain.rule_thresholds import Threshold, thresholds
from leap_dash.queries.awards import state_on
from leap_dash.queries.eligibility import evaluate_asked
from leap_dash.queries.eligibility_bottlenecks import bottlenecks, clause_columns
from leap_dash.queries.eligibility_lookup import Asked, population
from leap_dash.queries.eligibility_question import Population
from leap_dash.queries.eligibility_sql import dialect_of, judged
from leap_dash.queries.eligibility_standing import has_it, latest_award
from leap_dash.queries.eligibility_taken import taken_columns, takes
from leap_dash.queries.learner_names import by_name
from leap_dash.queries.rule_spread import place_of, spread, spread_columns
from leap_dash.records import Nearest, PreviewGroup, Qualifying, RulePreview

MOST_NAMED = 20
"""Learners one step away who are listed by name."""

Rows = Select[*tuple[Any, ...]]
Counted = Row[*tuple[Any, ...]]


def preview(
    session: Session, scope: Scope, asked: Asked, *, clause: int | None = None
) -> RulePreview:
    """What the rule asked about would do now, over the learners whom it would be awarded to.

    `clause` is the number of the clause whose values are spread out; where that has no threshold,
    the first is taken that has one.
    """
    found = thresholds(asked.question.rule)
    chosen = next((each for each in found if each.clause == clause), found[0] if found else None)
    courses = _courses(session, asked)
    asked = replace(asked, question=replace(asked.question, taken=tuple(courses)))
    people = population(scope, asked, None, None)
    rows = session.execute(_statement(session, asked, people, chosen)).all()
    patterns = [row for row in rows if row.what == "pattern"]
    everyone = _group("", patterns)
    return RulePreview(
        achievement_id=asked.question.achievement_id,
        names=asked.names,
        rule=asked.question.rule,
        learners=everyone.learners,
        earn=everyone.earn,
        one_step=everyone.one_step,
        already=sum(row.learners for row in patterns if row.held),
        new=sum(row.learners for row in patterns if row.steps == 0 and not row.held),
        cohorts=_cohorts(session, people, patterns),
        courses=_by_course(courses.values(), patterns),
        clauses=bottlenecks(asked, _together(asked, patterns)),
        spread=spread(((row.place, row.learners) for row in patterns), chosen, asked)
        if chosen
        else None,
        nearest=tuple(row.id for row in rows if row.what == "nearly"),
    )


def nearest_of(
    session: Session, scope: Scope, asked: Asked, *, learners: Sequence[UUID]
) -> Nearest:
    """Those of at most MOST_NAMED learners who lack one clause, by name."""
    report = evaluate_asked(
        session,
        scope,
        asked,
        learners=learners[:MOST_NAMED],
        showing=Qualifying.ONE_STEP,
        limit=MOST_NAMED,
    )
    return Nearest(report.names, report.rule, report.presumed, report.rows)


def _statement(
    session: Session, asked: Asked, people: Population, chosen: Threshold | None
) -> CompoundSelect[*tuple[Any, ...]]:
    """Everyone judged once and counted by what they have in common; the ids of the nearest."""
    clauses = clause_columns(asked.question.rule)
    common = [*clauses, *taken_columns(asked.question)]
    columns = [*common, *spread_columns(asked, chosen)]
    everyone = judged(asked.question, people, dialect_of(session), columns)
    # Read twice, so written down once; and nothing before it.
    once = (
        select(
            everyone.c.learner_id,
            everyone.c.age,
            everyone.c.steps,
            has_it(asked, latest_award(everyone, asked, state_on(asked.question.at)), null()),
            place_of(everyone, chosen).label("place"),
            *(everyone.c[name] for name in common),
        )
        .cte("once")
        .prefix_with("MATERIALIZED")
    )
    return union_all(_patterns(once, common), _nearest(once, common))


def _patterns(standing: CTE, common: Sequence[str]) -> Rows:
    """Learners by cohort, standing, place of value, clauses met and courses taken."""
    keys = [standing.c[name] for name in ("age", "steps", "held", "place", *common)]
    return select(
        literal("pattern").label("what"),
        cast(null(), Learner.id.type).label("id"),
        func.count().label("learners"),
        *keys,
    ).group_by(*keys)


def _nearest(standing: CTE, common: Sequence[str]) -> Rows:
    first = (
        select(standing.c.learner_id)
        .join(Learner, Learner.id == standing.c.learner_id)
        .where(standing.c.steps == 1, standing.c.held == 0)
        .order_by(*by_name(Learner.__table__.c), Learner.id)
        .limit(MOST_NAMED)
        .subquery("nearest_ones")
    )
    nothing = ("learners", "age", "steps", "held", "place", *common)
    return select(
        literal("nearly"), first.c.learner_id, *(literal(0).label(name) for name in nothing)
    )


def _together(asked: Asked, patterns: Sequence[Counted]) -> list[tuple[tuple[bool, ...], int]]:
    """Which clauses are met together, and by how many learners."""
    clauses = attrgetter("learners", *clause_columns(asked.question.rule))
    counted: Counter[tuple[int, ...]] = Counter()
    for learners, *met in map(clauses, patterns):
        counted[tuple(met)] += learners
    return [(tuple(map(bool, met)), learners) for met, learners in counted.items()]


def _cohorts(
    session: Session, people: Population, rows: Sequence[Counted]
) -> tuple[PreviewGroup, ...]:
    """Newest first; who takes part in several counts in the one where they are nearest."""
    names = session.execute(
        select(people.ages.c.age, Cohort.name)
        .join(Cohort, Cohort.id == people.ages.c.id)
        .order_by(people.ages.c.age)
    )
    return tuple(_group(name, [row for row in rows if row.age == age]) for age, name in names)


def _courses(session: Session, asked: Asked) -> dict[UUID, str]:
    """The courses of the programme, in their order."""
    rows = session.execute(
        select(Course.id, Course.name)
        .where(Course.programme_id == asked.programme_id)
        .order_by(Course.position, Course.code)
    )
    return dict(rows.all())


def _by_course(names: Iterable[str], rows: Sequence[Counted]) -> tuple[PreviewGroup, ...]:
    """Learners by course that they take in the cohort in which they are judged."""
    groups = (
        _group(name, [row for row in rows if takes(row, number)])
        for number, name in enumerate(names)
    )
    return tuple(group for group in groups if group.learners)


def _group(name: str, rows: Sequence[Counted]) -> PreviewGroup:
    return PreviewGroup(
        name,
        learners=sum(row.learners for row in rows),
        earn=sum(row.learners for row in rows if row.steps == 0),
        one_step=sum(row.learners for row in rows if row.steps == 1 and not row.held),
    )
