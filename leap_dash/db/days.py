"""Days from one date to another, which each database writes in its own way."""

from datetime import date

from sqlalchemy import ColumnElement, Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction


class days_between(GenericFunction[int]):  # noqa: N801  named as the functions of SQL are
    """`days_between(earlier, later)`: whole days, negative where the second is the earlier one."""

    type = Integer()
    inherit_cache = True

    def __init__(self, earlier: ColumnElement[date], later: ColumnElement[date]) -> None:
        super().__init__(earlier, later)


@compiles(days_between, "sqlite")
def _on_sqlite(element: days_between, compiler: SQLCompiler, **kw: object) -> str:
    earlier, later = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


@compiles(days_between, "postgresql")
def _on_postgresql(element: days_between, compiler: SQLCompiler, **kw: object) -> str:
    earlier, later = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"(({later}) - ({earlier}))"
