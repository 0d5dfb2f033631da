"""Who would read a message: asked of Slack just before it is sent, because a channel may be shared at any time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from scheduler.slack import CHANNEL_CLOSED, NOT_INSTALLED, Refused
from scheduler.slack_lines import Line, Unsent, required
from storage import members, partners, profiles
from storage.outbox import INTERNAL, OUTSIDERS, PUBLIC, OutboxMessage
from storage.transactions import Transaction
from storage.workspaces import Workspace

T = TypeVar("T")

TRUSTED = timedelta(seconds=60)
"""How long what Slack said of a channel is believed."""

PAGE, MOST_PAGES = 1000, 20
"""People are listed by the thousand; of more than twenty thousand nobody says who they are."""
MET_AT_ONCE = 100
"""How many people whom we have never met Slack is asked about for one post."""

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
        self._reading: dict[tuple[int, str], tuple[datetime, frozenset[str]]] = {}
        self._direct: dict[tuple[int, str], str] = {}

    def forget(self, channel: str) -> None:
        """Ask again before the next message: the channel has changed."""
        for told in (self._told, self._reading):
            for key in [key for key in list(told) if key[1] == channel]:
                told.pop(key, None)

    async def obstacle(self, line: Line, message: OutboxMessage, *, for_outsiders: bool = False) -> str:
        """Why a message must not be sent where it is meant to go; empty when it may.

        Words to one person are for one of us, unless they are of a kind `for_outsiders`. Raises `Unsent` when Slack
        cannot be asked now, or does not let us into the channel.
        """
        audience, _, whom = message.audience.partition(":")
        where = place(message)
        if audience == PUBLIC.name or where == Place():
            return ""
        if audience == "personal":
            reader = where.person or await self._partner_in_talk(line, where.channel)
            is_theirs = reader == whom and (for_outsiders or not await self._insider(line, whom))
            return "" if is_theirs else NOT_THEIRS
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

    async def ask(self, line: Line, channel: str) -> dict[str, Any] | None:
        """What Slack says of a channel; None when it will not say. Raises `Unsent`."""
        return await self._remembered(line, channel, self._told, self._info)

    async def readers(self, line: Line, channel: str) -> frozenset[str] | None:
        """Slack ids of all who are in a channel, apps included; None when Slack will not say. Raises `Unsent`."""
        return await self._remembered(line, channel, self._reading, self._members)

    async def _insider(self, line: Line, slack_user_id: str) -> str:
        """Why somebody must not read what is ours; empty for one of us."""
        member = await line.database.look(line.workspace.id, lambda tx: members.find(tx, slack_user_id))
        return "" if member is not None and member.kind == members.INTERNAL else OUTSIDERS

    async def _outsiders(self, line: Line, where: Place) -> str:
        reader = where.person or await self._partner_in_talk(line, where.channel)
        if reader:
            return await self._insider(line, reader)
        told = await self.ask(line, where.channel)
        if told is None:
            return UNSURE
        if told.get("is_ext_shared") or told.get("is_pending_ext_shared"):
            return OUTSIDERS
        if told.get("is_ext_shared") is not False:
            return UNSURE
        # guests belong to the channel as others do, but for those who work for a partner
        guests = await line.database.look(line.workspace.id, partners.guests)
        if not guests:
            return ""
        reading = await self.readers(line, where.channel)
        if reading is None:
            return UNSURE
        return OUTSIDERS if reading & guests else ""

    async def _others(self, line: Line, where: Place, partner_id: int) -> str:
        """Why something between one partner and us may not go there: only to a channel of theirs that nobody of
        another company reads, be it as a guest of ours, or to one of their people or ours."""
        reader = where.person or await self._partner_in_talk(line, where.channel)
        if reader:
            return await line.database.look(line.workspace.id, lambda tx: _not_theirs(tx, reader, partner_id))
        told = await self.ask(line, where.channel)
        if told is None:
            return UNSURE
        if told.get("is_pending_ext_shared"):
            return OUTSIDERS
        companies = companies_in(line.workspace, told)
        if told.get("is_ext_shared") is not False and not companies:
            return UNSURE
        obstacle = await line.database.look(
            line.workspace.id, lambda tx: _not_linked(tx, where.channel, partner_id, companies)
        )
        if obstacle:
            return obstacle
        reading = await self.readers(line, where.channel)
        if reading is None or await meet(line, reading):
            return UNSURE
        return await line.database.look(line.workspace.id, lambda tx: _read_by_others(tx, reading, partner_id))

    async def _partner_in_talk(self, line: Line, channel: str) -> str:
        """The other one in a direct conversation; empty for channels."""
        told = await self.ask(line, channel)
        return str(told.get("user", "")) if told and told.get("is_im") else ""

    async def _remembered(
        self,
        line: Line,
        channel: str,
        known: dict[tuple[int, str], tuple[datetime, T]],
        look: Callable[[Line, str], Awaitable[T | None]],
    ) -> T | None:
        """What was heard within a minute, else what Slack says now; None when it will not say."""
        key, now = (line.workspace.id, channel), self._clock()
        at, heard = known.get(key, (now, None))
        if heard is not None and now - at <= TRUSTED:
            return heard
        try:
            told = await look(line, channel)
        except Unsent as failure:
            if isinstance(failure.ending, Refused) and failure.ending.error not in CHANNEL_CLOSED | NOT_INSTALLED:
                return None
            raise
        if told is not None:
            known[key] = (now, told)
        return told

    async def _info(self, line: Line, channel: str) -> dict[str, Any]:
        answer = await line.need("conversations.info", channel=channel)
        told: dict[str, Any] = answer["channel"]
        return told

    async def _members(self, line: Line, channel: str) -> frozenset[str] | None:
        """None when they are too many."""
        found: set[str] = set()
        cursor = ""
        for _page in range(MOST_PAGES):
            answer = await line.need("conversations.members", channel=channel, limit=PAGE, cursor=cursor or None)
            found.update(answer["members"])
            cursor = answer.get("response_metadata", {}).get("next_cursor", "")
            if not cursor:
                return frozenset(found)
        return None


def companies_in(workspace: Workspace, told: dict[str, Any]) -> set[str]:
    """The Slack workspaces and organisations besides ours that share a channel, by what Slack says of it."""
    ours = {workspace.slack_team_id, workspace.slack_enterprise_id, "", None}
    host = told.get("conversation_host_id")
    return {*told.get("connected_team_ids", ()), *told.get("shared_team_ids", ()), host} - ours


async def meet(line: Line, people: Collection[str], *, most: int = MET_AT_ONCE) -> int:
    """Ask Slack about those of these people whom we have never met. How many stay unknown: there are more, or Slack
    does not say. Raises `Unsent` when it cannot be asked now."""
    known = await line.database.look(line.workspace.id, lambda tx: members.known_among(tx, people))
    unknown = sorted({*people} - known - {line.workspace.bot_user_id})
    met = 0
    for slack_user_id in unknown[:most]:
        ending = await line.call("users.info", user=slack_user_id, include_locale=True)
        if isinstance(ending, Refused) and ending.error not in NOT_INSTALLED:
            continue
        profile = profiles.of(required(ending)["user"], line.workspace)
        await line.database.change(line.workspace.id, partial(members.remember, slack_user_id=slack_user_id, **profile))
        met += 1
    return len(unknown) - met


def _not_theirs(tx: Transaction, slack_user_id: str, partner_id: int) -> str:
    """Why a person may not read what is between a partner and us."""
    member = members.find(tx, slack_user_id)
    return "" if member is not None and partners.may_read(tx, member, partner_id) else OUTSIDERS


def _not_linked(tx: Transaction, channel: str, partner_id: int, companies: set[str]) -> str:
    """Why a channel is not a partner's and ours alone; `companies` are the outside workspaces that read it."""
    if [link.partner_id for link in partners.links_in(tx, channel)] != [partner_id]:
        return NO_LINK
    theirs = {met.slack_team_id for met in partners.workspaces_of(tx, partner_id)}
    return OUTSIDERS if companies - theirs else ""


def _read_by_others(tx: Transaction, reading: Collection[str], partner_id: int) -> str:
    """Why what is between a partner and us may not be read by all these people."""
    may_all = all(partners.may_read(tx, person, partner_id) for person in members.among(tx, reading))
    return "" if may_all else OUTSIDERS
