"""Requests already answered: Slack and people send things twice, and the second time gets the first answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import Field, SQLModel

from storage import statements
from storage.columns import Id, Json, upsert
from storage.rows import table
from storage.transactions import Transaction

KEPT = timedelta(days=7)


class AnsweredRequest(SQLModel, table=True):
    """One request that took effect, and what was answered."""

    __tablename__ = "answered_request"

    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id", sa_type=Id)
    key: str = Field(primary_key=True)
    received_at: datetime = Field(index=True)
    answer: dict[str, Any] | None = Field(default=None, sa_type=Json)


class Repeat(Exception):
    """The request has been answered before; what was done for it just now must not stay."""


_ANSWERED = table(AnsweredRequest)
_COLUMNS: dict[str, Any] = {name: sa.bindparam(name) for name in ("workspace_id", "key", "received_at", "answer")}
_ANSWER = sa.select(_ANSWERED.c.answer).where(
    _ANSWERED.c.workspace_id == sa.bindparam("workspace_id"), _ANSWERED.c.key == sa.bindparam("key")
)


@cache
def _record(dialect: str) -> Any:
    return upsert(dialect, _ANSWERED).values(_COLUMNS).on_conflict_do_nothing().returning(_ANSWERED.c.key)


def record(tx: Transaction, key: str, answer: dict[str, Any] | None) -> None:
    """Remember the answer, in the transaction of its effect. Raises `Repeat` when the request was answered before."""
    values = {"workspace_id": tx.workspace_id, "key": key, "received_at": tx.now, "answer": answer}
    if not statements.run(tx.connection, _record(tx.connection.dialect.name), values):
        raise Repeat(key)


def is_recorded(tx: Transaction, key: str) -> bool:
    """Whether it was answered before."""
    return tx.connection.execute(_ANSWER, {"workspace_id": tx.workspace_id, "key": key}).first() is not None


def answer(connection: Connection, workspace_id: int, key: str) -> dict[str, Any] | None:
    """What was answered the first time; None when nothing was said."""
    found: dict[str, Any] | None = connection.execute(_ANSWER, {"workspace_id": workspace_id, "key": key}).scalar()
    return found


def forget_old(connection: Connection, now: datetime) -> None:
    """Drop what Slack will not send again."""
    connection.execute(sa.delete(_ANSWERED).where(_ANSWERED.c.received_at < now - KEPT))
