"""Workspaces: whose Slack it is, how to speak for the bot there, and what an admin has chosen for all teams."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import Field, SQLModel

from storage import rows, statements
from storage.columns import Id, Json
from storage.rows import Row
from storage.transactions import Transaction

ACTIVE, REVOKED = "active", "revoked"


class Workspace(SQLModel, table=True):
    """One installation in one Slack workspace. Every other row belongs to one."""

    __table_args__ = (sa.UniqueConstraint("slack_team_id"),)

    id: int = Field(default=None, primary_key=True, sa_type=Id)
    slack_team_id: str
    slack_enterprise_id: str = ""
    name: str = ""
    state: str = ACTIVE
    bot_user_id: str = ""
    bot_id: str = ""
    bot_token: str = ""
    """Encrypted; empty where the environment holds the one token."""
    scopes: str = ""
    installed_at: datetime
    revoked_at: datetime | None = None


class Settings(Row, table=True):
    """What an admin chose for the whole workspace."""

    __tablename__ = "settings"
    __table_args__ = (sa.UniqueConstraint("workspace_id"),)

    locale: str = "en"
    zone: str = "UTC"
    currency: str = "USD"
    fiscal_year_start: int = 1
    """The month (1 to 12) that the fiscal year begins in."""
    country: str = ""
    """Whose public holidays are kept: an ISO 3166 code, or none."""
    days_off: list[str] = Field(default=[], sa_type=Json)
    """Further days without posts, in ISO form."""
    kudos_a_day: int = 5
    """How many people one person may thank in a day."""
    partner_desk_id: str = ""
    """The internal channel in which registrations and requests of partners are decided; none until one is chosen."""
    answer_days: int = 1
    """Within how many working days a partner has an answer."""


_WORKSPACES, _SETTINGS = rows.table(Workspace), rows.table(Settings)
_BY_SLACK_ID = sa.select(_WORKSPACES).where(_WORKSPACES.c.slack_team_id == sa.bindparam("slack_team_id"))
_BY_ID = sa.select(_WORKSPACES).where(_WORKSPACES.c.id == sa.bindparam("workspace_id"))
_ACTIVE = sa.select(_WORKSPACES).where(_WORKSPACES.c.state == ACTIVE).order_by(_WORKSPACES.c.id)
_SETTINGS_OF = sa.select(_SETTINGS).where(rows.mine(_SETTINGS))
_LOCK = sa.select(_SETTINGS.c.id).where(rows.mine(_SETTINGS)).with_for_update()


def find_by_slack_id(connection: Connection, slack_team_id: str) -> Workspace | None:
    """The workspace with this Slack id, revoked or not."""
    return connection.execute(_BY_SLACK_ID, {"slack_team_id": slack_team_id}).first()  # type: ignore[return-value]


def get(tx: Transaction) -> Workspace:
    """The transaction's own workspace."""
    return rows.first(tx, _BY_ID)


def active(connection: Connection) -> list[Workspace]:
    """The workspaces that the clock works for."""
    return statements.run(connection, _ACTIVE, {})


def install(connection: Connection, *, slack_team_id: str, now: datetime, **values: Any) -> Workspace:
    """Add a workspace or renew its installation; what a team chose before stays."""
    existing = find_by_slack_id(connection, slack_team_id)
    values = {**values, "state": ACTIVE, "revoked_at": None}
    if existing is not None:
        statement = sa.update(_WORKSPACES).where(_WORKSPACES.c.id == existing.id).values(**values)
        return connection.execute(statement.returning(_WORKSPACES)).one()  # type: ignore[return-value]
    fresh = Workspace(slack_team_id=slack_team_id, installed_at=now, **values).model_dump(exclude={"id"})
    workspace: Any = connection.execute(sa.insert(_WORKSPACES).values(**fresh).returning(_WORKSPACES)).one()
    rows.insert(Transaction(connection, workspace.id, now, command="install"), Settings)
    return workspace


def revoke(connection: Connection, *, workspace_id: int, now: datetime) -> None:
    """The app was removed: forget the token, let schedules and posts rest."""
    statement = sa.update(_WORKSPACES).where(_WORKSPACES.c.id == workspace_id)
    connection.execute(statement.values(state=REVOKED, revoked_at=now, bot_token=""))


def settings(tx: Transaction) -> Settings:
    """What the workspace chose."""
    return rows.first(tx, _SETTINGS_OF)


def lock(tx: Transaction) -> None:
    """Let nobody else do what asks for this too until the transaction ends: first come, first served."""
    rows.every(tx, _LOCK)


def change_settings(tx: Transaction, **changes: Any) -> Settings:
    """Choose differently for the whole workspace."""
    return rows.update(tx, Settings, settings(tx), **changes)
