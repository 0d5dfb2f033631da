"""Column types that mean the same on SQLite and PostgreSQL, and the names of constraints."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
# rows are neither validated nor mapped to objects, and what would do that is not made either: 3 MB, a tenth of a second
SQLModel.model_config["defer_build"] = True
SQLModel._sa_decl_prepare = True  # as for SQLAlchemy's DeferredReflection

Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")
"""SQLite numbers rows by itself only in a column of its own INTEGER type."""
Key = sa.String().with_variant(sa.String(collation="C"), "postgresql")
"""Text compared character by character, so that an index finds all that begin alike."""


class _Json(sa.TypeDecorator[Any]):
    """Loads JSONB where there is a PostgreSQL only: its dialect takes 2.5 MB."""

    impl = sa.JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(_of("postgresql").JSONB())
        return self.impl_instance

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        return self.impl_instance.coerce_compared_value(op, value)


Json = _Json()
from_json = orjson.loads


def to_json(value: Any) -> str:
    """What a JSON column holds, as text; days and times in ISO form."""
    return orjson.dumps(value).decode()


def upsert(dialect: str, rows: sa.Table) -> Any:
    """The dialect's own INSERT, which knows ON CONFLICT."""
    return _of(dialect).insert(rows)


def _of(dialect: str) -> Any:
    return import_module(f"sqlalchemy.dialects.{dialect}")
