"""A rule as one SQL statement: every learner of a population judged at once.

`domain.criteria_evaluate` says what is right; this is the same for thousands, on SQLite and on
PostgreSQL. Nothing here knows who asks: the population is already what the viewer may see.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    Double,
    FromClause,
    Integer,
    and_,
    case,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from leap_dash.db.planner import INLINE
from leap_dash.domain.criteria import (
    Approved,
    Average,
    Completed,
    Holds,
    ItemResult,
    Leaf,
    Outcomes,
    Participation,
    Rule,
    Skill,
    Submitted,
    course_of,
    leaves,
)
from leap_dash.domain.criteria_evaluate import SLACK, Measure
from leap_dash.queries.eligibility_passes import (
    PASSES,
    Clauses,
    Column,
    Rows,
    pass_of,
    sections,
)
from leap_dash.queries.eligibility_question import Population, Question
from leap_dash.queries.eligibility_steps import step_layers
from leap_dash.queries.eligibility_taken import taken_columns

MAX_COHORTS = 1_000_000
"""More than a programme ever has at one org."""


def judged(
    question: Question,
    population: Population,
    dialect: str,
    columns: Sequence[str],
    *,
    given: int | None = None,
    prefix: str = "",
) -> CTE:
    """One row per learner, for the cohort in which they are nearest: of several the newest.

    Columns: learner_id, age (of the cohort), steps (0: meets the rule, 1: lacks one clause, FAR);
    and those asked for, of `measure_columns`, `taken_columns`, `m{i}` (1: clause number i is met,
    else 0) and `after`: the steps if the clause number `given` were met.
    Two of them in one statement take a `prefix` each for what they are made of.
    """
    clauses = list(enumerate(leaf for _, leaf in leaves(question.rule)))
    measured = (
        _measured(question, population, clauses, prefix)
        .cte(f"{prefix}measured")
        .prefix_with(INLINE)
    )
    met = (_met(question, leaf, i, measured).label(f"m{i}") for i, leaf in clauses)
    carried = (measured.c[name] for name in ("learner_id", "age", *columns) if name in measured.c)
    combined = select(*carried, *met).cte(f"{prefix}compared").prefix_with(INLINE)
    layers = step_layers(question.rule, dialect)
    if given is not None:
        after = step_layers(question.rule, dialect, given=given, name="after")
        layers = [steps + more for steps, more in zip(layers, after, strict=True)]
    for number, layer in enumerate(layers):
        combined = select(combined, *layer).cte(f"{prefix}combined{number}").prefix_with(INLINE)
    # One number for both keeps what has to be sorted small.
    distance = (combined.c.steps * MAX_COHORTS + combined.c.age).label("distance")
    asked = [combined.c[name] for name in columns]
    learner = combined.c.learner_id
    if len(population.cohort_ids) == 1:
        nearest = select(learner, distance, *asked)
    elif dialect == "sqlite":
        # The columns beside come from the row that has the minimum: a promise of SQLite's, and
        # twice as fast as a window function. Leaving out nothing first has the distance worked
        # out before rows are sorted, not what it is made of carried along.
        rows = select(learner, distance, *asked).offset(0).subquery("of_cohorts")
        least = func.min(rows.c.distance).label("distance")
        beside = [rows.c[name] for name in columns]
        nearest = select(rows.c.learner_id, least, *beside).group_by(rows.c.learner_id)
    else:
        nearest = (
            select(learner, distance, *asked).ext(distinct_on(learner)).order_by(learner, distance)
        )
    rows = nearest.subquery("nearest")
    return (
        select(
            rows.c.learner_id,
            (rows.c.distance // MAX_COHORTS).label("steps"),
            (rows.c.distance % MAX_COHORTS).label("age"),
            *(rows.c[name] for name in columns),
        )
        .cte(f"{prefix}judged")
        .prefix_with(INLINE)
    )


def measure_columns(rule: Rule) -> list[str]:
    """The columns of `judged` that hold the measures of a rule, in the order of its clauses.

    For clause number i the value `v{i}`, where it counts `o{i}`: of how many, and where it names
    a course `e{i}`: above 0 if the learner is enrolled in it.
    """
    return [
        f"{name}{i}"
        for i, (_, leaf) in enumerate(leaves(rule))
        for name in ("v", *("o" if _counts(leaf) else ""), *("e" if course_of(leaf) else ""))
    ]


def measure_reader(rule: Rule) -> Callable[[Sequence[Any]], tuple[Measure, ...]]:
    """Makes the measures of a row from its values in the order of `measure_columns`.

    Where each value stands is found once, not for each of many thousand rows.
    """
    at = {name: position for position, name in enumerate(measure_columns(rule))}
    places = [(at[f"v{i}"], at.get(f"o{i}"), at.get(f"e{i}")) for i, _ in enumerate(leaves(rule))]

    def read(found: Sequence[Any]) -> tuple[Measure, ...]:
        return tuple(
            [
                Measure(None, enrolled=False)
                if enrolled is not None and not found[enrolled]
                else Measure(found[value], None if of is None else found[of])
                for value, of, enrolled in places
            ]
        )

    return read


def _counts(leaf: Leaf) -> bool:
    return isinstance(leaf, Submitted | Completed | Outcomes)


def _measured(question: Question, population: Population, clauses: Clauses, prefix: str) -> Rows:
    units = sections(question, population, clauses).cte(f"{prefix}sections").prefix_with(INLINE)
    joined: FromClause = units
    sources: dict[str, FromClause] = {"sections": units}
    for name, build in PASSES.items():
        asked = [(i, leaf) for i, leaf in clauses if pass_of(leaf) == name]
        if asked:
            sources[name] = source = (
                build(question, population, asked).cte(f"{prefix}{name}").prefix_with(INLINE)
            )
            keys = [key for key in ("learner_id", "age") if key in source.c]
            joined = joined.outerjoin(source, and_(*(source.c[k] == units.c[k] for k in keys)))
    columns: list[Column] = [units.c[name] for name in taken_columns(question)]
    for i, leaf in clauses:
        sums = sources[pass_of(leaf)]
        columns.append(_value(leaf, i, sums).label(f"v{i}"))
        if _counts(leaf):
            columns.append(func.coalesce(sums.c[f"b{i}"], 0).label(f"o{i}"))
        if course_of(leaf) is not None:
            columns.append(units.c[f"e{i}"])
    return select(units.c.learner_id, units.c.age, *columns).select_from(joined)


def dialect_of(session: Session) -> str:
    """sqlite or postgresql."""
    return session.get_bind().dialect.name


def _value(leaf: Leaf, i: int, source: FromClause) -> Column:
    """The value of a clause from the sums of the pass that it was part of."""
    sum_ = source.c[f"a{i}"]
    match leaf:
        case Average():
            return sum_ / func.nullif(source.c[f"b{i}"], 0)
        case Submitted() | Completed() | Outcomes() | Holds() | Approved():
            return func.coalesce(sum_, 0)
    return sum_


def _met(question: Question, leaf: Leaf, i: int, measured: CTE) -> Column:
    if question.presumed and isinstance(leaf, Approved):
        return literal_column("1", Integer)
    value = measured.c[f"v{i}"]
    match leaf:
        case ItemResult() | Average():
            met = value >= leaf.min_percent - SLACK
        case Submitted() | Outcomes():
            share = cast(value, Double) / func.nullif(measured.c[f"o{i}"], 0)
            met = share >= leaf.min_share - SLACK
        case Participation():
            met = value >= leaf.min_active_weeks
        case Skill():
            met = value >= leaf.min_level
        case Completed():
            met = and_(measured.c[f"o{i}"] > 0, value >= measured.c[f"o{i}"])
        case Holds() | Approved():
            met = value >= 1
    return case((met, 1), else_=0)
