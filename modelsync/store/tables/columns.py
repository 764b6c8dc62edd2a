"""What columns and checks the tables share: times in UTC, JSON, lengths and known words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, DateTime, String
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeDecorator, TypeEngine

ID_LENGTH = 255


class Json(TypeDecorator[Any]):
    """A JSON value: JSONB on PostgreSQL, text on SQLite; None is the database's NULL."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            from sqlalchemy.dialects.postgresql import JSONB  # noqa: PLC0415 - a command on SQLite starts sooner

            return dialect.type_descriptor(JSONB(none_as_null=True))
        return dialect.type_descriptor(JSON(none_as_null=True))

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> Any:
        """A key of the value is no JSON itself."""
        return self.impl_instance.coerce_compared_value(op, value)


class UtcTime(TypeDecorator[datetime]):
    """A UTC time: timestamptz on PostgreSQL, text in ISO 8601 ending in Z on SQLite, all of one length so that they sort."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(32))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None or dialect.name != "sqlite":
            return value
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        return datetime.fromisoformat(value) if isinstance(value, str) else value


def one_of(column: str, *values: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def length(column: str, longest: int = ID_LENGTH) -> CheckConstraint:
    return CheckConstraint(f"length({column}) BETWEEN 1 AND {longest}", name=f"{column}_length")


def iso_time(column: str) -> CheckConstraint:
    pattern = "____-__-__T__:__:__%Z"
    return CheckConstraint(f"{column} LIKE '{pattern}'", name=f"{column}_iso").ddl_if(dialect="sqlite")
