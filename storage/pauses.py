"""Pauses: what Slack wants left alone for a while, written down so that every process knows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import Field, SQLModel

from storage.columns import Id, upsert
from storage.rows import table

_METHOD = "method:"


class Pause(SQLModel, table=True):
    """Until when a method or a channel of a workspace must be left alone."""

    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id", sa_type=Id)
    scope: str = Field(primary_key=True)
    """`method:chat.postMessage` or `channel:C024BE91L`."""
    until: datetime


_PAUSES = table(Pause)
_OF_METHODS = sa.select(_PAUSES).where(_PAUSES.c.until > sa.bindparam("now"), _PAUSES.c.scope.startswith(_METHOD))


@cache
def _keep(dialect: str) -> Any:
    statement = upsert(dialect, _PAUSES).values({column.name: sa.bindparam(column.name) for column in _PAUSES.columns})
    # of two that know of a pause, the longer one counts
    later = sa.case((statement.excluded.until > _PAUSES.c.until, statement.excluded.until), else_=_PAUSES.c.until)
    return statement.on_conflict_do_update(index_elements=["workspace_id", "scope"], set_={"until": later})


def pause_channels(connection: Connection, channels: Iterable[tuple[int, str]], until: datetime) -> None:
    """Leave channels, each with its workspace, alone until then."""
    # always in the same order, so that two processes never wait for each other
    values = [
        {"workspace_id": w, "scope": f"channel:{channel}", "until": until} for w, channel in sorted(set(channels))
    ]
    if values:
        connection.execute(_keep(connection.dialect.name), values)


def pause_method(connection: Connection, workspace_id: int, method: str, until: datetime) -> None:
    """Do not call a method of Slack's for a workspace until then."""
    values = {"workspace_id": workspace_id, "scope": f"{_METHOD}{method}", "until": until}
    connection.execute(_keep(connection.dialect.name), values)


def paused_methods(connection: Connection, now: datetime) -> dict[tuple[int, str], datetime]:
    """Until when which methods are paused, by workspace and method."""
    found = connection.execute(_OF_METHODS, {"now": now})
    return {(row.workspace_id, row.scope.removeprefix(_METHOD)): row.until for row in found}


def forget_old(connection: Connection, now: datetime) -> None:
    """Drop pauses that are over."""
    connection.execute(sa.delete(_PAUSES).where(_PAUSES.c.until <= now))
