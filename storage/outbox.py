"""The outbox: everything that leaves for Slack is a row first, written in the transaction that causes it.

States: ready → sending (leased) → sent | held | unknown | dead | cancelled. What Slack certainly did not take goes back
to ready. What it may have taken stays `sending` until its lease runs out, which is how a crash looks too; then delivery
finds out, or settles it by the rule of its kind. A sent row whose data changed is ready again, to be corrected. What
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

from storage import pauses, rows, statements
from storage.columns import UPSERTS, Id, Json
from storage.pauses import Pause
from storage.transactions import Transaction
from storage.workspaces import ACTIVE, Workspace

READY, SENDING, SENT = "ready", "sending", "sent"
HELD, UNKNOWN, DEAD, CANCELLED = "held", "unknown", "dead", "cancelled"

LEASE = timedelta(seconds=60)
"""How long one delivery may take before another process may look after the row."""
CHANNEL_PACE = timedelta(seconds=1)
"""Slack takes about one message a second for a channel."""
FORGOTTEN_AT_ONCE = 2000
_FINISHED = (SENT, CANCELLED, HELD, UNKNOWN, DEAD)


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
    """The data has changed while it was on its way: once sent, it is to be corrected."""
    corrected_at: datetime | None = None
    progress: dict[str, Any] = Field(default={}, sa_type=Json)
    """What was already done of a delivery in several steps: the id of an uploaded file."""
    error: str = ""


_OUTBOX = rows.table(OutboxMessage)
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
# in an UPDATE, a parameter of a column's own name would set the column
_MINE = _BOX.workspace_id == sa.bindparam("mine")
# what is on its way was rendered before the change
_ON_ITS_WAY = _BOX.state.in_((SENDING, UNKNOWN))
_CORRECT = {
    "state": sa.case((_BOX.state == SENT, READY), else_=_BOX.state),
    "next_attempt_at": sa.case((_BOX.state == SENT, sa.bindparam("at")), else_=_BOX.next_attempt_at),
    "outdated": _ON_ITS_WAY,
}
_OUTDATE = (
    sa.update(_OUTBOX)
    .where(_MINE, _BOX.subject == sa.bindparam("about"), (_BOX.state == SENT) | _ON_ITS_WAY)
    .values(_CORRECT)
)
_OUTDATE_RECENT = (
    sa.update(_OUTBOX)
    .where(
        _MINE,
        _BOX.kind == sa.bindparam("of_kind"),
        ((_BOX.state == SENT) & (_BOX.sent_at > sa.bindparam("since"))) | _ON_ITS_WAY,
    )
    .values(_CORRECT)
)


def _statements() -> tuple[sa.Executable, sa.Executable]:
    now, earlier = sa.bindparam("now", type_=_BOX.next_attempt_at.type), _OUTBOX.alias("earlier")
    pause, workspace = rows.table(Pause), rows.table(Workspace)
    waiting = sa.and_(_BOX.state == READY, _BOX.next_attempt_at <= now)
    left_behind = sa.and_(_BOX.state == SENDING, _BOX.leased_until <= now)
    # a response_url has no pace and no order: somebody waits for it; and a new post does not wait for corrections
    first_of_channel = ~sa.exists().where(
        _BOX.channel != "",
        _BOX.response_url == "",
        earlier.c.workspace_id == _BOX.workspace_id,
        earlier.c.channel == _BOX.channel,
        earlier.c.state.in_((READY, SENDING)),
        earlier.c.id < _BOX.id,
        earlier.c.next_attempt_at <= now,
        earlier.c.response_url == "",
        (earlier.c.slack_ts == "") | (_BOX.slack_ts != ""),
    )
    not_paused = ~sa.exists().where(
        _BOX.response_url == "",
        pause.c.workspace_id == _BOX.workspace_id,
        pause.c.scope == sa.literal("channel:").concat(_BOX.channel),
        pause.c.until > now,
    )
    installed = sa.exists().where(workspace.c.id == _BOX.workspace_id, workspace.c.state == ACTIVE)

    def lease(*conditions: sa.ColumnElement[bool], **values: Any) -> sa.Executable:
        chosen = (
            sa.select(_BOX.id)
            .where(*conditions, installed)
            .order_by(_BOX.next_attempt_at, _BOX.id)
            .limit(sa.bindparam("limit"))
            .with_for_update(skip_locked=True, of=_OUTBOX)
            .cte("chosen")
        )
        return (
            sa.update(_OUTBOX)
            .where(_BOX.id.in_(sa.select(chosen.c.id)))
            .values(leased_until=sa.bindparam("leased_until"), claim_number=_BOX.claim_number + 1, **values)
            .returning(_OUTBOX)
        )

    return (
        lease(waiting, first_of_channel, not_paused, state=SENDING, attempted_at=None, outdated=False),
        lease(left_behind),
    )


_CLAIM, _TAKE_OVER = _statements()
_WAITING = (
    (_BOX.next_attempt_at, _BOX.state == READY),
    (_BOX.leased_until, _BOX.state == SENDING),
)
_FIRST_DUE = sa.select(*(sa.select(sa.func.min(at)).where(when).scalar_subquery() for at, when in _WAITING))
_BUSY = (
    sa.select(_BOX.id)
    .where(
        (_BOX.state == SENDING)
        | ((_BOX.state == READY) & (_BOX.next_attempt_at <= sa.bindparam("now", type_=_BOX.next_attempt_at.type)))
    )
    .limit(1)
)
_OLDEST_WAITING = sa.select(sa.func.min(_BOX.next_attempt_at)).where(
    _BOX.state == READY,
    _BOX.workspace_id.in_(sa.select(rows.table(Workspace).c.id).where(rows.table(Workspace).c.state == ACTIVE)),
)
_NEXT_DUE = sa.select(
    *(
        sa.select(sa.func.min(at)).where(at > sa.bindparam("now", type_=at.type), when).scalar_subquery()
        for at, when in (*_WAITING, (rows.table(Pause).c.until, sa.true()))
    )
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
    return bool(statements.run(tx.connection, _INSERTS[tx.connection.dialect.name], values))


def outdate(tx: Transaction, subject: str) -> None:
    """What this post spoke of has changed: have it rendered again, and corrected where it differs."""
    tx.connection.execute(_OUTDATE, {"mine": tx.workspace_id, "about": subject, "at": tx.now})
    tx.posted = True


def outdate_recent(tx: Transaction, kind: str, *, since: datetime) -> None:
    """The same for all posts of a kind that were sent since then."""
    parameters = {"mine": tx.workspace_id, "of_kind": kind, "since": since, "at": tx.now}
    tx.connection.execute(_OUTDATE_RECENT, parameters)
    tx.posted = True


def is_due(connection: Connection, now: datetime) -> bool:
    """Whether there may be something to claim; a cheap question, for asking often."""
    return any(moment is not None and moment <= now for moment in connection.execute(_FIRST_DUE).one())


def is_busy(connection: Connection, now: datetime) -> bool:
    """Whether something can be sent now or is being sent."""
    return connection.execute(_BUSY, {"now": now}).first() is not None


def claim(
    connection: Connection, now: datetime, *, limit: int = 50, pace: timedelta = CHANNEL_PACE
) -> list[OutboxMessage]:
    """Lease what may be sent now: of each channel only its oldest, and nothing that a pause holds back.

    Any number of processes may claim; no row is given to two of them. `pace` is kept between posts in a channel.
    """
    claimed = _lease(connection, _CLAIM, now, limit)
    if pace:
        posts = [row for row in claimed if row.channel and not row.response_url]
        pauses.pause_channels(connection, [(row.workspace_id, row.channel) for row in posts], now + pace)
    return claimed


def abandoned(connection: Connection, now: datetime, *, limit: int = 50) -> list[OutboxMessage]:
    """Lease anew what somebody took and did not bring back: it may have been sent or not."""
    return _lease(connection, _TAKE_OVER, now, limit)


def note_attempt(
    connection: Connection, message: OutboxMessage, now: datetime, *, digest: str = ""
) -> OutboxMessage | None:
    """Write down that Slack is about to be asked, just before it is. None when the claim was lost: then do not ask."""
    values = {"attempted_at": now, "leased_until": now + LEASE, "digest": digest}
    statement = sa.update(_OUTBOX).where(*_still_held(message)).values(values).returning(_OUTBOX)
    return connection.execute(statement).first()  # type: ignore[return-value]


def note_progress(connection: Connection, message: OutboxMessage, progress: dict[str, Any]) -> None:
    """Remember a step of a delivery in several steps, before the next one is tried."""
    connection.execute(sa.update(_OUTBOX).where(*_still_held(message)).values(progress=progress))


def settle(connection: Connection, message: OutboxMessage, state: str, **values: Any) -> bool:
    """Write down how a delivery ended. False when the claim was lost, and somebody else will.

    What changed while it was sent is ready again, to be corrected.
    """
    reached: Any = sa.case((_BOX.outdated, READY), else_=SENT) if state == SENT else state
    statement = sa.update(_OUTBOX).where(*_still_held(message))
    return bool(connection.execute(statement.values({"leased_until": None, **values, "state": reached})).rowcount)


def _still_held(message: OutboxMessage) -> tuple[sa.ColumnElement[bool], ...]:
    return (_BOX.id == message.id, _BOX.state == SENDING, _BOX.claim_number == message.claim_number)


def _lease(connection: Connection, statement: sa.Executable, now: datetime, limit: int) -> list[OutboxMessage]:
    parameters = {"now": now, "limit": limit, "leased_until": now + LEASE}
    return sorted(connection.execute(statement, parameters), key=lambda row: row.id)  # type: ignore[arg-type]


def release_held(tx: Transaction, channel: str, *, held_for: Collection[str] = ()) -> int:
    """The channel is open to us again: let what waited for it go. How many there were.

    `held_for` names the reasons (of `error`) that are no more; without it, whatever the reason was.
    """
    statement = sa.update(_OUTBOX).where(*_held(tx, channel, held_for))
    released = tx.connection.execute(statement.values(state=READY, next_attempt_at=tx.now, attempts=0)).rowcount
    tx.posted = tx.posted or released > 0
    return int(released)


def redirect(tx: Transaction, channel: str, to: str) -> None:
    """Slack gave a channel another id: what is not sent yet goes there, and what was sent is corrected there."""
    mine = (_BOX.workspace_id == tx.workspace_id,)
    tx.connection.execute(sa.update(_OUTBOX).where(*mine, _BOX.channel == channel).values(channel=to))
    tx.connection.execute(sa.update(_OUTBOX).where(*mine, _BOX.slack_channel == channel).values(slack_channel=to))


def is_held(tx: Transaction, channel: str, *, held_for: Collection[str] = (), besides: int = 0) -> bool:
    """Whether something, besides one row, waits for the channel to be open to us again."""
    statement = sa.select(_BOX.id).where(*_held(tx, channel, held_for), _BOX.id != besides).limit(1)
    return tx.connection.execute(statement).first() is not None


def waiting_for(tx: Transaction, channel: str) -> int:
    """How many posts are meant for a channel and not there yet."""
    statement = sa.select(sa.func.count()).where(
        _BOX.workspace_id == tx.workspace_id,
        _BOX.channel == channel,
        _BOX.state.in_((HELD, READY, SENDING)),
        _BOX.slack_ts == "",
    )
    return int(tx.connection.execute(statement).scalar_one())


def _held(tx: Transaction, channel: str, held_for: Collection[str]) -> list[sa.ColumnElement[bool]]:
    conditions = [_BOX.workspace_id == tx.workspace_id, _BOX.channel == channel, _BOX.state == HELD]
    return [*conditions, _BOX.error.in_(held_for)] if held_for else conditions


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
        _BOX.workspace_id == tx.workspace_id,
        _BOX.subject == subject,
        _BOX.state.in_((READY, HELD)),
        _BOX.slack_ts == "",
    )
    tx.connection.execute(statement.values(state=CANCELLED))


def find(tx: Transaction, *, channel: str, slack_ts: str) -> OutboxMessage | None:
    """The row behind a message that people see."""
    statement = sa.select(_OUTBOX).where(
        _BOX.workspace_id == tx.workspace_id, _BOX.slack_channel == channel, _BOX.slack_ts == slack_ts
    )
    return tx.connection.execute(statement).first()  # type: ignore[return-value]


def troubles(tx: Transaction) -> tuple[list[tuple[str, int]], int]:
    """Channels that posts wait for, with how many, and how many posts were given up or are undecided."""
    waiting = (
        sa.select(_BOX.channel, sa.func.count())
        .where(_BOX.workspace_id == tx.workspace_id, _BOX.state == HELD)
        .group_by(_BOX.channel)
        .order_by(_BOX.channel)
    )
    lost = sa.select(sa.func.count()).where(_BOX.workspace_id == tx.workspace_id, _BOX.state.in_((DEAD, UNKNOWN)))
    held = [(channel, int(count)) for channel, count in tx.connection.execute(waiting)]
    return held, int(tx.connection.execute(lost).scalar_one())


def oldest_waiting(connection: Connection) -> datetime | None:
    """Since when the longest waiting post could have been sent; None when all is delivered."""
    return connection.execute(_OLDEST_WAITING).scalar_one()


def next_due(connection: Connection, now: datetime) -> datetime | None:
    """When it is worth looking again: a row falls due, a lease runs out, or a pause ends. None when nothing waits."""
    return min(filter(None, connection.execute(_NEXT_DUE, {"now": now}).one()), default=None)


def forget_old(connection: Connection, before: datetime) -> None:
    """Drop some of what was settled long ago, with what waits in vain since then."""
    old = sa.select(_BOX.id).where(_BOX.state.in_(_FINISHED), _BOX.next_attempt_at < before)
    connection.execute(sa.delete(_OUTBOX).where(_BOX.id.in_(old.limit(FORGOTTEN_AT_ONCE).scalar_subquery())))
