"""Installations under way: somebody has left for Slack to allow the app, and is expected back."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import Field, SQLModel

from storage.rows import table

LIFE = timedelta(minutes=10)
"""As long as the code that Slack gives out."""


class InstallState(SQLModel, table=True):
    """The secret that a person carries to Slack and back. It belongs to no workspace yet."""

    __tablename__ = "install_state"

    state: str = Field(primary_key=True)
    created_at: datetime = Field(index=True)


_STATES = table(InstallState)


def begin(connection: Connection, state: str, now: datetime) -> None:
    """Somebody leaves for Slack with this state."""
    connection.execute(sa.delete(_STATES).where(_STATES.c.created_at <= now - LIFE))
    connection.execute(sa.insert(_STATES).values(state=state, created_at=now))


def finish(connection: Connection, state: str, now: datetime) -> bool:
    """Somebody is back. True once for each state, and within ten minutes."""
    mine = sa.and_(_STATES.c.state == state, _STATES.c.created_at > now - LIFE)
    return connection.execute(sa.delete(_STATES).where(mine).returning(_STATES.c.state)).first() is not None
