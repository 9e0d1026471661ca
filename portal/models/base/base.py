"""The declarative base and the column types every table shares."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Enum, MetaData, String, Table
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table inherits this; constraints are named so that migrations can find them.

    The number of a deleted row never comes again: keys, the journal and sealed addresses go on naming it. PostgreSQL
    never gives one twice; SQLite gives the highest one again unless the table says AUTOINCREMENT.
    """

    metadata = MetaData(naming_convention=NAMES)

    def __init_subclass__(cls, **options: Any) -> None:
        """Give a table that numbers its rows, in a column named `id`, numbers that never come again."""
        super().__init_subclass__(**options)
        if isinstance(cls.__table__, Table) and "id" in cls.__table__.primary_key:
            cls.__table__.dialect_options["sqlite"]["autoincrement"] = True


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment kept in UTC. A naive value is refused with ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC; SQLite keeps no zone, so it is taken off there."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 (its signature is SQLAlchemy’s)
        """Read back aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def choice(kind: type[StrEnum]) -> Enum:
    """A column type that stores the value of a StrEnum as text on both engines."""
    return Enum(kind, native_enum=False, length=40, values_callable=_values, validate_strings=True)


def _values(kind: Any) -> list[str]:
    return [member.value for member in kind]


SHORT = String(80)
NAME = String(200)
FULL_NAME = String(401)  # given and family name, as spoken
ADDRESS = String(254)
