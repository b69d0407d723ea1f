"""What a rule would do, before it is published: who would earn the badge, where, what stops most.

Asked again with every number that somebody types, so everything comes from one statement in which
everyone is judged once; the names of those one step away from a second one about them alone. It
writes nothing.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    CompoundSelect,
    Row,
    Select,
    and_,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from leap_dash.db import Cohort, Course, Enrollment, Learner, Section
from leap_dash.domain.access import Scope
from leap_dash.domain.rule_thresholds import Threshold, thresholds
from leap_dash.queries.eligibility import (
    bottlenecks,
    clause_columns,
    dialect_of,
    evaluate_asked,
    standing_of,
)
from leap_dash.queries.eligibility_lookup import Asked, population
from leap_dash.queries.eligibility_question import Population
from leap_dash.queries.eligibility_sql import INLINE, judged
from leap_dash.queries.learner_names import by_name
from leap_dash.queries.rule_elsewhere import by_org
from leap_dash.queries.rule_spread import place_of, spread, spread_columns
from leap_dash.records import EligibilityRow, PreviewGroup, RulePreview

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
    people = population(scope, asked, None, None)
    rows = session.execute(_statement(session, asked, people, chosen)).all()
    patterns = [row for row in rows if row.what == "pattern"]
    everyone = _group("", patterns)
    orgs, countries = by_org(session, scope, asked, everyone)
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
        courses=_courses(session, asked, [row for row in rows if row.what == "course"]),
        orgs=orgs,
        countries=countries,
        clauses=bottlenecks(asked, _together(asked, patterns)),
        spread=spread(((row.place, row.learners) for row in patterns), chosen, asked)
        if chosen
        else None,
        nearly=_nearly(session, scope, asked, [row.id for row in rows if row.what == "nearly"]),
    )


def _statement(
    session: Session, asked: Asked, people: Population, chosen: Threshold | None
) -> CompoundSelect[*tuple[Any, ...]]:
    """Everyone judged once and counted by course and by clauses met; the ids of the nearest."""
    clauses = clause_columns(asked.question.rule)
    columns = [*clauses, *spread_columns(asked, chosen)]
    everyone = judged(asked.question, people, dialect_of(session), columns)
    standing = standing_of(everyone, asked, columns).prefix_with(INLINE)
    # Read three times, so written down once.
    once = (
        select(
            *(column for column in standing.c if column.key != "award"),
            place_of(standing, chosen).label("place"),
        )
        .cte("once")
        .prefix_with("MATERIALIZED")
    )
    return union_all(
        _by_course(once, people.ages, clauses), _patterns(once, clauses), _nearest(once, clauses)
    )


def _patterns(standing: CTE, clauses: Sequence[str]) -> Rows:
    """Learners by cohort, standing, clauses met and place of value."""
    keys = [standing.c.age, standing.c.steps, standing.c.held]
    detail = [standing.c[name] for name in ("place", *clauses)]
    return select(
        literal("pattern"),
        cast(null(), Section.course_id.type),
        *keys,
        func.count(),
        *detail,
    ).group_by(*keys, *detail)


def _by_course(standing: CTE, ages: CTE, clauses: Sequence[str]) -> Rows:
    """Learners by course and standing, in the courses of the cohort in which they are judged."""
    keys = [standing.c.age, standing.c.steps, standing.c.held]
    return (
        select(
            literal("course").label("what"),
            Section.course_id.label("id"),
            *keys,
            func.count().label("learners"),
            *(literal(0).label(name) for name in ("place", *clauses)),
        )
        .select_from(standing)
        .join(ages, ages.c.age == standing.c.age)
        .join(Enrollment, Enrollment.learner_id == standing.c.learner_id)
        .join(Section, and_(Section.id == Enrollment.section_id, Section.cohort_id == ages.c.id))
        .group_by(Section.course_id, *keys)
    )


def _nearest(standing: CTE, clauses: Sequence[str]) -> Rows:
    first = (
        select(standing.c.learner_id)
        .join(Learner, Learner.id == standing.c.learner_id)
        .where(standing.c.steps == 1, standing.c.held == 0)
        .order_by(*by_name(Learner.__table__.c), Learner.id)
        .limit(MOST_NAMED)
        .subquery("nearest_ones")
    )
    nothing = ("age", "steps", "held", "learners", "place", *clauses)
    return select(
        literal("nearly"), first.c.learner_id, *(literal(0).label(name) for name in nothing)
    )


def _together(asked: Asked, patterns: Sequence[Counted]) -> list[tuple[tuple[bool, ...], int]]:
    """Which clauses are met together, and by how many learners."""
    names = clause_columns(asked.question.rule)
    return [(tuple(bool(getattr(row, name)) for name in names), row.learners) for row in patterns]


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


def _courses(session: Session, asked: Asked, rows: Sequence[Counted]) -> tuple[PreviewGroup, ...]:
    names = session.execute(
        select(Course.id, Course.name)
        .where(Course.programme_id == asked.programme_id, Course.id.in_({row.id for row in rows}))
        .order_by(Course.position, Course.code)
    )
    return tuple(_group(name, [row for row in rows if row.id == id_]) for id_, name in names)


def _group(name: str, rows: Sequence[Counted]) -> PreviewGroup:
    return PreviewGroup(
        name,
        learners=sum(row.learners for row in rows),
        earn=sum(row.learners for row in rows if row.steps == 0),
        one_step=sum(row.learners for row in rows if row.steps == 1 and not row.held),
    )


def _nearly(
    session: Session, scope: Scope, asked: Asked, ids: Sequence[UUID]
) -> tuple[EligibilityRow, ...]:
    if not ids:
        return ()
    return evaluate_asked(session, scope, asked, learners=ids, limit=len(ids)).rows
