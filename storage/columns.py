"""Column types that mean the same on SQLite and PostgreSQL, and the names of constraints."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")
"""SQLite numbers rows by itself only in a column of its own INTEGER type."""
Json = sa.JSON().with_variant(JSONB, "postgresql")
from_json = orjson.loads
Key = sa.String().with_variant(sa.String(collation="C"), "postgresql")
"""Text compared character by character, so that an index finds all that begin alike."""


def to_json(value: Any) -> str:
    """What a JSON column holds, as text; days and times in ISO form."""
    return orjson.dumps(value).decode()


UPSERTS: dict[str, Callable[[sa.Table], Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
"""By dialect: an INSERT that knows ON CONFLICT."""
