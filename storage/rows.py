"""Rows, and the only three functions that write them.

A table is a SQLModel class. What is read from it comes back as a read-only named tuple with the same attributes. Each
write runs a statement prepared once for its table and notes the row before and after, so that audit, undo and
timelines cost no capability a line of code.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar, TypeVar, get_args

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage import statements
from storage.columns import Id
from storage.transactions import Transaction

R = TypeVar("R", bound="Row")

_AT_ONCE = 500
"""How many rows one statement may name."""


class Row(SQLModel):
    """What every table has: a number, the workspace it belongs to, and how often it was written."""

    has_history: ClassVar[bool] = True
    """False for what is not the team's business: queues, claims, caches."""

    id: int = Field(default=None, primary_key=True, sa_type=Id)
    workspace_id: int = Field(foreign_key="workspace.id", sa_type=Id)
    version: int = 1


class StaleRow(Exception):
    """Somebody else wrote the row since it was read; the request is done again from the start."""


@dataclass(frozen=True, slots=True)
class _Statements:
    name: str
    row: Any
    """The class of its named tuples."""
    defaults: dict[str, Any]
    insert: sa.Executable
    update: sa.Executable
    restore: sa.Executable
    delete: sa.Executable
    find: sa.Executable


def table(row_class: type[SQLModel]) -> sa.Table:
    """The table behind a row class, for statements prepared at import."""
    return row_class.__table__  # type: ignore[attr-defined]


@cache
def _statements(row_class: type[Row]) -> _Statements:
    rows = table(row_class)
    values: dict[str, Any] = {column.name: sa.bindparam(column.name) for column in rows.columns if column.name != "id"}
    mine = sa.and_(rows.c.id == sa.bindparam("_id"), rows.c.workspace_id == sa.bindparam("_workspace_id"))
    unchanged = sa.and_(mine, rows.c.version == sa.bindparam("_version"))
    fields = {name: field for name, field in row_class.model_fields.items() if name != "id"}
    return _Statements(
        # SQLAlchemy's own kind of text, which the driver would look through for a way to adapt it
        name=str(rows.name),
        defaults={n: f.get_default(call_default_factory=True) for n, f in fields.items() if not f.is_required()},
        row=namedtuple("Row", [column.name for column in rows.columns]),
        insert=sa.insert(rows).values(values).returning(rows.c.id),
        restore=sa.insert(rows).values({"id": sa.bindparam("id"), **values}).returning(rows),
        update=sa.update(rows).where(unchanged).values(values).returning(rows.c.id),
        delete=sa.delete(rows).where(unchanged).returning(rows.c.id),
        find=sa.select(rows).where(mine),
    )


@cache
def _delete_unreferenced(row_class: type[Row]) -> sa.Executable:
    rows = table(row_class)
    referring = [
        sa.exists().where(key.parent.table.c.workspace_id == rows.c.workspace_id, key.parent == rows.c.id)
        for other in rows.metadata.sorted_tables
        for key in other.foreign_keys
        if key.column is rows.c.id
    ]
    chosen = rows.c.id.in_(sa.bindparam("row_ids", expanding=True))
    return sa.delete(rows).where(mine(rows), chosen, *(~reference for reference in referring)).returning(rows)


def insert(tx: Transaction, row_class: type[R], **values: Any) -> R:
    """Write a new row of the transaction's workspace and return it."""
    prepared = _statements(row_class)
    parameters = {**prepared.defaults, "workspace_id": tx.workspace_id, **values}
    (inserted,) = statements.run(tx.connection, prepared.insert, parameters)
    after = {"id": inserted.id, **parameters}
    row: R = prepared.row(**after)
    if row_class.has_history:
        tx.note(prepared.name, row.id, row.version, None, after)
    return row


def update(tx: Transaction, row_class: type[R], row: R, **changes: Any) -> R:
    """Write what differs and return the row as it is now. Raises `StaleRow` when it was written since it was read."""
    old: dict[str, Any] = row._asdict()  # type: ignore[attr-defined]
    changes = {name: value for name, value in changes.items() if old[name] != value}
    if not changes:
        return row
    prepared = _statements(row_class)
    values = {**old, **changes, "version": row.version + 1}
    if not statements.run(tx.connection, prepared.update, {**values, **_key(tx, row)}):
        raise StaleRow(prepared.name, row.id)
    if row_class.has_history:
        tx.note(prepared.name, row.id, values["version"], {name: old[name] for name in changes}, changes)
    written: R = prepared.row._make(values[name] for name in prepared.row._fields)
    return written


def delete(tx: Transaction, row_class: type[R], row: R) -> None:
    """Take a row away. Raises `StaleRow` when it was written since it was read."""
    prepared = _statements(row_class)
    if not statements.run(tx.connection, prepared.delete, _key(tx, row)):
        raise StaleRow(prepared.name, row.id)
    if row_class.has_history:
        tx.note(prepared.name, row.id, row.version + 1, row._asdict(), None)  # type: ignore[attr-defined]


def delete_unreferenced(tx: Transaction, row_class: type[Row], row_ids: Sequence[int]) -> None:
    """Take these rows away, many at once, but for those that other rows refer to."""
    statement = _delete_unreferenced(row_class)
    for start in range(0, len(row_ids), _AT_ONCE):
        for row in every(tx, statement, row_ids=row_ids[start : start + _AT_ONCE]):
            if row_class.has_history:
                tx.note(_statements(row_class).name, row.id, row.version + 1, row._asdict(), None)


def restore(tx: Transaction, row_class: type[R], values: dict[str, Any]) -> None:
    """Bring a deleted row back under its own number, newer than it was, so that what referred to it still does."""
    prepared = _statements(row_class)
    row: Any = statements.run(tx.connection, prepared.restore, values)[0]
    tx.note(prepared.name, row.id, row.version, None, row._asdict())


def find(tx: Transaction, row_class: type[R], row_id: int) -> R | None:
    """The row with this number, in the transaction's workspace only."""
    return first(tx, _statements(row_class).find, _id=row_id, _workspace_id=tx.workspace_id)


def get(tx: Transaction, row_class: type[R], row_id: int) -> R:
    """The row with this number, which must be there. Raises `LookupError`."""
    row = find(tx, row_class, row_id)
    if row is None:
        raise LookupError(_statements(row_class).name, row_id)
    return row


def first(tx: Transaction, statement: sa.Executable, **parameters: Any) -> Any:
    """The first row of a statement built at import, or None. `workspace_id` is always given to it."""
    found = statements.run(tx.connection, statement, {"workspace_id": tx.workspace_id, **parameters})
    return found[0] if found else None


def abreast(tx: Transaction, statement: sa.Executable, *row_classes: type[Row], **parameters: Any) -> tuple[Any, ...]:
    """The first row of a statement that selects these whole tables, as one row of each; None for one joined in vain."""
    found, start, parts = first(tx, statement, **parameters), 0, []
    for row_class in row_classes:
        row = _statements(row_class).row
        values = found[start : start + len(row._fields)]
        parts.append(None if values[0] is None else row._make(values))
        start += len(values)
    return tuple(parts)


def every(tx: Transaction, statement: sa.Executable, **parameters: Any) -> list[Any]:
    """All rows of a statement built at import. `workspace_id` is always given to it."""
    return statements.run(tx.connection, statement, {"workspace_id": tx.workspace_id, **parameters})


def search(tx: Transaction, statement: sa.Executable) -> list[Any]:
    """All rows of a statement that was built for this one question. `workspace_id` is given to it."""
    return list(tx.connection.execute(statement, {"workspace_id": tx.workspace_id}))


def mine(rows: sa.Table) -> sa.ColumnElement[bool]:
    """The condition that keeps workspaces apart; `first` and `every` fill it in."""
    return rows.c.workspace_id == sa.bindparam("workspace_id")


def from_json(row_class: type[Row], values: dict[str, Any]) -> dict[str, Any]:
    """Column values from a change as it is stored: days and times from their ISO form, by the types of the fields."""
    return {name: _parse(row_class.model_fields[name].annotation, value) for name, value in values.items()}


def _parse(annotation: Any, value: Any) -> Any:
    for moment in (datetime, date):
        if value is not None and moment in (annotation, *get_args(annotation)):
            return moment.fromisoformat(value)
    return value


def _key(tx: Transaction, row: Row) -> dict[str, Any]:
    return {"_id": row.id, "_workspace_id": tx.workspace_id, "_version": row.version}
