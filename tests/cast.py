"""The stage that tests play on: a fresh database, the sandbox with its people, and the bot that answers them."""

from __future__ import annotations

import asyncio
import atexit
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from socket import socket
from typing import Any

import sqlalchemy as sa
from slack_bolt import BoltRequest
from slack_sdk import WebClient

from bot.app import build_app
from bot.authorization import Authorization
from sandbox import connections, demo, server
from sandbox.deliveries import Answer
from sandbox.people import Person, Sandbox
from sandbox.records import Message
from sandbox.workspace import Workspace as Slack
from scheduler.delivery import Delivery
from storage import outbox, transactions, workspaces
from storage.database import Database
from storage.outbox import OutboxMessage
from storage.transactions import Transaction
from tests import databases
from tests.clocks import Clock
from views.charts import Chart, draw

SIGNING_SECRET = "the-signing-secret"


@dataclass
class Workspace:
    """One Slack workspace with the bot in it. `slack` is the pretend Slack's side, `database` the bot's."""

    database: Database
    slack: Slack
    sandbox: Sandbox
    clock: Clock
    id: int
    url: str
    folder: Path

    def __getitem__(self, handle: str) -> Person:
        """Somebody of the cast."""
        return self.sandbox.people[handle]

    def event(self, kind: str, **fields: Any) -> int:
        """Slack tells the bot that something happened; the HTTP status of its answer."""
        return self.sandbox.event(kind, **fields).status

    def share(self, channel: str, with_: str, *people: str) -> None:
        """Another company, such as "BetaCo", reads a channel from now on; these people of theirs join it."""
        connections.share(self.sandbox, channel, self.slack.team_called(with_), *people)

    def unshare(self, channel: str, with_: str) -> None:
        """That company and its people are out of the channel."""
        connections.unshare(self.sandbox, channel, self.slack.team_called(with_))

    def move(self, handle: str, to: str) -> None:
        """Somebody from outside belongs to another company from now on."""
        connections.move(self.sandbox, handle, self.slack.team_called(to))

    @contextmanager
    def look(self) -> Iterator[Transaction]:
        """What is stored, for reading."""
        with transactions.look(self.database, workspace_id=self.id, now=self.clock()) as tx:
            yield tx

    @contextmanager
    def change(self, **values: Any) -> Iterator[Transaction]:
        """A transaction of the test's own."""
        with transactions.begin(self.database, workspace_id=self.id, now=self.clock(), **values) as tx:
            yield tx

    def deliver(self) -> None:
        """Send everything that waits in the outbox to the pretend Slack, until nothing is left to send."""
        delivery = Delivery(
            self.database,
            clock=self.clock,
            tokens=lambda _workspace: self.slack.app.bot_token,
            slack_api_url=f"{self.url}/api/",
            studio=Easel(),
            pace=timedelta(0),
        )
        asyncio.run(delivery.deliver_all())

    def posts(self, kind: str = "", *, to: str = "") -> list[OutboxMessage]:
        """What was put into the outbox, oldest first; of one kind or for one channel or person if so asked."""
        box = outbox.OutboxMessage.__table__  # type: ignore[attr-defined]
        with self.look() as tx:
            rows: list[Any] = list(tx.connection.execute(sa.select(box).order_by(box.c.id)))
        place = self._place(to)
        return [row for row in rows if kind in ("", row.kind) and (not place or row.channel == place)]

    def told(self, *, to: str = "") -> str:
        """The words of the last answer, note or alarm, as far as the outbox holds them."""
        said = [row for row in self.posts(to=to) if row.kind in ("answer", "note", "alarm")]
        return str(said[-1].payload["text"])

    def _place(self, name: str) -> str:
        if name.startswith("#"):
            return self.slack.channel_called(name).id
        return self.sandbox.people[name].id if name in self.sandbox.people else name


@contextmanager
def play(folder: Path, kind: str = databases.SQLITE) -> Iterator[Workspace]:
    """The demo workspace, served on this machine, with a bot on an empty database of this kind."""
    clock = Clock()
    slack = demo.workspace(clock)
    with databases.empty(kind, folder) as database:
        with database.write() as connection:
            installed = workspaces.install(
                connection,
                slack_team_id=slack.team.id,
                now=clock(),
                name=slack.team.name,
                bot_user_id=slack.app.bot_user,
                bot_id=slack.app.bot_id,
                scopes=",".join(sorted(slack.app.scopes)),
            )
        with _served(slack) as url:
            client = WebClient(token=slack.app.bot_token, base_url=f"{url}/api/", timeout=5)
            app = build_app(
                database=database,
                authorize=Authorization(database, lambda _workspace: slack.app.bot_token),
                clock=clock,
                client=client,
                signing_secret=SIGNING_SECRET,
                pause=lambda _seconds: None,
            )

            def send(body: bytes, headers: dict[str, str]) -> Answer:
                response = app.dispatch(BoltRequest(body=body.decode(), headers=headers))
                first = {name.lower(): values[0] for name, values in response.headers.items()}
                return Answer(response.status, first, response.body.encode())

            sandbox = Sandbox(slack, send, SIGNING_SECRET)
            yield Workspace(database, slack, sandbox, clock, installed.id, url, folder)


_LISTENERS: list[socket] = []
"""Sockets that nothing is served on at present."""


@contextmanager
def _served(slack: Slack) -> Iterator[str]:
    """The pretend Slack over HTTP. Its address comes again, as it stands in what `tests.scenes` keep."""
    if not _LISTENERS:
        _LISTENERS.append(server.listen())
        atexit.register(_LISTENERS[-1].close)
    listener = _LISTENERS.pop()
    try:
        with server.running(slack, listener=listener.dup()) as url:
            yield url
    finally:
        _LISTENERS.append(listener)


class Easel:
    """Draws here and at once: each delivery of a test would start a process of its own, and load matplotlib there."""

    async def draw(self, chart: Chart) -> bytes:
        return draw(pickle.loads(pickle.dumps(chart)))

    async def close(self) -> None:
        pass


def last_seen(person: Person, channel: str) -> Message:
    """The newest message on somebody's screen there."""
    return person.sees(channel)[-1]
