"""Finds and writes many rows at once, on SQLite and on PostgreSQL.

A year of marks has half a million values. SQLAlchemy's own way converts each by itself, and takes
twice as long for that as the database for its work. So here ids stay as the digits that SQLite
stores, other values are converted once each, and no default is filled in: rows hold every column
that must not be empty.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, cast
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    JSON,
    ColumnElement,
    Connection,
    String,
    Table,
    TypeCoerce,
    Uuid,
    any_,
    func,
    literal,
    select,
    type_coerce,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.types import TypeDecorator
from uuid_utils import uuid7

from leap_dash.db import Base

if TYPE_CHECKING:
    # Takes long to load, for nothing where the database is SQLite.
    from psycopg import Connection as PostgresConnection

Id: TypeAlias = str  # a UUID as 32 hexadecimal digits
Row: TypeAlias = Sequence[Any]


class Digits(TypeDecorator[str]):
    """A UUID column whose values come and go as digits: what SQLite stores, PostgreSQL reads."""

    impl = Uuid
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> None:
        """Nothing to do on the way in."""

    def result_processor(
        self,
        dialect: Dialect,
        coltype: object,  # noqa: ARG002  the signature is SQLAlchemy's
    ) -> Callable[[UUID | None], Id | None] | None:
        """PostgreSQL's driver makes UUIDs."""
        return None if dialect.name == "sqlite" else _hex


def _hex(value: UUID | None) -> Id | None:
    return None if value is None else value.hex


def new_id() -> Id:
    """An id for a new row; it grows with time, as those that SQLAlchemy fills in."""
    return uuid7().hex


def digits(column: InstrumentedAttribute[UUID]) -> TypeCoerce[str]:
    """The column, read as digits."""
    return type_coerce(column, Digits())


def among(
    session: Session, column: InstrumentedAttribute[Any], values: Iterable[object]
) -> ColumnElement[bool]:
    """That the column has one of the values, which go to the database as one parameter.

    `IN` with a parameter for each takes longer to write down than to answer, and has limits.
    """
    given = [value.hex if isinstance(value, UUID) else value for value in values]
    if session.get_bind().dialect.name == "postgresql":
        kind = Digits() if isinstance(column.type, Uuid) else column.type
        return type_coerce(column, kind) == any_(literal(given, ARRAY(kind)))
    listed = func.json_each(json.dumps(given)).table_valued("value")
    return type_coerce(column, String()).in_(select(listed.c.value))


def insert_rows(
    session: Session,
    model: type[Base],
    columns: Sequence[str],
    rows: Sequence[Row],
    *,
    unless_there: bool = False,
) -> None:
    """Insert rows whose values stand in the order of the columns, ids as digits.

    `unless_there`: a row is left out where a unique key of the table is taken already.
    """
    if not rows:
        return
    connection, table = _opened(session, model)
    target = f"{_quoted(connection, table.name)} ({_quoted(connection, *columns)})"
    if connection.dialect.name == "postgresql" and not unless_there:
        _copy(connection, f"COPY {target} FROM STDIN", rows)
        return
    places = ", ".join([_place(connection)] * len(columns))
    statement = f"INSERT INTO {target} VALUES ({places})"  # noqa: S608  names of our own tables
    if unless_there:
        statement += " ON CONFLICT DO NOTHING"
    connection.exec_driver_sql(statement, list(_converted(connection, table, columns, rows)))


def update_rows(
    session: Session,
    model: type[Base],
    keys: Sequence[str],
    columns: Sequence[str],
    rows: Sequence[Row],
) -> int:
    """Set the columns of the rows with these keys; each row is its keys, then its values.

    Returns how many there were with these keys.
    """
    if not rows:
        return 0
    connection, table = _opened(session, model)
    place = _place(connection)
    changes = ", ".join(f"{_quoted(connection, column)} = {place}" for column in columns)
    found = " AND ".join(f"{_quoted(connection, key)} = {place}" for key in keys)
    converted = _converted(connection, table, (*keys, *columns), rows)
    return connection.exec_driver_sql(
        f"UPDATE {_quoted(connection, table.name)} SET {changes} WHERE {found}",  # noqa: S608
        [(*row[len(keys) :], *row[: len(keys)]) for row in converted],
    ).rowcount


def _opened(session: Session, model: type[Base]) -> tuple[Connection, Table]:
    """The session's connection, once what the session still holds back is in the database."""
    session.flush()
    return session.connection(), cast("Table", model.__table__)


def _quoted(connection: Connection, *names: str) -> str:
    return ", ".join(map(connection.dialect.identifier_preparer.quote, names))


def _place(connection: Connection) -> str:
    return "%s" if connection.dialect.name == "postgresql" else "?"


def _copy(connection: Connection, statement: str, rows: Sequence[Row]) -> None:
    driver = cast("PostgresConnection[Any]", connection.connection.driver_connection)
    with driver.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        for row in rows:
            copy.write_row(row)


def _converted(
    connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Row]
) -> Iterator[Row]:
    """The rows as the driver takes them, converted column by column, each plain value once."""
    by_column: list[Sequence[Any]] = []
    for name, values in zip(columns, zip(*rows, strict=True), strict=True):
        kind = table.c[name].type
        convert = kind.dialect_impl(connection.dialect).bind_processor(connection.dialect)
        if convert is None or isinstance(kind, Uuid):
            by_column.append(values)
        elif isinstance(kind, JSON):
            by_column.append([convert(value) for value in values])
        else:
            converted = {value: convert(value) for value in set(values)}
            by_column.append([converted[value] for value in values])
    return zip(*by_column, strict=True)
