"""What Alembic runs to migrate: over the connection that `bot.migrations` hands it, in one transaction."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from storage import columns, schema

LOCK = 5_285_301
"""A number of our own: one migration at a time, however many processes start at once."""

NAMES = {AutoString: "TEXT", UTCDateTime: "MOMENT"}
"""What new steps call the types of columns; their template says what these are."""
SHARED = {id(columns.Id): "ID", id(columns.Key): "KEY", id(columns.Json): "JSON"}


def name_type(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """The short name of a column's type, where it has one."""
    if kind != "type":
        return False
    return SHARED.get(id(item)) or NAMES.get(type(item)) or False


def migrate() -> None:
    connection: sa.Connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=schema.complete(),
        render_as_batch=True,
        compare_type=True,
        render_item=name_type,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        context.run_migrations()


migrate()
