"""Arithmetic on numbers that SQLite and PostgreSQL write differently."""

from sqlalchemy import Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class whole_part(FunctionElement[int]):  # noqa: N801  reads as a function of SQL
    """A number that is not negative without what stands behind the point."""

    type = Integer()
    inherit_cache = True


class bounded(FunctionElement[int]):  # noqa: N801
    """A whole number (first) that is known, but at least the second and at most the third."""

    type = Integer()
    inherit_cache = True


@compiles(whole_part, "sqlite")
def _whole_sqlite(element: FunctionElement[int], compiler: SQLCompiler, **given: object) -> str:
    return f"CAST({compiler.process(element.clauses, **given)} AS INTEGER)"


@compiles(whole_part, "postgresql")
def _whole_postgresql(element: FunctionElement[int], compiler: SQLCompiler, **given: object) -> str:
    return f"CAST(floor({compiler.process(element.clauses, **given)}) AS INTEGER)"


@compiles(bounded, "sqlite")
def _bounded_sqlite(element: FunctionElement[int], compiler: SQLCompiler, **given: object) -> str:
    value, least, most = (compiler.process(each, **given) for each in element.clauses)
    return f"max({least}, min({most}, {value}))"


@compiles(bounded, "postgresql")
def _bounded_postgresql(
    element: FunctionElement[int], compiler: SQLCompiler, **given: object
) -> str:
    value, least, most = (compiler.process(each, **given) for each in element.clauses)
    return f"greatest({least}, least({most}, {value}))"
