"""All tables together: creation and migrations see the whole only when every module is imported."""

from __future__ import annotations

from functools import cache

import sqlalchemy as sa
from sqlmodel import SQLModel

from storage import (
    customers,
    deals,
    installs,
    members,
    outbox,
    questions,
    rates,
    requests,
    rows,
    schedules,
    stages,
    teams,
    workspaces,
)
from storage.rows import Row
from storage.transactions import Transaction

MODULES = (
    customers,
    deals,
    installs,
    members,
    outbox,
    questions,
    rates,
    requests,
    schedules,
    stages,
    teams,
    workspaces,
)
METADATA = SQLModel.metadata

for _table in METADATA.tables.values():
    if "id" in _table.columns:
        # SQLite would give the number of a deleted row to the next one, which history could not tell apart
        _table.dialect_options["sqlite"]["autoincrement"] = True


@cache
def row_class(table_name: str) -> type[Row]:
    """The class of a table that has history."""
    return next(c for c in Row.__subclasses__() if c.__tablename__ == table_name)


@cache
def _references(table_name: str) -> list[sa.Select[int]]:
    """One query for each column of another table that names rows of this one."""
    columns = [
        key.parent
        for table in METADATA.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == table_name
    ]
    return [
        sa.select(sa.literal(1)).where(rows.mine(column.table), column == sa.bindparam("row_id")).limit(1)
        for column in columns
    ]


def is_referred_to(tx: Transaction, table_name: str, row_id: int) -> bool:
    """Whether other rows name this one, so that it cannot be taken away alone."""
    return any(rows.first(tx, statement, row_id=row_id) is not None for statement in _references(table_name))
