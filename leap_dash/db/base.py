"""What all tables share: the declarative base, constraint names, ids and times."""

from datetime import UTC, date, datetime
from typing import Annotated, Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, Date, DateTime, MetaData, String, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator
from uuid_utils.compat import uuid7


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, stored in UTC. SQLite keeps no zone, so it is put back when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time: nobody could tell what it meant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002  part of the signature
    ) -> datetime | None:
        """Always aware, always UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Json = JSON().with_variant(JSONB(), "postgresql")

# Version 7 inside: it grows with time, so indexes grow at their end.
UuidKey = Annotated[UUID, mapped_column(Uuid(), primary_key=True, default=uuid7)]
# Version 4 where the id is an address that must not be guessed.
SecretUuidKey = Annotated[UUID, mapped_column(Uuid(), primary_key=True, default=uuid4)]
Code = Annotated[str, mapped_column(String(100))]
Name = Annotated[str, mapped_column(String(500))]


class Base(DeclarativeBase):
    """Declarative base; constraint names are fixed, so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  SQLAlchemy reads a plain dict here
        datetime: UtcDateTime(),
        date: Date(),
        str: Text(),
        dict[str, Any]: Json,
        list[dict[str, Any]]: Json,
    }
