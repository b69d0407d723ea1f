"""Days and weeks from one date to another, which each database writes in its own way."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, SQLColumnExpression
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction


class days_between(GenericFunction[int]):  # noqa: N801  named as the functions of SQL are
    """`days_between(earlier, later)`: whole days, negative where the second is the earlier one."""

    type = Integer()
    inherit_cache = True

    def __init__(self, earlier: SQLColumnExpression[Any], later: SQLColumnExpression[Any]) -> None:
        super().__init__(earlier, later)


@compiles(days_between, "sqlite")
def _on_sqlite(element: days_between, compiler: SQLCompiler, **kw: object) -> str:
    earlier, later = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


@compiles(days_between, "postgresql")
def _on_postgresql(element: days_between, compiler: SQLCompiler, **kw: object) -> str:
    earlier, later = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"(({later}) - ({earlier}))"


def whole_weeks(
    later: SQLColumnExpression[Any], earlier: SQLColumnExpression[Any]
) -> ColumnElement[int]:
    """How many weeks lie between two dates, the later one first; it must not be the earlier."""
    return days_between(earlier, later) // 7
