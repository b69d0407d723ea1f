"""How many days lie between two dates, in SQL: each database says that in its own way."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, SQLColumnExpression
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class DaysBetween(FunctionElement[int]):
    """`DaysBetween(later, earlier)` of two dates, as a whole number; negative the other way."""

    type = Integer()
    name = "days_between"
    inherit_cache = True


@compiles(DaysBetween, "sqlite")
def _sqlite(element: DaysBetween, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    later, earlier = _both(element, compiler, options)
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


@compiles(DaysBetween, "postgresql")
def _postgresql(element: DaysBetween, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    later, earlier = _both(element, compiler, options)
    return f"({later} - {earlier})"


def _both(element: DaysBetween, compiler: SQLCompiler, options: dict[str, Any]) -> tuple[str, str]:
    later, earlier = (compiler.process(each, **options) for each in element.clauses)
    return later, earlier


def whole_weeks(
    later: SQLColumnExpression[Any], earlier: SQLColumnExpression[Any]
) -> ColumnElement[int]:
    """How many weeks lie between two dates, the later one first; it must not be the earlier."""
    return DaysBetween(later, earlier) // 7
