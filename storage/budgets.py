"""The notification budget: which unasked messages a person has had on a day, and when they last did anything here."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import Field, SQLModel

from storage import rows
from storage.columns import Id, upsert
from storage.transactions import Transaction


class Nudge(SQLModel, table=True):
    """One unasked message to a person. Its number is unique in their day: that is what makes the budget a hard one."""

    __table_args__ = (sa.UniqueConstraint("workspace_id", "member_id", "day", "number"),)

    id: int = Field(default=None, primary_key=True, sa_type=Id)
    workspace_id: int = Field(foreign_key="workspace.id", sa_type=Id)
    member_id: int = Field(foreign_key="member.id", sa_type=Id)
    day: date
    """Of the person's own calendar."""
    number: int
    outbox_id: int = Field(sa_type=Id)
    again: bool = False
    """Whether it is sent a second time, as nobody knows what became of the first."""


class Attention(SQLModel, table=True):
    """When a person last did anything: a command, a click, a form."""

    member_id: int = Field(primary_key=True, foreign_key="member.id", sa_type=Id)
    workspace_id: int = Field(foreign_key="workspace.id", sa_type=Id)
    since: date
    """The last day with an act of theirs or, before the first one, the day of our first unasked message."""


_NUDGES, _ATTENTION = rows.table(Nudge), rows.table(Attention)
_OF_DAY = sa.select(_NUDGES).where(
    rows.mine(_NUDGES), _NUDGES.c.member_id == sa.bindparam("member_id"), _NUDGES.c.day == sa.bindparam("day")
)
_SINCE = sa.select(_ATTENTION.c.since).where(rows.mine(_ATTENTION), _ATTENTION.c.member_id == sa.bindparam("member_id"))


def take(tx: Transaction, member_id: int, day: date, outbox_id: int, *, most: int, again: bool = False) -> bool:
    """Take one of the `most` messages of a person's day for a row of the outbox. False when there is none left.

    A row that has its place already keeps it: to try again costs nothing.
    """
    taken = rows.every(tx, _OF_DAY, member_id=member_id, day=day)
    if any(nudge.outbox_id == outbox_id and nudge.again == again for nudge in taken):
        return True
    for number in sorted(set(range(1, most + 1)) - {nudge.number for nudge in taken}):
        values = {"member_id": member_id, "day": day, "number": number, "outbox_id": outbox_id, "again": again}
        statement = upsert(tx.connection.dialect.name, _NUDGES).values(workspace_id=tx.workspace_id, **values)
        if tx.connection.execute(statement.on_conflict_do_nothing().returning(_NUDGES.c.id)).first() is not None:
            return True
    return False


def taken(tx: Transaction, member_id: int, day: date) -> int:
    """How many unasked messages a person had on a day."""
    return len(rows.every(tx, _OF_DAY, member_id=member_id, day=day))


def heard(tx: Transaction, member_id: int, day: date) -> None:
    """The person did something here."""
    values = {"workspace_id": tx.workspace_id, "since": day}
    statement = upsert(tx.connection.dialect.name, _ATTENTION).values(member_id=member_id, **values)
    tx.connection.execute(
        statement.on_conflict_do_update(
            index_elements=["member_id"], set_={"since": day}, where=_ATTENTION.c.since < day
        )
    )


def since(tx: Transaction, member_id: int, today: date) -> date:
    """Since when we have heard nothing of a person; from today for somebody to whom we write for the first time."""
    found = rows.first(tx, _SINCE, member_id=member_id)
    if found is None:
        heard(tx, member_id, today)
        return today
    return found.since


def forget_old(connection: Connection, before: date) -> None:
    """Drop the messages of days long gone."""
    connection.execute(sa.delete(_NUDGES).where(_NUDGES.c.day < before))
