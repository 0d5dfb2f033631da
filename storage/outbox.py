"""The outbox: everything that leaves for Slack is a row first, written in the transaction that causes it.

States: ready → sending (leased) → sent | held | unknown | dead | cancelled. What Slack certainly did not take goes back
to ready. What it may have taken stays `sending` until its lease runs out, which is how a crash looks too; then delivery
finds out, or settles it by the rule of its kind. A sent row that is `outdated` is rendered again and corrected. What
delivery makes of a row is rendered when it is sent, so that it is never older than the data.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import Field, SQLModel

from storage import rows
from storage.columns import UPSERTS, Id, Json
from storage.transactions import Transaction
from storage.workspaces import ACTIVE, Workspace

READY, SENDING, SENT = "ready", "sending", "sent"
HELD, UNKNOWN, DEAD, CANCELLED = "held", "unknown", "dead", "cancelled"

LEASE = timedelta(seconds=60)
"""How long one delivery may take before another process may look after the row."""
CHANNEL_PACE = timedelta(seconds=1)
"""Slack takes about one message a second for a channel."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Who may read a post. Delivery checks it against the channel just before sending."""

    name: str


INTERNAL = Audience("internal")
"""Our own people only: never where outsiders read."""
PUBLIC = Audience("public")
"""Anybody in the channel."""


def PARTNER(partner_id: int) -> Audience:
    """One partner company and us."""
    return Audience(f"partner:{partner_id}")


def PERSONAL(slack_user_id: str) -> Audience:
    """One person."""
    return Audience(f"personal:{slack_user_id}")


class OutboxMessage(SQLModel, table=True):
    """One thing to be done in Slack: a post, a change of one, a DM, an answer, a Home tab, a file."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "dedupe_key"),
        sa.Index("ix_outbox_due", "state", "next_attempt_at"),
        sa.Index("ix_outbox_channel", "workspace_id", "channel", "state", "id"),
        sa.Index("ix_outbox_subject", "workspace_id", "subject"),
        sa.Index(
            "ix_outbox_outdated",
            "next_attempt_at",
            sqlite_where=sa.text("outdated"),
            postgresql_where=sa.text("outdated"),
        ),
    )

    id: int = Field(default=None, primary_key=True, sa_type=Id)
    workspace_id: int = Field(foreign_key="workspace.id", sa_type=Id)
    dedupe_key: str
    kind: str
    """How it is rendered and sent: a name in `scheduler.posts`."""
    audience: str
    channel: str = ""
    """A channel, or a person's id for a DM; empty for an answer by `response_url`."""
    thread_ts: str = ""
    response_url: str = ""
    subject: str = ""
    """The row it speaks of, as `deal:142`; when that changes, the post is corrected."""
    payload: dict[str, Any] = Field(default={}, sa_type=Json)
    """What rendering needs: ids, or for answers the words themselves."""
    owner_id: int | None = Field(default=None, sa_type=Id)
    """The member who is told when it cannot be delivered."""
    state: str = READY
    attempts: int = 0
    """How often it has failed."""
    created_at: datetime
    next_attempt_at: datetime
    leased_until: datetime | None = None
    claim_number: int = 0
    """Which claim it is under: whoever holds it by an earlier one has lost it."""
    attempted_at: datetime | None = None
    """When Slack was asked to take it. While it is `sending`: none means that Slack certainly has not."""
    sent_at: datetime | None = None
    slack_channel: str = ""
    slack_ts: str = ""
    digest: str = ""
    """Of what was sent, so that a correction that changes nothing is not sent."""
    outdated: bool = False
    """The data behind a sent post has changed: it is to be rendered again."""
    corrected_at: datetime | None = None
    progress: dict[str, Any] = Field(default={}, sa_type=Json)
    """What was already done of a delivery in several steps: the id of an uploaded file."""
    error: str = ""


class Pause(SQLModel, table=True):
    """Until when a method or a channel of a workspace must be left alone, for all processes."""

    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id", sa_type=Id)
    scope: str = Field(primary_key=True)
    """`method:chat.postMessage` or `channel:C024BE91L`."""
    until: datetime


_OUTBOX, _PAUSES = rows.table(OutboxMessage), rows.table(Pause)
_BOX = _OUTBOX.c
_DEFAULTS = {
    name: field.get_default()
    for name, field in OutboxMessage.model_fields.items()
    if name != "id" and not field.is_required()
}
_VALUES: dict[str, Any] = {column.name: sa.bindparam(column.name) for column in _OUTBOX.columns if column.name != "id"}
_INSERTS = {
    name: insert(_OUTBOX).values(_VALUES).on_conflict_do_nothing().returning(_BOX.id)
    for name, insert in UPSERTS.items()
}
# what is on its way was rendered before the change
_ON_ITS_WAY = _BOX.state.in_((SENDING, UNKNOWN))
_OUTDATE = (
    sa.update(_OUTBOX)
    .where(rows.mine(_OUTBOX), _BOX.subject == sa.bindparam("about"), (_BOX.state == SENT) | _ON_ITS_WAY)
    .values(outdated=True, next_attempt_at=sa.bindparam("at"))
)
_OUTDATE_RECENT = (
    sa.update(_OUTBOX)
    .where(
        rows.mine(_OUTBOX),
        _BOX.kind == sa.bindparam("of_kind"),
        ((_BOX.state == SENT) & (_BOX.sent_at > sa.bindparam("since"))) | _ON_ITS_WAY,
    )
    .values(outdated=True, next_attempt_at=sa.bindparam("at"))
)


def post(
    tx: Transaction,
    kind: str,
    *,
    audience: Audience,
    dedupe_key: str,
    channel: str = "",
    thread_ts: str = "",
    response_url: str = "",
    subject: str = "",
    payload: dict[str, Any] | None = None,
    owner_id: int | None = None,
    at: datetime | None = None,
) -> bool:
    """Put something into the outbox, to be sent when the transaction is stored, or at a later time `at`.

    False when there was one with this key already: what causes a post twice posts once.
    """
    values = {
        **_DEFAULTS,
        "workspace_id": tx.workspace_id,
        "dedupe_key": dedupe_key,
        "kind": kind,
        "audience": audience.name,
        "channel": channel,
        "thread_ts": thread_ts,
        "response_url": response_url,
        "subject": subject,
        "payload": payload or {},
        "owner_id": owner_id if owner_id is not None else tx.actor_id,
        "created_at": tx.now,
        "next_attempt_at": at or tx.now,
    }
    tx.posted = True
    return tx.connection.execute(_INSERTS[tx.connection.dialect.name], values).first() is not None


def outdate(tx: Transaction, subject: str) -> None:
    """What this post spoke of has changed: have it rendered again, and corrected where it differs."""
    tx.connection.execute(_OUTDATE, {"workspace_id": tx.workspace_id, "about": subject, "at": tx.now})
    tx.posted = True


def outdate_recent(tx: Transaction, kind: str, *, since: datetime) -> None:
    """The same for all posts of a kind that were sent since then."""
    parameters = {"workspace_id": tx.workspace_id, "of_kind": kind, "since": since, "at": tx.now}
    tx.connection.execute(_OUTDATE_RECENT, parameters)
    tx.posted = True


@@CLAIM@@
def release_held(tx: Transaction, channel: str) -> int:
    """The channel is open to us again: let what waited for it go. How many there were."""
    statement = sa.update(_OUTBOX).where(
        _BOX.workspace_id == tx.workspace_id, _BOX.channel == channel, _BOX.state == HELD
    )
    tx.posted = True
    return int(tx.connection.execute(statement.values(state=READY, next_attempt_at=tx.now, attempts=0)).rowcount)


def waiting_for(tx: Transaction, channel: str) -> int:
    """How many posts wait for a channel that refuses us."""
    statement = sa.select(sa.func.count()).where(
        _BOX.workspace_id == tx.workspace_id, _BOX.channel == channel, _BOX.state == HELD
    )
    return int(tx.connection.execute(statement).scalar_one())


def retry(tx: Transaction, message_id: int) -> bool:
    """Send a dead or undecided post once more, because a person asked for it."""
    statement = (
        sa.update(_OUTBOX)
        .where(_BOX.workspace_id == tx.workspace_id, _BOX.id == message_id, _BOX.state.in_((DEAD, UNKNOWN, HELD)))
        .values(state=READY, next_attempt_at=tx.now, attempts=0)
        .returning(_BOX.id)
    )
    tx.posted = True
    return tx.connection.execute(statement).first() is not None


def cancel_subject(tx: Transaction, subject: str) -> None:
    """Drop what has not been sent about something that is no more."""
    statement = sa.update(_OUTBOX).where(
        _BOX.workspace_id == tx.workspace_id, _BOX.subject == subject, _BOX.state.in_((READY, HELD))
    )
    tx.connection.execute(statement.values(state=CANCELLED))


def find(tx: Transaction, *, channel: str, slack_ts: str) -> OutboxMessage | None:
    """The row behind a message that people see."""
    statement = sa.select(_OUTBOX).where(
        _BOX.workspace_id == tx.workspace_id, _BOX.slack_channel == channel, _BOX.slack_ts == slack_ts
    )
    return tx.connection.execute(statement).first()  # type: ignore[return-value]


def oldest_waiting(connection: Connection) -> datetime | None:
    """Since when the longest waiting post could have been sent; None when all is delivered."""
    statement = sa.select(sa.func.min(_BOX.next_attempt_at)).where(_BOX.state == READY)
    return connection.execute(statement).scalar_one()


def next_due(connection: Connection) -> datetime | None:
    """When the next row is due, whether or not it may be sent then."""
    statement = sa.select(sa.func.min(_BOX.next_attempt_at)).where((_BOX.state == READY) | _BOX.outdated)
    return connection.execute(statement).scalar_one()


def forget_old(connection: Connection, before: datetime) -> None:
    """Drop what was settled long ago."""
    connection.execute(
        sa.delete(_OUTBOX).where(_BOX.created_at < before, _BOX.state.in_((SENT, CANCELLED)), ~_BOX.outdated)
    )
