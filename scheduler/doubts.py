"""Messages that may have been sent or not: a crash, a lost answer, an error of Slack's.

Where an admin has granted a history scope, Slack is asked whether the message is there. Elsewhere the rule of its kind
decides: words to one person are sent once more, what a channel reads is never said twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from scheduler import outcomes
from scheduler.audiences import Channels, is_person
from scheduler.outcomes import Outcome
from scheduler.rendering import Kind
from scheduler.sending import EVENT_TYPE, REPEATABLE
from scheduler.slack import NotTaken
from scheduler.slack_lines import Line, Unsent
from storage.outbox import OutboxMessage

CLOCKS_DIFFER = timedelta(seconds=60)
"""By how much Slack's clock and ours may disagree."""
PAGE, PAGES = 100, 10
"""How far back a channel is read: more than a message a second, for as long as a lease and the clocks may take."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What Slack's history says: the channel, and the `ts` of our message if it is there."""

    channel: str
    ts: str


class Doubts:
    """Decides what becomes of rows that were left behind while they were being sent."""

    def __init__(self, kinds: Mapping[str, Kind], channels: Channels) -> None:
        self._kinds = kinds
        self._channels = channels

    async def settle(self, line: Line, message: OutboxMessage) -> Outcome:
        """Find out, or decide by the rule of its kind."""
        now, asked_at = line.now, message.attempted_at
        if asked_at is None or message.slack_ts or message.kind in ("home", "pin"):
            # Slack was not asked yet, or may be asked any number of times
            return outcomes.put_back(now)
        try:
            found = await self._look(line, message, asked_at)
        except Unsent as failure:
            if isinstance(failure.ending, NotTaken):
                wait = failure.ending.retry_after or outcomes.DOUBT
                return outcomes.doubtful(now, failure.ending.reason, wait=wait)
            found = None
        if found is not None and found.ts:
            there = outcomes.sent(asked_at, slack_channel=found.channel, slack_ts=found.ts)
            # a picture may be missing still, and what changed meanwhile
            return outcomes.put_back(now, **there.values) if message.kind in self._kinds else there
        if found is not None:
            return outcomes.put_back(now, "not_there", attempts=message.attempts + 1)
        if self._may_be_said_twice(message) and not message.progress.get("resent"):
            return outcomes.put_back(now, message.error, progress={**message.progress, "resent": True})
        return outcomes.undecided(message.error or "interrupted")

    def _may_be_said_twice(self, message: OutboxMessage) -> bool:
        return message.kind in REPEATABLE or self._kinds[message.kind].resend_unknown

    async def _look(self, line: Line, message: OutboxMessage, asked_at: datetime) -> _Found | None:
        """Read the conversation since the attempt. None when it cannot be known."""
        ephemeral = message.response_url or message.payload.get("ephemeral_to")
        if message.kind == "file" or ephemeral or not _may_read(line.workspace.scopes, message.channel):
            return None
        channel = message.channel
        if is_person(channel):
            channel = await self._channels.direct(line, channel)
        cursor = ""
        for _ in range(PAGES):
            page = await self._page(line, message, channel, asked_at, cursor)
            for written in page["messages"]:
                mark = written.get("metadata", {})
                if mark.get("event_type") == EVENT_TYPE and mark["event_payload"].get("id") == str(message.id):
                    return _Found(channel, written["ts"])
            cursor = page.get("response_metadata", {}).get("next_cursor", "")
            if not cursor:
                return _Found(channel, "")
        return None

    async def _page(
        self, line: Line, message: OutboxMessage, channel: str, asked_at: datetime, cursor: str
    ) -> dict[str, Any]:
        return await line.need(
            "conversations.replies" if message.thread_ts else "conversations.history",
            channel=channel,
            ts=message.thread_ts or None,
            oldest=f"{(asked_at - CLOCKS_DIFFER).timestamp():.6f}",
            limit=PAGE,
            cursor=cursor or None,
            include_all_metadata=True,
        )


def _may_read(scopes: str, channel: str) -> bool:
    """Whether the history of a conversation was opened to us. A `C…` may be private too: Slack will say."""
    granted = set(scopes.split(","))
    if is_person(channel) or channel.startswith("D"):
        return "im:history" in granted
    return bool(granted & {"channels:history", "groups:history"})
