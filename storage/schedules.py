"""Schedules: what the clock does for a team, and the claims that make it do so once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import Field, SQLModel

from storage import rows
from storage.columns import UPSERTS, Id
from storage.rows import Row
from storage.transactions import Transaction

LEADERBOARD = "leaderboard"


class Schedule(Row, table=True):
    """A post that comes back every week, at a time of the team's zone."""

    __table_args__ = (sa.UniqueConstraint("workspace_id", "team_id", "kind"),)

    kind: str
    team_id: int = Field(foreign_key="team.id", sa_type=Id)
    weekday: int = 0
    """Monday is 0."""
    at: str = "09:00"
    enabled: bool = True


class ScheduleDue(SQLModel, table=True):
    """When a schedule is due next: a note of the clock's to itself, made again whenever the schedule changes."""

    __tablename__ = "schedule_due"

    schedule_id: int = Field(primary_key=True, foreign_key="schedule.id", sa_type=Id)
    workspace_id: int = Field(foreign_key="workspace.id", sa_type=Id)
    due_at: datetime = Field(index=True)
    period_key: str
    """The local period it is due for, as `2026-W48`."""


class ScheduleRun(SQLModel, table=True):
    """A period that somebody has taken care of; there is no second row for it."""

    __tablename__ = "schedule_run"

    schedule_id: int = Field(primary_key=True, foreign_key="schedule.id", sa_type=Id)
    period_key: str = Field(primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id", sa_type=Id)
    claimed_at: datetime
    outcome: str = "posted"
    """posted, skipped (too late to be of use), or nothing (there was nothing to say)."""


_SCHEDULES, _DUE, _RUNS = (rows.table(t) for t in (Schedule, ScheduleDue, ScheduleRun))
_OF_TEAM = sa.select(_SCHEDULES).where(
    rows.mine(_SCHEDULES), _SCHEDULES.c.team_id == sa.bindparam("team_id"), _SCHEDULES.c.kind == sa.bindparam("kind")
)
_DUE_NOW = (
    sa.select(_DUE)
    .where(_DUE.c.due_at <= sa.bindparam("now"))
    .order_by(_DUE.c.due_at, _DUE.c.schedule_id)
    .limit(sa.bindparam("limit"))
)
_NEXT = sa.select(_DUE).where(_DUE.c.schedule_id == sa.bindparam("schedule_id"))
_UNPLANNED = (
    sa.select(_SCHEDULES)
    .outerjoin(_DUE, _DUE.c.schedule_id == _SCHEDULES.c.id)
    .where(_SCHEDULES.c.enabled, _DUE.c.schedule_id.is_(None))
    .limit(sa.bindparam("limit"))
)


def of_team(tx: Transaction, team_id: int, kind: str) -> Schedule | None:
    """The team's schedule of a kind."""
    return rows.first(tx, _OF_TEAM, team_id=team_id, kind=kind)


def save(tx: Transaction, team_id: int, kind: str, **values: Any) -> Schedule:
    """Make or change a team's schedule; the clock plans it anew."""
    existing = of_team(tx, team_id, kind)
    if existing is None:
        return rows.insert(tx, Schedule, team_id=team_id, kind=kind, **values)
    replan(tx, existing.id)
    return rows.update(tx, Schedule, existing, **values)


def replan(tx: Transaction, schedule_id: int) -> None:
    """Forget when it is due: its time, its zone or the holidays have changed."""
    tx.connection.execute(
        sa.delete(_DUE).where(_DUE.c.workspace_id == tx.workspace_id, _DUE.c.schedule_id == schedule_id)
    )


def replan_all(tx: Transaction) -> None:
    """The same for every schedule of the workspace."""
    tx.connection.execute(sa.delete(_DUE).where(_DUE.c.workspace_id == tx.workspace_id))


def due(connection: Connection, now: datetime, *, limit: int = 500) -> list[ScheduleDue]:
    """What is due now in all workspaces, the longest waiting first."""
    return list(connection.execute(_DUE_NOW, {"now": now, "limit": limit}))  # type: ignore[arg-type]


def unplanned(connection: Connection, *, limit: int = 500) -> list[Schedule]:
    """Schedules that have no next time yet: new ones, and those that were changed."""
    return list(connection.execute(_UNPLANNED, {"limit": limit}))  # type: ignore[arg-type]


def plan(tx: Transaction, schedule_id: int, *, due_at: datetime, period_key: str) -> None:
    """Write down when it is due next."""
    values = {"workspace_id": tx.workspace_id, "due_at": due_at, "period_key": period_key}
    statement = UPSERTS[tx.connection.dialect.name](_DUE).values(schedule_id=schedule_id, **values)
    tx.connection.execute(statement.on_conflict_do_update(index_elements=["schedule_id"], set_=values))


def claim(tx: Transaction, schedule_id: int, period_key: str, outcome: str) -> bool:
    """Take care of a period, in the transaction that writes its posts. False when somebody already has."""
    statement = UPSERTS[tx.connection.dialect.name](_RUNS).values(
        schedule_id=schedule_id,
        period_key=period_key,
        workspace_id=tx.workspace_id,
        claimed_at=tx.now,
        outcome=outcome,
    )
    found = tx.connection.execute(statement.on_conflict_do_nothing().returning(_RUNS.c.period_key)).first()
    return found is not None
