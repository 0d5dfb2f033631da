"""What delivery does with the rows of the outbox: each is leased by one process, tried, and settled by how that ended.

See `storage.outbox` for the rows and their states.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage import pauses, rows
from storage.outbox import CANCELLED, DEAD, HELD, READY, SENDING, SENT, UNKNOWN, OutboxMessage
from storage.pauses import Pause
from storage.workspaces import ACTIVE, Workspace

LEASE = timedelta(seconds=60)
"""How long one delivery may take before another process may look after the row."""
CHANNEL_PACE = timedelta(seconds=1)
"""Slack takes about one message a second for a channel."""
FORGOTTEN_AT_ONCE = 2000
_FINISHED = (SENT, CANCELLED, HELD, UNKNOWN, DEAD)

_OUTBOX = rows.table(OutboxMessage)
_BOX = _OUTBOX.c


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
