"""What the page in the browser asks for: who is there, what a person sees, and the things a person can do.

The page is for people at this machine. Requests that change anything must carry `X-Sandbox: 1` and come from the page's
own origin, so that a hostile page open in the same browser can do nothing here.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox import acts, described
from sandbox.clocks import Clock, Follow, Step
from sandbox.people import Person, Sandbox
from sandbox.records import Channel, File, Json, Message

STATIC = Path(__file__).parent / "static"
MOST_STEPS = 2000
"""How many things may fall due on the way when the clock is moved."""
POLICY = "default-src 'self'; img-src 'self' data: https:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


class Watchers:
    """The open event streams, each with the person who watches."""

    def __init__(self) -> None:
        self._streams: dict[asyncio.Queue[Json | None], tuple[Person, asyncio.AbstractEventLoop]] = {}

    def add(self, person: Person) -> asyncio.Queue[Json | None]:
        stream: asyncio.Queue[Json | None] = asyncio.Queue()
        self._streams[stream] = (person, asyncio.get_running_loop())
        return stream

    def remove(self, stream: asyncio.Queue[Json | None]) -> None:
        self._streams.pop(stream, None)

    def tell(self, news: Json) -> None:
        """Pass news on to those whom they concern. May be called from any thread."""
        for stream, (person, loop) in list(self._streams.items()):
            if acts.concerns(person, news) and not loop.is_closed():
                loop.call_soon_threadsafe(stream.put_nowait, news)

    def close(self) -> None:
        """End all streams."""
        for stream, (_, loop) in list(self._streams.items()):
            if not loop.is_closed():
                loop.call_soon_threadsafe(stream.put_nowait, None)


class Page:
    """The page's endpoints over one sandbox."""

    def __init__(self, sandbox: Sandbox, on_clock: Follow = lambda _now: Step()) -> None:
        self.sandbox = sandbox
        self.workspace = sandbox.workspace
        self.watchers = Watchers()
        self._on_clock = on_clock
        self._read: dict[tuple[str, str], str] = {}
        self.workspace.listeners.append(self.watchers.tell)

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/", self.index),
            Route("/_/state", self.state),
            Route("/_/messages", self.messages),
            Route("/_/events", self.events),
            Route("/_/log", self.log),
            Route("/_/act", _guarded(self.act), methods=["POST"]),
            Route("/_/clock", _guarded(self.clock), methods=["POST"]),
            Route("/_/fault", _guarded(self.fault), methods=["POST"]),
            Mount("/static", StaticFiles(directory=STATIC, check_dir=False)),
        ]

    async def index(self, request: Request) -> Response:
        return FileResponse(
            STATIC / "index.html", headers={"content-security-policy": POLICY, "cache-control": "no-store"}
        )

    async def state(self, request: Request) -> Response:
        return await self._for_person(request, self._state_for)

    async def messages(self, request: Request) -> Response:
        channel = request.query_params.get("channel", "")

        def shown(person: Person) -> list[Json]:
            seen = person.sees(channel)
            if seen:
                self._read[person.id, seen[-1].channel] = seen[-1].ts
            return [self._message(person, message) for message in seen]

        return await self._for_person(request, shown)

    async def events(self, request: Request) -> Response:
        """Server-sent events: one for each change that this person can see."""
        person = self.sandbox.people.get(request.query_params.get("as", ""))
        if person is None:
            return JSONResponse({"ok": False, "problem": "nobody of that name"}, 404)
        stream = self.watchers.add(person)

        async def lines() -> AsyncIterator[str]:
            try:
                yield ": hello\n\n"
                while (news := await stream.get()) is not None:
                    yield f"data: {json.dumps(news)}\n\n"
            finally:
                self.watchers.remove(stream)

        return StreamingResponse(lines(), media_type="text/event-stream", headers={"cache-control": "no-store"})

    async def act(self, request: Request) -> Response:
        """Do what the body says as the person it names."""
        body = await request.json()
        person = self.sandbox.people.get(body.get("as"))
        if person is None:
            return JSONResponse({"ok": False, "problem": "nobody of that name"}, 404)
        return JSONResponse(await run_in_threadpool(acts.do, person, body))

    async def clock(self, request: Request) -> Response:
        """Move the clock forward; the bot does what falls due on the way, each thing at its time."""
        clock = self.workspace.clock
        if not isinstance(clock, Clock):
            return JSONResponse({"ok": False, "problem": "this clock cannot be moved"}, 409)
        body = await request.json()
        try:
            aim = _aim(body, clock())
        except (TypeError, ValueError) as wrong:
            return JSONResponse({"ok": False, "problem": f"not a time: {wrong}"}, 400)
        ran = await run_in_threadpool(self._let_pass, clock, aim)
        self.workspace.announce("clock", now=clock().isoformat())
        return JSONResponse({"ok": True, "now": clock().isoformat(), "ran": ran})

    def _let_pass(self, clock: Clock, until: datetime) -> str:
        """Move the clock from one thing that the bot has to do to the next. What it did, in words."""
        posts, step = 0, self._on_clock(clock())
        for _ in range(MOST_STEPS):
            posts += step.posts
            if clock() >= until or step.problem:
                break
            clock.move_to(min(step.next_at or until, until))
            step = self._on_clock(clock())
        return step.problem or (f"{posts} {'post' if posts == 1 else 'posts'}" if posts else "")

    async def fault(self, request: Request) -> Response:
        body = await request.json()
        try:
            times, retry_after = int(body.get("times", 1)), int(body.get("retry_after", 1))
            self.workspace.faults.add(str(body["method"]), str(body["kind"]), times, retry_after)
        except (KeyError, ValueError) as wrong:
            return JSONResponse({"ok": False, "problem": str(wrong)}, 400)
        return JSONResponse({"ok": True})

    async def log(self, request: Request) -> Response:
        """The last Web API calls of the bot and requests to it, with their answers, the latest first."""
        wanted = request.query_params.get("limit", "200")
        limit = int(wanted) if wanted.isdigit() else 200
        rows: list[Json] = [{**asdict(call), "at": call.at.isoformat()} for call in self.workspace.calls[-limit:]]
        rows += [
            {
                "method": f"→ {_name_of(sent.payload)}",
                "arguments": sent.payload,
                "at": sent.at.isoformat(),
                "status": sent.status,
                "answer": sent.answer.json() if sent.answer else {"problem": sent.problem},
            }
            for sent in self.sandbox.requests[-limit:]
        ]
        return JSONResponse(sorted(rows, key=lambda row: str(row["at"]), reverse=True)[:limit])

    async def _for_person(self, request: Request, look: Callable[[Person], Any]) -> Response:
        first = next(iter(self.sandbox.people))
        person = self.sandbox.people.get(request.query_params.get("as", first))
        if person is None:
            return JSONResponse({"ok": False, "problem": "nobody of that name"}, 404)
        try:
            return JSONResponse(await run_in_threadpool(look, person), headers={"cache-control": "no-store"})
        except LookupError as wrong:
            return JSONResponse({"ok": False, "problem": str(wrong)}, 404)

    def _state_for(self, person: Person) -> Json:
        workspace = self.workspace
        now = workspace.clock()
        offset = workspace.clock.offset if isinstance(workspace.clock, Clock) else timedelta()
        modal, home = person.modal(), person.home()
        external = workspace.is_external(person.id)
        link, sent = workspace.link, self.sandbox.requests
        return {
            "me": self._person(person),
            "team": {"id": workspace.team.id, "name": workspace.team.name},
            "companies": [team.name for team in workspace.teams.values() if team != workspace.team],
            "manages_channels": acts.manages_channels(person),
            "people": [self._person(each) for each in self.sandbox.people.values()],
            "channels": [
                self._channel(person, channel)
                for channel in workspace.channels.values()
                if person.id in channel.members
            ],
            "commands": [] if external else [asdict(command) for command in workspace.app.commands],
            "shortcuts": [] if external else [asdict(shortcut) for shortcut in workspace.app.shortcuts],
            "clock": {"now": now.timestamp(), "iso": now.isoformat(), "offset_seconds": int(offset.total_seconds())},
            "bot": {
                "connected": not workspace.app.removed and not (sent and sent[-1].answer is None),
                "mode": "socket" if link.connected else "http",
                "name": workspace.app.name,
                "id": workspace.app.bot_user,
            },
            "home": home.payload() if home else None,
            "modal": modal.payload() if modal else None,
        }

    def _person(self, person: Person) -> Json:
        user = person.user
        return {
            "handle": user.handle,
            "id": user.id,
            "name": user.name,
            "kind": user.kind,
            "title": user.title,
            "avatar_color": user.avatar_color,
            "team": self.workspace.teams[user.team_id].name,
            "tz": user.tz,
            "locale": user.locale,
            "deleted": user.deleted,
        }

    def _channel(self, person: Person, channel: Channel) -> Json:
        return {
            "id": channel.id,
            "name": self.workspace.app.name if channel.is_im else channel.name,
            "topic": channel.topic,
            "is_private": channel.is_private,
            "is_ext_shared": channel.is_ext_shared,
            "is_im": channel.is_im,
            "is_archived": channel.is_archived,
            "has_bot": self.workspace.has_bot(channel),
            "shared_with": [self.workspace.teams[team].name for team in channel.shared_with],
            "members": channel.members,
            "pins": [{"ts": m.ts, "words": m.words} for m in person.sees(channel.id) if m.ts in channel.pins],
            "unread": self._unread(person, channel),
        }

    def _unread(self, person: Person, channel: Channel) -> int:
        """How many messages came after those that this person last looked at."""
        read = float(self._read.get((person.id, channel.id), "0"))
        return sum(float(m.ts) > read and m.user != person.id for m in person.sees(channel.id))

    def _message(self, person: Person, message: Message) -> Json:
        author = self.workspace.users[message.user]
        return {
            "ts": message.ts,
            "user": {"id": author.id, "name": author.name, "is_bot": author.is_bot, "color": author.avatar_color},
            "text": message.text,
            "blocks": self._with_pictures(message.blocks),
            "files": [
                {
                    "id": f.id,
                    "url": _address_of(f),
                    "name": f.name,
                    "title": f.title,
                    "alt": f.alt_text,
                    "mimetype": f.mimetype,
                }
                for f in message.files
            ],
            "ephemeral": message.ephemeral_to is not None,
            "edited": message.edited,
            "thread_ts": message.thread_ts,
            "broadcast": message.broadcast,
            "reply_count": sum(reply.ephemeral_to in (None, person.id) for reply in message.replies),
            "reactions": message.reactions,
            "pinned": message.ts in self.workspace.channels[message.channel].pins,
            "state": message.state,
            "permalink": described.permalink(self.workspace, message.channel, message),
        }

    def _with_pictures(self, content: Any) -> Any:
        """Blocks in which images by `slack_file` also say where the picture is."""
        if isinstance(content, list):
            return [self._with_pictures(part) for part in content]
        if not isinstance(content, dict):
            return content
        shown = {key: self._with_pictures(part) for key, part in content.items()}
        named = content.get("slack_file")
        if isinstance(named, dict):
            found = [
                f for f in list(self.workspace.files.values()) if named.get("id") == f.id or named.get("url") == f.url
            ]
            shown["image_url"] = _address_of(found[0])
        return shown


def _address_of(file: File) -> str:
    """Where the page finds a file: a path, since the page may be open under another name of this machine."""
    return f"/files/{file.id}/{quote(file.name)}"


def _name_of(payload: Json) -> str:
    """What a request to the bot is called in the log: the command, the event's type, or the interaction's."""
    event: Json = payload.get("event") or {}
    return str(payload.get("command") or event.get("type") or payload["type"])


def _guarded(endpoint: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """Only for the page itself: another site's script can set neither this header nor our origin."""

    async def guard(request: Request) -> Response:
        origin = request.headers.get("origin")
        same = origin is None or origin == f"{request.url.scheme}://{request.headers['host']}"
        if request.headers.get("x-sandbox") != "1" or not same:
            return JSONResponse({"ok": False, "problem": "not from the sandbox's own page"}, 403)
        try:
            return await endpoint(request)
        except json.JSONDecodeError:
            return JSONResponse({"ok": False, "problem": "the body is not JSON"}, 400)

    return guard


def _aim(body: Json, now: datetime) -> datetime:
    """The time a request asks for: a moment, so many seconds on, or next Monday at nine in Berlin."""
    if "advance_seconds" in body:
        return now + timedelta(seconds=float(body["advance_seconds"]))
    if "next_monday_09" in (body.get("to"), *body):
        local = now.astimezone(ZoneInfo("Europe/Berlin"))
        monday = (local + timedelta(days=7 - local.weekday())).replace(hour=9, minute=0, second=0, microsecond=0)
        today = local.replace(hour=9, minute=0, second=0, microsecond=0)
        return today if local.weekday() == 0 and local < today else monday
    moment = datetime.fromisoformat(str(body["to"]) if "to" in body else "")
    if moment.tzinfo is None:
        raise ValueError("a time needs its zone, such as 2026-11-30T09:00:00+01:00")
    return moment
