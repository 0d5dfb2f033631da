"""How long deals usually stay in a stage, by the workspace's own history: measured now and then, and kept."""

from __future__ import annotations

from datetime import date, timedelta
from statistics import median_low

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sales import risks
from storage import rows
from storage.columns import Id, upsert
from storage.transactions import Change, Transaction

MEASURED_EVERY = timedelta(days=7)
READ_BACK = 5000
"""How many of the newest moves are looked at."""


class StageTime(SQLModel, table=True):
    """The median time that deals stayed in a stage before they left it."""

    __tablename__ = "stage_time"

    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id", sa_type=Id)
    stage_id: int = Field(primary_key=True, sa_type=Id)
    """A stage, or 0 for the note that all were measured."""
    median_days: int = 0
    stays: int = 0
    measured_on: date


_TIMES, _CHANGES = rows.table(StageTime), rows.table(Change)
_KNOWN = sa.select(_TIMES).where(rows.mine(_TIMES))
_MOVES = (
    sa.select(_CHANGES.c.before, _CHANGES.c.after)
    .where(
        rows.mine(_CHANGES),
        _CHANGES.c.table_name == "deal",
        sa.cast(_CHANGES.c.before, sa.Text).contains('"stage_id"'),
        sa.cast(_CHANGES.c.after, sa.Text).contains('"stage_id"'),
    )
    .order_by(_CHANGES.c.change_set_id.desc())
    .limit(READ_BACK)
)


def too_long(tx: Transaction) -> dict[int, int]:
    """By stage, how many days in it are too many; stages without enough history are not among them."""
    found = {row.stage_id: risks.too_long(row.median_days, row.stays) for row in rows.every(tx, _KNOWN)}
    return {stage_id: days for stage_id, days in found.items() if days is not None}


def medians(tx: Transaction) -> dict[int, int]:
    """By stage, the days that deals usually stay in it, where there is enough history to say so."""
    return {row.stage_id: row.median_days for row in rows.every(tx, _KNOWN) if row.stays >= risks.ENOUGH_STAYS}


def measure(tx: Transaction, today: date) -> None:
    """Measure anew, unless that was done within the week."""
    known = rows.every(tx, _KNOWN)
    if any(today - row.measured_on < MEASURED_EVERY for row in known):
        return
    stays: dict[int, list[int]] = {0: []}
    for before, after in rows.every(tx, _MOVES):
        # a move on the day of the last one leaves the day as it is
        since, until = (values.get("stage_since", "2000-01-01") for values in (before, after))
        days = (date.fromisoformat(until) - date.fromisoformat(since)).days
        # an undo goes back in time, and says nothing of how long anything took
        if days >= 0:
            stays.setdefault(before["stage_id"], []).append(days)
    for stage_id, days_in in stays.items():
        values = {
            "median_days": median_low(days_in) if days_in else 0,
            "stays": len(days_in),
            "measured_on": today,
        }
        statement = upsert(tx.connection.dialect.name, _TIMES)
        statement = statement.values(workspace_id=tx.workspace_id, stage_id=stage_id, **values)
        tx.connection.execute(statement.on_conflict_do_update(index_elements=["workspace_id", "stage_id"], set_=values))
