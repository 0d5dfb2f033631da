"""Who would read a message: asked of Slack just before it is sent, because a channel may be shared at any time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from scheduler.slack import CHANNEL_CLOSED, NOT_INSTALLED, Refused
from scheduler.slack_lines import Line, Unsent
from storage import members, partners
from storage.outbox import INTERNAL, PUBLIC, OutboxMessage
from storage.transactions import Transaction

TRUSTED = timedelta(seconds=60)
"""How long what Slack said of a channel is believed."""

OUTSIDERS = "outsiders_read_it"
UNSURE = "audience_unsure"
NOT_THEIRS = "not_theirs_alone"
NO_LINK = "partner_without_channel"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message would be read: a conversation, or by one person alone."""

    channel: str = ""
    person: str = ""


def place(message: OutboxMessage) -> Place:
    """Where a message goes. Neither, for what nobody reads or what Slack shows only to whoever acted."""
    payload = message.payload
    if message.kind == "pin":
        return Place()
    if message.kind == "home":
        return Place(person=payload["slack_user_id"])
    if message.kind == "answer" and message.response_url:
        in_public = payload.get("response_type") == "in_channel"
        return Place(channel=message.channel or "unknown") if in_public else Place()
    if message.kind == "answer" and payload.get("ephemeral_to"):
        return Place(person=payload["ephemeral_to"])
    return Place(person=message.channel) if is_person(message.channel) else Place(channel=message.channel)


def is_person(slack_id: str) -> bool:
    """Whether messages to this id are direct messages to a person."""
    return slack_id.startswith(("U", "W"))


class Channels:
    """What Slack says of channels, believed for a minute. May be used from any thread."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._told: dict[tuple[int, str], tuple[datetime, dict[str, Any]]] = {}
        self._direct: dict[tuple[int, str], str] = {}

    def forget(self, channel: str) -> None:
        """Ask again before the next message: the channel has changed."""
        for key in [key for key in list(self._told) if key[1] == channel]:
            self._told.pop(key, None)

    async def obstacle(self, line: Line, message: OutboxMessage) -> str:
        """Why a message must not be sent where it is meant to go; empty when it may.

        Raises `Unsent` when Slack cannot be asked now, or does not let us into the channel.
        """
        audience, _, whom = message.audience.partition(":")
        where = place(message)
        if audience == PUBLIC.name or where == Place():
            return ""
        if audience == "personal":
            reader = where.person or await self._partner_in_talk(line, where.channel)
            return "" if reader == whom else NOT_THEIRS
        if audience == INTERNAL.name:
            return await self._outsiders(line, where)
        return await self._others(line, where, int(whom))

    async def direct(self, line: Line, person: str) -> str:
        """The channel of our direct messages with a person. Raises `Unsent`."""
        key = (line.workspace.id, person)
        if key not in self._direct:
            opened = await line.need("conversations.open", users=person)
            self._direct[key] = opened["channel"]["id"]
        return self._direct[key]

    async def _outsiders(self, line: Line, where: Place) -> str:
        reader = where.person or await self._partner_in_talk(line, where.channel)
        if reader:
            member = await line.database.look(line.workspace.id, lambda tx: members.find(tx, reader))
            return "" if member is not None and member.kind == members.INTERNAL else OUTSIDERS
        told = await self._ask(line, where.channel)
        if told is None:
            return UNSURE
        if told.get("is_ext_shared") or told.get("is_pending_ext_shared"):
            return OUTSIDERS
        return "" if told.get("is_ext_shared") is False else UNSURE

    async def _others(self, line: Line, where: Place, partner_id: int) -> str:
        """Why something between one partner and us may not go there: only to a channel of theirs that no other company
        reads, or to one of their people or ours."""
        reader = where.person or await self._partner_in_talk(line, where.channel)
        if reader:
            return await line.database.look(line.workspace.id, lambda tx: _not_theirs(tx, reader, partner_id))
        told = await self._ask(line, where.channel)
        if told is None:
            return UNSURE
        if told.get("is_pending_ext_shared"):
            return OUTSIDERS
        ours = {line.workspace.slack_team_id, line.workspace.slack_enterprise_id}
        companies = {*told.get("connected_team_ids", ()), *told.get("shared_team_ids", ())} - ours
        if told.get("is_ext_shared") is not False and not companies:
            return UNSURE
        return await line.database.look(
            line.workspace.id, lambda tx: _not_linked(tx, where.channel, partner_id, companies)
        )

    async def _partner_in_talk(self, line: Line, channel: str) -> str:
        """The other one in a direct conversation; empty for channels."""
        told = await self._ask(line, channel)
        return str(told.get("user", "")) if told and told.get("is_im") else ""

    async def _ask(self, line: Line, channel: str) -> dict[str, Any] | None:
        """What Slack says of a channel; None when it will not say."""
        key, now = (line.workspace.id, channel), self._clock()
        at, told = self._told.get(key, (now - 2 * TRUSTED, {}))
        if now - at <= TRUSTED:
            return told
        try:
            answer = await line.need("conversations.info", channel=channel)
        except Unsent as failure:
            if isinstance(failure.ending, Refused) and failure.ending.error not in CHANNEL_CLOSED | NOT_INSTALLED:
                return None
            raise
        self._told[key] = (now, answer["channel"])
        return self._told[key][1]


def _not_theirs(tx: Transaction, slack_user_id: str, partner_id: int) -> str:
    """Why a person may not read what is between a partner and us; empty for the partner's people and our own."""
    member = members.find(tx, slack_user_id)
    if member is None:
        return OUTSIDERS
    employer = partners.of_member(tx, member)
    is_theirs = employer is not None and employer.id == partner_id
    return "" if is_theirs or member.kind == members.INTERNAL else OUTSIDERS


def _not_linked(tx: Transaction, channel: str, partner_id: int, companies: set[str]) -> str:
    """Why a channel is not a partner's and ours alone; `companies` are the outside workspaces that read it."""
    if [link.partner_id for link in partners.links_in(tx, channel)] != [partner_id]:
        return NO_LINK
    theirs = {met.slack_team_id for met in partners.workspaces_of(tx, partner_id)}
    return OUTSIDERS if companies - theirs else ""
