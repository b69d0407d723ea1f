"""How many clauses a learner lacks, as one SQL expression over who met which clause.

Every clause stands in the expression exactly once: with two mentions a rule nested twenty deep
would grow to a million terms.
"""

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import add

from sqlalchemy import ColumnElement, Integer, case
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from leap_dash.domain.criteria import All, AnyOf, AtLeast, Rule
from leap_dash.domain.criteria_parse import MAX_NODES

FAR = 2
"""Stands for two clauses or more."""


class least(GenericFunction[int]):  # noqa: N801  the function's name in SQL
    """The least of its arguments, none of them null."""

    type = Integer()
    inherit_cache = True


class greatest(GenericFunction[int]):  # noqa: N801
    """The greatest of its arguments, none of them null."""

    type = Integer()
    inherit_cache = True


@compiles(least, "sqlite")
def _least_on_sqlite(function: least, compiler: SQLCompiler, **options: object) -> str:
    return f"min({compiler.process(function.clauses, **options)})"


@compiles(greatest, "sqlite")
def _greatest_on_sqlite(function: greatest, compiler: SQLCompiler, **options: object) -> str:
    return f"max({compiler.process(function.clauses, **options)})"


def steps_left(rule: Rule, met: Iterator[ColumnElement[int]]) -> ColumnElement[int]:
    """0 where the rule is met, 1 where one more clause would meet it, else FAR.

    `met` are 1 or 0 for each of `leaves(rule)`, in their order.
    """
    if not isinstance(rule, All | AnyOf | AtLeast):
        return 1 - next(met)
    steps = [steps_left(child, met) for child in rule.children]
    if len(steps) == 1:
        return steps[0]
    match rule:
        case All():
            return least(_sum(steps), FAR)
        case AnyOf():
            return least(*steps)
        case AtLeast():
            return _steps_to(rule.number, steps)


def _steps_to(number: int, steps: Sequence[ColumnElement[int]]) -> ColumnElement[int]:
    # A child that is met gives MAX_NODES + 1 points, one that is a step away gives 1: fewer than
    # MAX_NODES of the second never weigh as much as one of the first. So the rule is met from
    # (MAX_NODES + 1) x number points on, and a step away from one met child less and 1 point on.
    points = _sum([case({0: MAX_NODES + 1, 1: 1}, value=each, else_=0) for each in steps])
    short = (MAX_NODES + 1) * number - points
    return greatest(0, least(FAR, (short + MAX_NODES - 1) // MAX_NODES))


def _sum(terms: Sequence[ColumnElement[int]]) -> ColumnElement[int]:
    return reduce(add, terms)
