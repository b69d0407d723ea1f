"""Arithmetic on days that SQLite and PostgreSQL write differently."""

from typing import Any

from sqlalchemy import Date, Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class days_between(FunctionElement[int]):  # noqa: N801  reads as a function of SQL
    """Days from the second day to the first."""

    type = Integer()
    inherit_cache = True


class days_after(FunctionElement[Any]):  # noqa: N801
    """The day so many days (second) after a day (first)."""

    type = Date()
    inherit_cache = True


class latest(FunctionElement[Any]):  # noqa: N801
    """The latest of the days that are known; none where none is."""

    type = Date()
    inherit_cache = True


@compiles(days_between, "sqlite")
def _between_sqlite(element: FunctionElement[int], compiler: SQLCompiler, **given: object) -> str:
    later, earlier = (compiler.process(each, **given) for each in element.clauses)
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


@compiles(days_between, "postgresql")
def _between_postgresql(
    element: FunctionElement[int], compiler: SQLCompiler, **given: object
) -> str:
    later, earlier = (compiler.process(each, **given) for each in element.clauses)
    return f"(({later}) - ({earlier}))"


@compiles(days_after, "sqlite")
def _after_sqlite(element: FunctionElement[Any], compiler: SQLCompiler, **given: object) -> str:
    day, days = (compiler.process(each, **given) for each in element.clauses)
    return f"date({day}, ({days}) || ' days')"


@compiles(days_after, "postgresql")
def _after_postgresql(element: FunctionElement[Any], compiler: SQLCompiler, **given: object) -> str:
    day, days = (compiler.process(each, **given) for each in element.clauses)
    return f"(({day}) + ({days}))"


@compiles(latest, "sqlite")
def _latest_sqlite(element: FunctionElement[Any], compiler: SQLCompiler, **given: object) -> str:
    # max() of several values is none as soon as one of them is.
    known = (f"coalesce({compiler.process(each, **given)}, '')" for each in element.clauses)
    return f"nullif(max({', '.join(known)}), '')"


@compiles(latest, "postgresql")
def _latest_postgresql(
    element: FunctionElement[Any], compiler: SQLCompiler, **given: object
) -> str:
    return f"greatest({compiler.process(element.clauses, **given)})"
