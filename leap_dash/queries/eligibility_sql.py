"""A rule as one SQL statement: every learner of a population judged at once.

`domain.criteria_evaluate` says what is right; this is the same for thousands, on SQLite and on
PostgreSQL. Nothing here knows who asks: the population is already what the viewer may see.
"""

from sqlalchemy import CTE, Double, FromClause, and_, case, cast, func, literal, select

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
    Skill,
    Submitted,
    leaves,
)
from leap_dash.domain.criteria_evaluate import SLACK
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
from leap_dash.queries.eligibility_steps import steps_left


def judged(question: Question, population: Population) -> CTE:
    """One row per learner: the cohort in which they are nearest, and `steps` left (0, 1 or FAR).

    Columns: learner_id, cohort_id, steps; and for clause number i the measure `v{i}`, its `o{i}`
    (of how many), `e{i}` (above 0: enrolled in the named course) and `m{i}` (1: met).
    """
    clauses = list(enumerate(leaf for _, leaf in leaves(question.rule)))
    measured = _measured(question, population, clauses).cte("measured")
    met = (
        _met(leaf, measured.c[f"v{i}"], measured.c[f"o{i}"]).label(f"m{i}") for i, leaf in clauses
    )
    compared = select(measured, *met).cte("compared")
    steps = steps_left(question.rule, iter(compared.c[f"m{i}"] for i, _ in clauses))
    combined = select(compared, steps.label("steps")).cte("combined")
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


def _measured(question: Question, population: Population, clauses: Clauses) -> Rows:
    units = sections(question, population, clauses).cte("sections")
    joined: FromClause = units
    sources: dict[str, FromClause] = {"sections": units}
    for name, build in PASSES.items():
        asked = [(i, leaf) for i, leaf in clauses if pass_of(leaf) == name]
        if asked:
            source = sources[name] = build(question, population, asked).cte(name)
            keys = [key for key in ("learner_id", "cohort_id") if key in source.c]
            joined = joined.outerjoin(source, and_(*(source.c[k] == units.c[k] for k in keys)))
    columns: list[Column] = []
    for i, leaf in clauses:
        value, of = _found(leaf, i, sources[pass_of(leaf)])
        enrolled = units.c[f"e{i}"] if getattr(leaf, "course", None) else literal(1)
        columns += [value.label(f"v{i}"), of.label(f"o{i}"), enrolled.label(f"e{i}")]
    return select(units.c.learner_id, units.c.cohort_id, *columns).select_from(joined)


def _found(leaf: Leaf, i: int, source: FromClause) -> tuple[Column, Column]:
    """The value of a clause and of how many, from the sums of the pass that it was part of."""
    a = source.c[f"a{i}"]
    match leaf:
        case Average():
            return a / func.nullif(source.c[f"b{i}"], 0), literal(0)
        case Submitted() | Completed() | Outcomes():
            return func.coalesce(a, 0), func.coalesce(source.c[f"b{i}"], 0)
        case Holds() | Approved():
            return func.coalesce(a, 0), literal(0)
    return a, literal(0)


def _met(leaf: Leaf, value: Column, of: Column) -> Column:
    match leaf:
        case ItemResult() | Average():
            met = value >= leaf.min_percent - SLACK
        case Submitted() | Outcomes():
            met = cast(value, Double) / func.nullif(of, 0) >= leaf.min_share - SLACK
        case Participation():
            met = value >= leaf.min_active_weeks
        case Skill():
            met = value >= leaf.min_level
        case Completed():
            met = and_(of > 0, value >= of)
        case Holds() | Approved():
            met = value >= 1
    return case((met, 1), else_=0)
