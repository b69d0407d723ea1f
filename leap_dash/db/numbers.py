"""Arithmetic on numbers that SQLite and PostgreSQL write differently."""

from sqlalchemy import Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class whole_part(FunctionElement[int]):  # noqa: N801  reads as a function of SQL
    """A number that is not negative without what stands behind the point."""

    type = Integer()
    inherit_cache = True


@compiles(whole_part, "sqlite")
def _whole_sqlite(element: FunctionElement[int], compiler: SQLCompiler, **given: object) -> str:
    return f"CAST({compiler.process(element.clauses, **given)} AS INTEGER)"


@compiles(whole_part, "postgresql")
def _whole_postgresql(element: FunctionElement[int], compiler: SQLCompiler, **given: object) -> str:
    return f"CAST(floor({compiler.process(element.clauses, **given)}) AS INTEGER)"
