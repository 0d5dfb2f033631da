"""What is done in Slack for each kind of outbox row.

Nothing here retries or sleeps: a row that has to wait goes back to the outbox. Before a call that must not be made
twice, the attempt is written down; what comes before it can be repeated freely.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from scheduler import budgets, outcomes, rehearsals, who_sees
from scheduler.audiences import Channels, is_person
from scheduler.outcomes import Outcome
from scheduler.rendering import Kind, Post, speak_to
from scheduler.slack import Refused
from scheduler.slack_lines import Line, Unsent, required
from scheduler.uploads import Pictures, upload
from storage import deliveries, members, workspaces
from storage.outbox import CANCELLED, PERSONAL, OutboxMessage
from storage.transactions import Transaction
from views import home
from views.words import clip, translator

EVENT_TYPE = "bellringer_post"
"""Marks our posts in Slack, with the number of their outbox row."""
REPEATABLE = frozenset({"answer", "file", "home", "pin", "rehearsal", "who_sees"})
"""Kinds that are done here, without a renderer. Better twice than not at all: somebody waits for them."""
FOR_OUTSIDERS = frozenset({"answer", "home"})
"""Those of them that were made for whoever reads them, be it somebody from outside."""
TEXT_LENGTH = 4000
EXPIRED = Refused("HTTP 404")
"""What a response URL says after half an hour, or five answers."""


class ClaimLost(Exception):
    """The lease ran out, and the row is somebody else's now."""


class Sender:
    """Does what rows ask for, one row at a time, and says how each ended."""

    def __init__(self, kinds: Mapping[str, Kind], channels: Channels, pictures: Pictures) -> None:
        self._kinds = kinds
        self._channels = channels
        self._pictures = pictures
        self._special: dict[str, Callable[[Line, OutboxMessage], Awaitable[Outcome]]] = {
            "answer": self._answer,
            "home": self._publish_home,
            "file": self._share_file,
            "pin": self._pin,
            "rehearsal": self._rehearse,
            "who_sees": self._tell_readers,
        }

    async def send(self, line: Line, message: OutboxMessage) -> Outcome:
        """Bring one row to Slack. Raises `ClaimLost`."""
        try:
            if message.kind in self._special:
                return await self._checked(line, message) or await self._special[message.kind](line, message)
            return await (self._correct if message.slack_ts else self._post)(line, message)
        except Unsent as failure:
            return outcomes.unsent(message, failure.ending, line.now)

    async def _post(self, line: Line, message: OutboxMessage) -> Outcome:
        post = await self._render(line, message)
        if post is None:
            return Outcome(CANCELLED)
        obstacle = await self._checked(line, message)
        if obstacle is not None:
            return obstacle
        waits = await self._weighed(line, message)
        if waits is not None:
            return waits
        digest = _digest(post)
        outcome = await self._say(line, message, post.text, post.blocks, digest)
        if post.picture is None:
            return outcome
        # the words are out; the picture follows as a correction, so that it can be late or fail without costing them
        return outcomes.put_back(line.now, **outcome.values)

    async def _correct(self, line: Line, message: OutboxMessage) -> Outcome:
        """Bring a post that people see to what it should say and show now."""
        now = line.now
        post = await self._render(line, _as_corrected(message, None))
        if post is None:
            return outcomes.corrected()
        digest = _digest(post)
        changed = digest != message.digest
        picture = await self._pictures.prepare(line, message, post)
        if not changed and picture.is_shown:
            return outcomes.corrected(progress=picture.progress)
        if await self._obstacle(line, message):
            return outcomes.corrected(error="not corrected: outsiders may read it")
        corrected_at = now if changed else message.corrected_at
        if corrected_at is not None:
            post = await self._render(line, _as_corrected(message, corrected_at)) or post
        ending = await line.call(
            "chat.update",
            channel=message.slack_channel,
            ts=message.slack_ts,
            text=clip(post.text, TEXT_LENGTH),
            blocks=picture.put_into(post.blocks),
        )
        if picture.is_refused(ending):
            return await self._pictures.wait(line, message, picture)
        required(ending)
        return outcomes.corrected(digest=digest, corrected_at=corrected_at, progress=picture.shown)

    async def _answer(self, line: Line, message: OutboxMessage) -> Outcome:
        payload = message.payload
        if message.response_url:
            body = {name: value for name, value in payload.items() if name != "ephemeral_to"}
            await self._attempt(line, message)
            ending = await line.slack.respond(message.response_url, body)
            if ending != EXPIRED or message.audience != PERSONAL(message.channel).name:
                required(ending)
                return outcomes.sent(line.now)
            # a form was open for longer than Slack keeps the way back to where it was opened
            message = _as(message, thread_ts="")
        if not payload.get("ephemeral_to"):
            return await self._say(line, message, payload["text"], payload.get("blocks", []))
        await self._attempt(line, message)
        await line.need(
            "chat.postEphemeral",
            channel=message.channel,
            user=payload["ephemeral_to"],
            text=clip(payload["text"], TEXT_LENGTH),
            blocks=payload.get("blocks") or None,
            thread_ts=message.thread_ts or None,
        )
        return outcomes.sent(line.now)

    async def _publish_home(self, line: Line, message: OutboxMessage) -> Outcome:
        payload = message.payload
        view = payload["view"] or await line.database.look(message.workspace_id, lambda tx: _empty_home(tx, message))
        await line.need("views.publish", user_id=payload["slack_user_id"], view=view)
        return outcomes.sent(line.now)

    async def _pin(self, line: Line, message: OutboxMessage) -> Outcome:
        await line.need("pins.add", channel=message.channel, timestamp=message.payload["ts"])
        return outcomes.sent(line.now)

    async def _rehearse(self, line: Line, message: OutboxMessage) -> Outcome:
        """Nothing goes to Slack: the answer is rows of its own."""
        database = line.database
        answers = await database.try_out(message.workspace_id, lambda tx: rehearsals.answer(tx, message))
        await database.change(message.workspace_id, lambda tx: rehearsals.put(tx, message, answers))
        return outcomes.sent(line.now)

    async def _tell_readers(self, line: Line, message: OutboxMessage) -> Outcome:
        post = await who_sees.answer(line, self._channels, message)
        return await self._say(line, message, post.text, post.blocks)

    async def _share_file(self, line: Line, message: OutboxMessage) -> Outcome:
        payload = message.payload
        to_person = is_person(message.channel)
        channel = await self._channels.direct(line, message.channel) if to_person else message.channel
        file_id = message.progress.get("file_id")
        if file_id is None:
            file_id = await upload(line, payload["filename"], payload["text"].encode())
            await line.database.write(deliveries.note_progress, message, {**message.progress, "file_id": file_id})
        await self._attempt(line, message)
        await line.need(
            "files.completeUploadExternal",
            files=[{"id": file_id, "title": payload["title"]}],
            channel_id=channel,
            initial_comment=payload.get("comment") or None,
            thread_ts=message.thread_ts or None,
        )
        return outcomes.sent(line.now, slack_channel=channel)

    async def _say(
        self, line: Line, message: OutboxMessage, text: str, blocks: list[dict[str, Any]], digest: str = ""
    ) -> Outcome:
        await self._attempt(line, message, digest)
        said = await line.need(
            "chat.postMessage",
            channel=message.channel,
            text=clip(text, TEXT_LENGTH),
            blocks=blocks or None,
            thread_ts=message.thread_ts or None,
            unfurl_links=False,
            unfurl_media=False,
            metadata={"event_type": EVENT_TYPE, "event_payload": {"id": str(message.id)}},
        )
        values = {"slack_channel": said.get("channel", message.channel), "slack_ts": said.get("ts", "")}
        return outcomes.sent(line.now, **values)

    async def _checked(self, line: Line, message: OutboxMessage) -> Outcome | None:
        """An outcome when people would read it who must not."""
        obstacle = await self._obstacle(line, message)
        return outcomes.held(obstacle) if obstacle else None

    async def _obstacle(self, line: Line, message: OutboxMessage) -> str:
        kind = self._kinds.get(message.kind)
        for_outsiders = kind.for_outsiders if kind is not None else message.kind in FOR_OUTSIDERS
        return await self._channels.obstacle(line, message, for_outsiders=for_outsiders)

    async def _weighed(self, line: Line, message: OutboxMessage) -> Outcome | None:
        """An outcome when a person has been told enough for now."""
        unasked = self._kinds[message.kind].unasked
        if not unasked or not is_person(message.channel):
            return None
        return await line.database.change(message.workspace_id, lambda tx: budgets.weigh(tx, message, unasked))

    async def _attempt(self, line: Line, message: OutboxMessage, digest: str = "") -> None:
        noted = await line.database.write(deliveries.note_attempt, message, line.now, digest=digest)
        if noted is None:
            raise ClaimLost(message.id)
        line.asked = True

    async def _render(self, line: Line, message: OutboxMessage) -> Post | None:
        kind = self._kinds[message.kind]
        return await line.database.look(message.workspace_id, lambda tx: kind.render(tx, message))


def _empty_home(tx: Transaction, message: OutboxMessage) -> dict[str, Any]:
    """The Home tab of somebody of whom it is not known what is theirs now; they make it anew when they open it."""
    member = members.find(tx, message.payload["slack_user_id"])
    t = speak_to(tx, member) if member is not None else translator(workspaces.settings(tx).locale)
    return home.for_outsiders(t)


def _as_corrected(message: OutboxMessage, at: datetime | None) -> OutboxMessage:
    """The same row, for a renderer that says when it was corrected."""
    return _as(message, corrected_at=at)


def _as(message: OutboxMessage, **changes: Any) -> OutboxMessage:
    columns: dict[str, Any] = message._asdict()  # type: ignore[attr-defined]
    return OutboxMessage(**{**columns, **changes})


def _digest(post: Post) -> str:
    """Of the words; the picture has its own."""
    return hashlib.sha256(json.dumps([post.text, post.blocks], sort_keys=True).encode()).hexdigest()
