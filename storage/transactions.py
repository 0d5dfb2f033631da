"""One request or one tick of the clock is one transaction, and one change set in the history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import Field, SQLModel

from storage import statements
from storage.columns import Id, Json
from storage.database import Database


class ChangeSet(SQLModel, table=True):
    """What one request changed: who asked, when, and in which words."""

    __tablename__ = "change_set"
    __table_args__ = (sa.Index("ix_change_set_actor", "workspace_id", "actor_id", "id"),)

    id: int = Field(default=None, primary_key=True, sa_type=Id)
    workspace_id: int = Field(foreign_key="workspace.id", sa_type=Id)
    at: datetime
    actor_id: int | None = Field(default=None, sa_type=Id)
    """The member who asked; none when the clock or the command line acted."""
    command: str
    reason: str = ""
    undoes_id: int | None = Field(default=None, sa_type=Id)
    undone_by_id: int | None = Field(default=None, sa_type=Id)


class Change(SQLModel, table=True):
    """One row before and after one request; only the columns that changed when it was updated."""

    __tablename__ = "change"
    __table_args__ = (
        sa.Index("ix_change_row", "workspace_id", "table_name", "row_id"),
        sa.Index("ix_change_set", "workspace_id", "change_set_id"),
    )

    id: int = Field(default=None, primary_key=True, sa_type=Id)
    workspace_id: int = Field(foreign_key="workspace.id", sa_type=Id)
    change_set_id: int = Field(foreign_key="change_set.id", sa_type=Id)
    table_name: str
    row_id: int = Field(sa_type=Id)
    row_version: int
    """The version that the row had afterwards."""
    before: dict[str, Any] | None = Field(default=None, sa_type=Json)
    after: dict[str, Any] | None = Field(default=None, sa_type=Json)


_CHANGE_SETS: sa.Table = ChangeSet.__table__  # type: ignore[attr-defined]
_CHANGES: sa.Table = Change.__table__  # type: ignore[attr-defined]
_OPEN_CHANGE_SET = (
    sa.insert(_CHANGE_SETS)
    .values({n: sa.bindparam(n) for n in ("workspace_id", "at", "actor_id", "command", "reason", "undoes_id")})
    .returning(_CHANGE_SETS.c.id)
)
_INSERT_CHANGES = sa.insert(_CHANGES).values(
    {column.name: sa.bindparam(column.name) for column in _CHANGES.columns if column.name != "id"}
)


@dataclass(slots=True)
class Transaction:
    """A connection that knows whose work it does. `now` is the time that everything in it happens at."""

    connection: Connection
    workspace_id: int
    now: datetime
    actor_id: int | None = None
    command: str = ""
    """What was asked, in the words of the history: `deal won Acme 12k`."""
    reason: str = ""
    undoes_id: int | None = None
    """The change set that this one takes back."""
    reads_only: bool = False
    """Whether nothing can be written in it."""
    posted: bool = False
    """Whether something was put into the outbox."""
    just_written: dict[tuple[str, int], Any] = field(default_factory=dict)
    """Rows that are asked for again before the end, by what they are of; whoever writes them keeps them right."""
    _changes: list[dict[str, Any]] = field(default_factory=list)
    _change_set_id: int | None = None

    @property
    def change_set_id(self) -> int:
        """The number of this transaction's change set, for an Undo button made before the set is closed."""
        if self._change_set_id is None:
            opened = statements.run(
                self.connection,
                _OPEN_CHANGE_SET,
                {
                    "workspace_id": self.workspace_id,
                    "at": self.now,
                    "actor_id": self.actor_id,
                    "command": self.command,
                    "reason": self.reason,
                    "undoes_id": self.undoes_id,
                },
            )
            self._change_set_id = int(opened[0].id)
        return self._change_set_id

    def note(
        self, table: str, row_id: int, version: int, before: dict[str, Any] | None, after: dict[str, Any] | None
    ) -> None:
        """Remember a write; `before` and `after` are values by column."""
        self._changes.append(
            {
                "workspace_id": self.workspace_id,
                "change_set_id": self.change_set_id,
                "table_name": table,
                "row_id": row_id,
                "row_version": version,
                "before": before,
                "after": after,
            }
        )

    @property
    def wrote(self) -> bool:
        """Whether anything that has a history was written so far: then there is something to undo."""
        return bool(self._changes)

    def touched(self, table: str) -> list[int]:
        """The rows of a table that were written so far."""
        return [change["row_id"] for change in self._changes if change["table_name"] == table]

    def close(self) -> None:
        """Write the change set's changes, all at once."""
        if self._changes:
            statements.run_many(self.connection, _INSERT_CHANGES, self._changes)
            self._changes = []


@contextmanager
def begin(
    database: Database,
    *,
    workspace_id: int,
    now: datetime,
    actor_id: int | None = None,
    command: str = "",
    continues: int | None = None,
) -> Iterator[Transaction]:
    """Everything in the block is stored together, or nothing is; then whoever delivers posts is woken.

    Work too long for one transaction is done in several, which let others write in between: each but the first
    `continues` the change set of the first, so that one undo takes back all.
    """
    with database.write() as connection:
        tx = Transaction(connection, workspace_id, now, actor_id, command, _change_set_id=continues)
        yield tx
        tx.close()
    if tx.posted:
        database.posted()


class _Rehearsed(Exception):
    """Ends a rehearsal, and is heard of nowhere else."""


@contextmanager
def rehearse(database: Database, *, workspace_id: int, now: datetime) -> Iterator[Transaction]:
    """A transaction in which everything may be written, and of which nothing is stored or sent."""
    with suppress(_Rehearsed), database.write() as connection:
        yield Transaction(connection, workspace_id, now, command="rehearsal")
        raise _Rehearsed


@contextmanager
def look(database: Database, *, workspace_id: int, now: datetime) -> Iterator[Transaction]:
    """A transaction for reading only: it keeps nobody waiting."""
    with database.read() as connection:
        yield Transaction(connection, workspace_id, now, reads_only=True)
