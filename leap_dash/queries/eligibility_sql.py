"""A rule as one SQL statement: every learner of a population judged at once.

`domain.criteria_evaluate` says what is right; this is the same for thousands, on SQLite and on
PostgreSQL. Nothing here knows who asks: the population is already what the viewer may see.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import CTE, Double, FromClause, and_, case, cast, func, select

from leap_dash.db import Cohort
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
    Population,
    Question,
    Rows,
    pass_of,
    sections,
)
from leap_dash.queries.eligibility_steps import step_layers


def judged(question: Question, population: Population, dialect: str) -> CTE:
    """One row per learner: the cohort in which they are nearest, and `steps` left (0, 1 or FAR).

    Columns: learner_id, cohort_id, steps; for clause number i `m{i}` (1: met), and those that
    `measure_columns` lists.
    """
    clauses = list(enumerate(leaf for _, leaf in leaves(question.rule)))
    measured = _measured(question, population, clauses).cte("measured")
    met = (_met(leaf, i, measured).label(f"m{i}") for i, leaf in clauses)
    combined = select(measured, *met).cte("compared")
    for number, layer in enumerate(step_layers(question.rule, dialect)):
        combined = select(combined, *layer).cte(f"combined{number}")
    if population.cohort_id is not None:
        return combined
    # The newest cohort where two are equally near.
    nearest = func.row_number().over(
        partition_by=combined.c.learner_id,
        order_by=(
            combined.c.steps,
            Cohort.starts_on.is_(None),
            Cohort.starts_on.desc(),
            Cohort.code.desc(),
        ),
    )
    ranked = (
        select(combined, nearest.label("nearest"))
        .join(Cohort, Cohort.id == combined.c.cohort_id)
        .subquery("ranked")
    )
    return select(ranked).where(ranked.c.nearest == 1).cte("judged")


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


def _measured(question: Question, population: Population, clauses: Clauses) -> Rows:
    units = sections(question, population, clauses).cte("sections")
    joined: FromClause = units
    sources: dict[str, FromClause] = {"sections": units}
    for name, build in PASSES.items():
        asked = [(i, leaf) for i, leaf in clauses if pass_of(leaf) == name]
        if asked:
            sources[name] = source = build(question, population, asked).cte(name)
            keys = [key for key in ("learner_id", "cohort_id") if key in source.c]
            joined = joined.outerjoin(source, and_(*(source.c[k] == units.c[k] for k in keys)))
    columns: list[Column] = []
    for i, leaf in clauses:
        sums = sources[pass_of(leaf)]
        columns.append(_value(leaf, i, sums).label(f"v{i}"))
        if _counts(leaf):
            columns.append(func.coalesce(sums.c[f"b{i}"], 0).label(f"o{i}"))
        if course_of(leaf) is not None:
            columns.append(units.c[f"e{i}"])
    return select(units.c.learner_id, units.c.cohort_id, *columns).select_from(joined)


def _value(leaf: Leaf, i: int, source: FromClause) -> Column:
    """The value of a clause from the sums of the pass that it was part of."""
    sum_ = source.c[f"a{i}"]
    match leaf:
        case Average():
            return sum_ / func.nullif(source.c[f"b{i}"], 0)
        case Submitted() | Completed() | Outcomes() | Holds() | Approved():
            return func.coalesce(sum_, 0)
    return sum_


def _met(leaf: Leaf, i: int, measured: CTE) -> Column:
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
