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
from storage.teams import Team
from storage.transactions import Transaction
from storage.workspaces import ACTIVE, Settings, Workspace

LEADERBOARD = "leaderboard"
POSTED, SKIPPED, NOTHING = "posted", "skipped", "nothing"


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
    """When a schedule is due next: a note of the clock's to itself, made anew when what it comes from has changed."""

    __tablename__ = "schedule_due"

    schedule_id: int = Field(primary_key=True, foreign_key="schedule.id", sa_type=Id)
    workspace_id: int = Field(foreign_key="workspace.id", sa_type=Id)
    due_at: datetime = Field(index=True)
    period_key: str
    """The local period it is due for, as `2026-W48`."""
    schedule_version: int
    team_version: int
    settings_version: int
    """Of the rows that it was made from: the time, the zone, the days off."""


class ScheduleRun(SQLModel, table=True):
    """A period that somebody has taken care of; there is no second row for it."""

    __tablename__ = "schedule_run"

    schedule_id: int = Field(primary_key=True, foreign_key="schedule.id", sa_type=Id)
    period_key: str = Field(primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id", sa_type=Id)
    claimed_at: datetime
    outcome: str = POSTED
    """posted, skipped (too late to be of use), or nothing (there was nothing to say)."""


_WORKSPACES, _TEAMS, _SETTINGS = (rows.table(t) for t in (Workspace, Team, Settings))
_SCHEDULES, _DUE, _RUNS = (rows.table(t) for t in (Schedule, ScheduleDue, ScheduleRun))
_OF_TEAM = sa.select(_SCHEDULES).where(
    rows.mine(_SCHEDULES), _SCHEDULES.c.team_id == sa.bindparam("team_id"), _SCHEDULES.c.kind == sa.bindparam("kind")
)
_OF_WORKSPACE = (
    sa.select(_SCHEDULES, _TEAMS.c.name.label("team_name"), _DUE.c.due_at)
    .join(_TEAMS, _TEAMS.c.id == _SCHEDULES.c.team_id)
    .outerjoin(_DUE, _DUE.c.schedule_id == _SCHEDULES.c.id)
    .where(rows.mine(_SCHEDULES), _SCHEDULES.c.enabled, _TEAMS.c.is_active)
    .order_by(_TEAMS.c.name)
)
_DUE_NOW = (
    sa.select(_DUE)
    .join(_WORKSPACES, (_WORKSPACES.c.id == _DUE.c.workspace_id) & (_WORKSPACES.c.state == ACTIVE))
    .where(_DUE.c.due_at <= sa.bindparam("now"))
    .order_by(_DUE.c.due_at, _DUE.c.schedule_id)
    .limit(sa.bindparam("limit"))
)
_LOCKED = (
    sa.select(_SCHEDULES)
    .where(rows.mine(_SCHEDULES), _SCHEDULES.c.id == sa.bindparam("schedule_id"), _SCHEDULES.c.enabled)
    .with_for_update()
)
_UNPLANNED = (
    sa.select(_SCHEDULES)
    .join(_WORKSPACES, (_WORKSPACES.c.id == _SCHEDULES.c.workspace_id) & (_WORKSPACES.c.state == ACTIVE))
    .join(_TEAMS, _TEAMS.c.id == _SCHEDULES.c.team_id)
    .join(_SETTINGS, _SETTINGS.c.workspace_id == _SCHEDULES.c.workspace_id)
    .outerjoin(
        _DUE,
        sa.and_(
            _DUE.c.schedule_id == _SCHEDULES.c.id,
            _DUE.c.schedule_version == _SCHEDULES.c.version,
            _DUE.c.team_version == _TEAMS.c.version,
            _DUE.c.settings_version == _SETTINGS.c.version,
        ),
    )
    .where(_SCHEDULES.c.enabled, _DUE.c.schedule_id.is_(None))
    .limit(sa.bindparam("limit"))
)


def of_team(tx: Transaction, team_id: int, kind: str) -> Schedule | None:
    """The team's schedule of a kind."""
    return rows.first(tx, _OF_TEAM, team_id=team_id, kind=kind)


def save(tx: Transaction, team_id: int, kind: str, **values: Any) -> Schedule:
    """Make or change a team's schedule; the clock notices by itself."""
    existing = of_team(tx, team_id, kind)
    if existing is None:
        return rows.insert(tx, Schedule, team_id=team_id, kind=kind, **values)
    return rows.update(tx, Schedule, existing, **values)


def of_workspace(tx: Transaction) -> list[Any]:
    """All schedules that are on, each with its team's name and `due_at`, None where the clock has not planned it."""
    return rows.every(tx, _OF_WORKSPACE)


def due(connection: Connection, now: datetime, *, limit: int = 500) -> list[ScheduleDue]:
    """What is due now in all workspaces, the longest waiting first."""
    return list(connection.execute(_DUE_NOW, {"now": now, "limit": limit}))  # type: ignore[arg-type]


def unplanned(connection: Connection, *, limit: int = 500) -> list[Schedule]:
    """Schedules without a valid plan, in all workspaces: they, their team or the workspace's settings have changed."""
    return list(connection.execute(_UNPLANNED, {"limit": limit}))  # type: ignore[arg-type]


def lock(tx: Transaction, schedule_id: int) -> Schedule | None:
    """The schedule, which nobody changes until the transaction ends; None when it is gone or switched off."""
    return rows.first(tx, _LOCKED, schedule_id=schedule_id)


def plan(
    tx: Transaction, schedule: Schedule, team: Team, settings: Settings, *, due_at: datetime, period_key: str
) -> None:
    """Write down when it is due next, and from which rows that was reckoned."""
    values = {
        "workspace_id": tx.workspace_id,
        "due_at": due_at,
        "period_key": period_key,
        "schedule_version": schedule.version,
        "team_version": team.version,
        "settings_version": settings.version,
    }
    statement = UPSERTS[tx.connection.dialect.name](_DUE).values(schedule_id=schedule.id, **values)
    tx.connection.execute(statement.on_conflict_do_update(index_elements=["schedule_id"], set_=values))


def unplan(tx: Transaction, schedule_id: int) -> None:
    """It is not due any more."""
    tx.connection.execute(
        sa.delete(_DUE).where(_DUE.c.workspace_id == tx.workspace_id, _DUE.c.schedule_id == schedule_id)
    )


def forget_old(connection: Connection, before: datetime) -> None:
    """Drop claims that are so old that their weeks cannot come again."""
    connection.execute(sa.delete(_RUNS).where(_RUNS.c.claimed_at < before))


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


def note_outcome(tx: Transaction, schedule_id: int, period_key: str, outcome: str) -> None:
    """Say of a claimed period what came of it."""
    mine = (_RUNS.c.workspace_id == tx.workspace_id, _RUNS.c.schedule_id == schedule_id)
    tx.connection.execute(sa.update(_RUNS).where(*mine, _RUNS.c.period_key == period_key).values(outcome=outcome))
