"""Kudos: thanks to one or several people, for a value that the workspace holds dear; the list of values; reactions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from storage import rows, workspaces
from storage.columns import Id
from storage.members import Member
from storage.rows import Row
from storage.teams import TeamMember
from storage.transactions import Transaction

DEFAULT_VALUES = ("service", "teamwork", "learning", "courage")
"""What a workspace begins with. They are shown in the reader's language until somebody makes a list of their own."""


class KudosValue(Row, table=True):
    """Something that people are thanked for: #service."""

    __tablename__ = "kudos_value"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "name_key"),)

    name: str
    name_key: str
    """The name as it is compared: case folded."""
    is_active: bool = True


class Kudos(Row, table=True):
    """One thank-you, to one or several people."""

    __tablename__ = "kudos"
    __table_args__ = (
        sa.Index("ix_kudos_giver", "workspace_id", "giver_id", "given_on"),
        sa.Index("ix_kudos_message", "workspace_id", "message_channel", "message_ts"),
    )

    giver_id: int = Field(foreign_key="member.id", sa_type=Id)
    given_at: datetime
    given_on: date
    """The giver's own day, which the allowance is counted by."""
    note: str = ""
    value_id: int | None = Field(default=None, foreign_key="kudos_value.id", sa_type=Id)
    message_channel: str = ""
    message_ts: str = ""
    emoji: str = ""
    """When it was given by a reaction: which one, and on what."""


class KudosReceiver(Row, table=True):
    """One person who was thanked."""

    __tablename__ = "kudos_receiver"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "kudos_id", "member_id"),
        sa.Index("ix_kudos_receiver_member", "workspace_id", "member_id", "kudos_id"),
    )

    kudos_id: int = Field(foreign_key="kudos.id", sa_type=Id)
    member_id: int = Field(foreign_key="member.id", sa_type=Id)


class KudosReaction(Row, table=True):
    """An emoji that gives kudos in a channel."""

    __tablename__ = "kudos_reaction"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "channel_id", "emoji"),)

    channel_id: str
    emoji: str
    """Its name without colons and skin tone."""


_VALUES, _KUDOS, _RECEIVERS, _REACTIONS = (rows.table(t) for t in (KudosValue, Kudos, KudosReceiver, KudosReaction))
_MEMBERS, _PLACES = rows.table(Member), rows.table(TeamMember)
_GIVERS = _MEMBERS.alias("giver")
_ALL_VALUES = sa.select(_VALUES).where(rows.mine(_VALUES))
_VALUE = _ALL_VALUES.where(_VALUES.c.name_key == sa.bindparam("name_key"))
_GIVEN_ON = (
    sa.select(sa.func.count())
    .join_from(_KUDOS, _RECEIVERS, _RECEIVERS.c.kudos_id == _KUDOS.c.id)
    .where(rows.mine(_KUDOS), _KUDOS.c.giver_id == sa.bindparam("giver_id"), _KUDOS.c.given_on == sa.bindparam("day"))
)
_LOCKED = sa.select(_MEMBERS.c.id).where(rows.mine(_MEMBERS), _MEMBERS.c.id == sa.bindparam("giver_id"))
_LOCK = _LOCKED.with_for_update()
_RECEIVERS_OF = (
    sa.select(_MEMBERS)
    .join(_RECEIVERS, _RECEIVERS.c.member_id == _MEMBERS.c.id)
    .where(rows.mine(_RECEIVERS), _RECEIVERS.c.kudos_id == sa.bindparam("kudos_id"))
    .order_by(_RECEIVERS.c.id)
)
_PLACES_OF = sa.select(_RECEIVERS).where(rows.mine(_RECEIVERS), _RECEIVERS.c.kudos_id == sa.bindparam("kudos_id"))
_TOLD = (
    sa.select(
        _KUDOS,
        _RECEIVERS.c.member_id,
        _MEMBERS.c.name.label("receiver_name"),
        _MEMBERS.c.thanked_in_public,
        _GIVERS.c.name.label("giver_name"),
        _VALUES.c.name.label("value"),
    )
    .join(_RECEIVERS, _RECEIVERS.c.kudos_id == _KUDOS.c.id)
    .join(_MEMBERS, _MEMBERS.c.id == _RECEIVERS.c.member_id)
    .join(_GIVERS, _GIVERS.c.id == _KUDOS.c.giver_id)
    .outerjoin(_VALUES, _VALUES.c.id == _KUDOS.c.value_id)
    .where(rows.mine(_KUDOS))
)
_RECEIVED_BY = (
    _TOLD.where(_RECEIVERS.c.member_id == sa.bindparam("member_id"))
    .order_by(_KUDOS.c.id.desc())
    .limit(sa.bindparam("limit"))
)
_GIVEN_BY = (
    _TOLD.where(_KUDOS.c.giver_id == sa.bindparam("member_id"))
    .order_by(_KUDOS.c.id.desc())
    .limit(sa.bindparam("limit"))
)
_IN_TEAM = sa.exists().where(
    _PLACES.c.workspace_id == _RECEIVERS.c.workspace_id,
    _PLACES.c.team_id == sa.bindparam("team_id"),
    _PLACES.c.member_id == _RECEIVERS.c.member_id,
)
_OF_TEAM = _TOLD.where(
    _IN_TEAM, _KUDOS.c.given_at > sa.bindparam("since"), _KUDOS.c.given_at <= sa.bindparam("until")
).order_by(_MEMBERS.c.name, _MEMBERS.c.id, _KUDOS.c.id)
_BY_VALUE = (
    sa.select(_VALUES.c.name, sa.func.count().label("number"))
    .select_from(_KUDOS)
    .join(_RECEIVERS, _RECEIVERS.c.kudos_id == _KUDOS.c.id)
    .outerjoin(_VALUES, _VALUES.c.id == _KUDOS.c.value_id)
    .where(rows.mine(_KUDOS), _IN_TEAM, _KUDOS.c.given_on >= sa.bindparam("first_day"))
    .group_by(_VALUES.c.name)
    .order_by(sa.func.count().desc(), _VALUES.c.name)
)
_BY_REACTION = sa.select(_KUDOS).where(
    rows.mine(_KUDOS),
    _KUDOS.c.giver_id == sa.bindparam("giver_id"),
    _KUDOS.c.message_channel == sa.bindparam("channel"),
    _KUDOS.c.message_ts == sa.bindparam("ts"),
    _KUDOS.c.emoji == sa.bindparam("emoji"),
)
_OF_CHANNEL = (
    sa.select(_REACTIONS)
    .where(rows.mine(_REACTIONS), _REACTIONS.c.channel_id == sa.bindparam("channel_id"))
    .order_by(_REACTIONS.c.emoji)
)


def values(tx: Transaction) -> list[KudosValue]:
    """The workspace's values by name; made from the default the first time they are asked for.

    That is a change set of its own, without an actor: whoever asked for something else will not undo it.
    """
    found = rows.every(tx, _ALL_VALUES)
    if not found:
        begun = Transaction(tx.connection, tx.workspace_id, tx.now, command="kudos values")
        found = [rows.insert(begun, KudosValue, name=name, name_key=name.casefold()) for name in DEFAULT_VALUES]
        begun.close()
    return sorted((value for value in found if value.is_active), key=lambda value: value.name_key)


def add_value(tx: Transaction, name: str) -> KudosValue:
    """Put a value on the list; one that was removed comes back."""
    values(tx)  # the first own value is added to the default ones
    existing = rows.first(tx, _VALUE, name_key=name.casefold())
    if existing is not None:
        return rows.update(tx, KudosValue, existing, name=name, is_active=True)
    return rows.insert(tx, KudosValue, name=name, name_key=name.casefold())


def remove_value(tx: Transaction, value: KudosValue) -> None:
    """Take a value off the list; kudos that were given for it keep it."""
    rows.update(tx, KudosValue, value, is_active=False)


def find_value(tx: Transaction, value_id: int | None) -> KudosValue | None:
    """The value with this number, on the list or not."""
    return rows.find(tx, KudosValue, value_id) if value_id else None


def left(tx: Transaction, giver: Member, day: date) -> int:
    """How many people somebody may still thank on a day of theirs."""
    given = int(rows.first(tx, _GIVEN_ON, giver_id=giver.id, day=day)[0])
    return max(0, workspaces.settings(tx).kudos_a_day - given)


def lock(tx: Transaction, giver: Member) -> None:
    """Let nobody else give in this person's name until the transaction ends, so that the allowance is counted right."""
    rows.every(tx, _LOCK, giver_id=giver.id)


def give(tx: Transaction, giver: Member, receivers: Sequence[Member], *, day: date, **details: Any) -> Kudos:
    """Thank these people. `day` is the giver's own."""
    given = rows.insert(tx, Kudos, giver_id=giver.id, given_at=tx.now, given_on=day, **details)
    for receiver in receivers:
        rows.insert(tx, KudosReceiver, kudos_id=given.id, member_id=receiver.id)
    return given


def find(tx: Transaction, kudos_id: int) -> Kudos | None:
    """One thank-you, unless it was taken back."""
    return rows.find(tx, Kudos, kudos_id)


def receivers(tx: Transaction, kudos_id: int) -> list[Member]:
    """Whom it thanks, in the order they were named."""
    return rows.every(tx, _RECEIVERS_OF, kudos_id=kudos_id)


def take_back(tx: Transaction, given: Kudos) -> None:
    """Delete a thank-you."""
    for place in rows.every(tx, _PLACES_OF, kudos_id=given.id):
        rows.delete(tx, KudosReceiver, place)
    rows.delete(tx, Kudos, given)


def received_by(tx: Transaction, member_id: int, *, limit: int = 10) -> list[Any]:
    """What a person was thanked for, the newest first, each with `giver_name` and `value`."""
    return rows.every(tx, _RECEIVED_BY, member_id=member_id, limit=limit)


def given_by(tx: Transaction, member_id: int, *, limit: int = 10) -> list[Any]:
    """Whom a person thanked, the newest first, one row for each, with `receiver_name` and `value`."""
    return rows.every(tx, _GIVEN_BY, member_id=member_id, limit=limit)


def of_team(tx: Transaction, team_id: int, *, since: datetime, until: datetime) -> list[Any]:
    """Thanks to people of a team in a time, by the names of those people; one row for each."""
    return rows.every(tx, _OF_TEAM, team_id=team_id, since=since, until=until)


def by_value(tx: Transaction, team_id: int, first_day: date) -> list[Any]:
    """How often people of a team were thanked since a day, by the name of the value, the most frequent first."""
    return rows.every(tx, _BY_VALUE, team_id=team_id, first_day=first_day)


def by_reaction(tx: Transaction, giver: Member, *, channel: str, ts: str, emoji: str) -> Kudos | None:
    """What a person gave by this emoji on this message."""
    return rows.first(tx, _BY_REACTION, giver_id=giver.id, channel=channel, ts=ts, emoji=emoji)


def reactions(tx: Transaction, channel_id: str) -> Collection[KudosReaction]:
    """The emojis that give kudos in a channel."""
    return rows.every(tx, _OF_CHANNEL, channel_id=channel_id)


def allow_reaction(tx: Transaction, channel_id: str, emoji: str, *, on: bool) -> bool:
    """Let an emoji give kudos in a channel, or no longer. False when it is so already."""
    existing = next((row for row in reactions(tx, channel_id) if row.emoji == emoji), None)
    if on == (existing is not None):
        return False
    if existing is None:
        rows.insert(tx, KudosReaction, channel_id=channel_id, emoji=emoji)
    else:
        rows.delete(tx, KudosReaction, existing)
    return True
