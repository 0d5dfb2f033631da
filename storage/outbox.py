"""The outbox: everything that leaves for Slack is a row first, written in the transaction that causes it.

States: ready → sending (leased) → sent | held | unknown | dead | cancelled. What Slack certainly did not take goes back
to ready. What it may have taken stays `sending` until its lease runs out, which is how a crash looks too; then delivery
finds out, or settles it by the rule of its kind. A sent row whose data changed is ready again, to be corrected. What
delivery makes of a row is rendered when it is sent, so that it is never older than the data. How rows are taken and
settled is in `storage.deliveries`.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage import rows, statements
from storage.columns import Id, Json, upsert
from storage.transactions import Transaction

READY, SENDING, SENT = "ready", "sending", "sent"
HELD, UNKNOWN, DEAD, CANCELLED = "held", "unknown", "dead", "cancelled"
OUTSIDERS = "outsiders_read_it"
"""The `error` of a row that is held because people read its channel who must not read it. It never goes by itself: who
looked away when the channel was shared does not want to see it there in a month."""
STILL_MEANT = timedelta(days=1)
"""How long what was held for outsiders may still be sent, when a person asks for it."""
KEPT_BACK = "kept_back"
"""The `error` of a row that was cancelled because the person was told enough; `next_attempt_at` is when."""


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


@cache
def _insert(dialect: str) -> Any:
    return upsert(dialect, _OUTBOX).values(_VALUES).on_conflict_do_nothing().returning(_BOX.id)


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
    return bool(statements.run(tx.connection, _insert(tx.connection.dialect.name), values))


def tell(
    tx: Transaction,
    kind: str,
    slack_user_id: str,
    *,
    dedupe_key: str,
    subject: str = "",
    payload: dict[str, Any] | None = None,
    owner_id: int | None = None,
    at: datetime | None = None,
) -> bool:
    """A direct message that one person alone may read, otherwise as `post`."""
    return post(
        tx,
        kind,
        audience=PERSONAL(slack_user_id),
        dedupe_key=dedupe_key,
        channel=slack_user_id,
        subject=subject,
        payload=payload,
        owner_id=owner_id,
        at=at,
    )


def outdate(tx: Transaction, subject: str) -> None:
    """What this post spoke of has changed: have it rendered again, and corrected where it differs."""
    tx.connection.execute(_OUTDATE, {"mine": tx.workspace_id, "about": subject, "at": tx.now})
    tx.posted = True


def outdate_recent(tx: Transaction, kind: str, *, since: datetime) -> None:
    """The same for all posts of a kind that were sent since then."""
    parameters = {"mine": tx.workspace_id, "of_kind": kind, "since": since, "at": tx.now}
    tx.connection.execute(_OUTDATE_RECENT, parameters)
    tx.posted = True


def release_held(tx: Transaction, channel: str, *, held_for: Collection[str] = ()) -> int:
    """The channel is open to us again: let what waited for it go. How many there were.

    `held_for` names the reasons (of `error`) that are no more; without it, whatever the reason was, but `OUTSIDERS`.
    """
    return _release(tx, *_held(tx, channel, held_for), _BOX.error != OUTSIDERS)


def withheld(tx: Transaction, channel: str) -> int:
    """How many posts are held since yesterday because outsiders read their channel."""
    statement = sa.select(sa.func.count()).where(*_withheld(tx, channel))
    return int(tx.connection.execute(statement).scalar_one())


def release_withheld(tx: Transaction, channel: str) -> int:
    """Somebody has decided that what was held for outsiders goes after all. How many there were."""
    return _release(tx, *_withheld(tx, channel))


def drop_withheld(tx: Transaction, channel: str, *, before: datetime | None = None) -> int:
    """What was held for outsiders is not to be sent any more; `before`, what was held before that time. How many."""
    conditions = [] if before is None else [_BOX.next_attempt_at <= before]
    statement = sa.update(_OUTBOX).where(*_held(tx, channel, {OUTSIDERS}), *conditions)
    return int(tx.connection.execute(statement.values(state=CANCELLED)).rowcount)


def turn_away(tx: Transaction, slack_user_id: str) -> None:
    """Somebody is not any more whom things were written for: nothing unsent reaches them, nothing sent is corrected,
    and their Home tab is empty until they open it."""
    statement = sa.update(_OUTBOX).where(
        _BOX.workspace_id == tx.workspace_id, _BOX.audience == PERSONAL(slack_user_id).name
    )
    under_way = _BOX.state == SENDING
    tx.connection.execute(
        statement.values(state=sa.case((under_way, SENDING), else_=CANCELLED), subject="", outdated=False)
    )
    post(
        tx,
        "home",
        audience=PERSONAL(slack_user_id),
        dedupe_key=f"home:{secrets.token_hex(8)}",
        payload={"slack_user_id": slack_user_id, "view": None},
    )


def _withheld(tx: Transaction, channel: str) -> list[sa.ColumnElement[bool]]:
    return [*_held(tx, channel, {OUTSIDERS}), _BOX.next_attempt_at > tx.now - STILL_MEANT]


def _release(tx: Transaction, *conditions: sa.ColumnElement[bool]) -> int:
    statement = sa.update(_OUTBOX).where(*conditions).values(state=READY, next_attempt_at=tx.now, attempts=0)
    released = tx.connection.execute(statement).rowcount
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


def unsent(tx: Transaction, channel: str) -> list[OutboxMessage]:
    """What is meant for a channel and certainly not there yet, oldest first."""
    statement = (
        sa.select(_OUTBOX)
        .where(
            _BOX.workspace_id == tx.workspace_id,
            _BOX.channel == channel,
            _BOX.state.in_((HELD, READY)),
            _BOX.slack_ts == "",
        )
        .order_by(_BOX.id)
    )
    return list(tx.connection.execute(statement))  # type: ignore[arg-type]


def cancel(tx: Transaction, message_id: int) -> None:
    """Do not send what was not sent yet."""
    statement = sa.update(_OUTBOX).where(
        _BOX.workspace_id == tx.workspace_id, _BOX.id == message_id, _BOX.state.in_((HELD, READY)), _BOX.slack_ts == ""
    )
    tx.connection.execute(statement.values(state=CANCELLED))


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


def newest(tx: Transaction) -> int:
    """The number of the last row of the workspace; 0 without any."""
    statement = sa.select(sa.func.max(_BOX.id)).where(_BOX.workspace_id == tx.workspace_id)
    return int(tx.connection.execute(statement).scalar_one() or 0)


def waiting(tx: Transaction, *, until: datetime, after: int = 0) -> list[OutboxMessage]:
    """What will be sent by a time and has not been yet, oldest first; of the rows with higher numbers than `after`."""
    statement = (
        sa.select(_OUTBOX)
        .where(
            _BOX.workspace_id == tx.workspace_id,
            _BOX.state == READY,
            _BOX.slack_ts == "",
            _BOX.next_attempt_at <= until,
            _BOX.id > after,
        )
        .order_by(_BOX.id)
    )
    return list(tx.connection.execute(statement))  # type: ignore[arg-type]


def kept_back(tx: Transaction, channel: str, *, since: datetime) -> dict[str, int]:
    """How many messages of each kind a person was spared since then."""
    statement = (
        sa.select(_BOX.kind, sa.func.count())
        .where(
            _BOX.workspace_id == tx.workspace_id,
            _BOX.channel == channel,
            _BOX.state == CANCELLED,
            _BOX.error == KEPT_BACK,
            _BOX.next_attempt_at > since,
        )
        .group_by(_BOX.kind)
        .order_by(_BOX.kind)
    )
    return {kind: int(count) for kind, count in tx.connection.execute(statement)}


def last_sent(tx: Transaction, kind: str, channel: str) -> datetime | None:
    """When a message of a kind last went to a channel or person."""
    statement = sa.select(sa.func.max(_BOX.sent_at)).where(
        _BOX.workspace_id == tx.workspace_id, _BOX.channel == channel, _BOX.kind == kind
    )
    return tx.connection.execute(statement).scalar_one()


def move(tx: Transaction, dedupe_key: str, at: datetime) -> None:
    """Send what waits under this key at another time."""
    statement = sa.update(_OUTBOX).where(
        _BOX.workspace_id == tx.workspace_id,
        _BOX.dedupe_key == dedupe_key,
        _BOX.state == READY,
        _BOX.slack_ts == "",
    )
    tx.connection.execute(statement.values(next_attempt_at=at))
    tx.posted = True


def revive(tx: Transaction, subject: str) -> None:
    """There is something to say after all: render anew what was cancelled for want of words."""
    statement = sa.update(_OUTBOX).where(
        _BOX.workspace_id == tx.workspace_id,
        _BOX.subject == subject,
        _BOX.state == CANCELLED,
        _BOX.error != KEPT_BACK,
        _BOX.slack_ts == "",
    )
    tx.connection.execute(statement.values(state=READY, next_attempt_at=tx.now))
    tx.posted = True


def said(tx: Transaction, channel: str, slack_ts: str) -> OutboxMessage | None:
    """The row behind a message that people see, by where it was meant to go: a channel, or a person's id."""
    statement = sa.select(_OUTBOX).where(
        _BOX.workspace_id == tx.workspace_id, _BOX.channel == channel, _BOX.slack_ts == slack_ts
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
