"""A stage for delivery: an outbox, the pretend Slack, and kinds of posts that say what their payload says."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from sandbox import demo, server
from sandbox.records import Message
from sandbox.workspace import DEFAULT_SCOPES
from sandbox.workspace import Workspace as Slack
from scheduler.delivery import Delivery
from scheduler.pictures import Studio
from scheduler.rendering import Kind, Post
from storage import members, outbox, rows, transactions, workspaces
from storage.database import Database
from storage.outbox import INTERNAL, Audience, OutboxMessage
from storage.transactions import Transaction
from tests.clocks import Clock
from views.charts import Bar, LeaderboardChart

HISTORY = "channels:history"


def say(tx: Transaction, message: OutboxMessage) -> Post | None:
    """What the team is called now stands for data that may change."""
    payload = message.payload
    text = payload["text"].replace("{data}", workspaces.settings(tx).country)
    corrected = f" Corrected {message.corrected_at:%H:%M}." if message.corrected_at else ""
    if not text:
        return None
    values = [len(text)] if payload.get("picture") else []
    bars = tuple(Bar("Amy", value, str(value), 1) for value in values)
    picture = LeaderboardChart(text, "last week", bars) if bars else None
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": text + corrected}}]
    return Post(text + corrected, blocks, picture, "Amy leads." if picture else "")


KINDS = {"said": Kind(say, resend_unknown=False), "told": Kind(say, resend_unknown=True)}


@dataclass
class Stage:
    """An outbox and a Slack. `deliveries` are the processes that deliver; `deliver` lets the first one work."""

    database: Database
    slack: Slack
    clock: Clock
    url: str
    folder: Path
    workspace_id: int = 0
    _delivery: list[Delivery] = field(default_factory=list)

    def new_delivery(self, pace: timedelta = timedelta()) -> Delivery:
        """One more process that delivers, as far as the database can tell."""
        return delivery(self.database, self.clock, f"{self.url}/api/", self.folder, pace)

    def post(
        self, text: str, to: str = "#field", *, audience: Audience = INTERNAL, kind: str = "said", **more: Any
    ) -> int:
        """Put a post into the outbox; the number of its row. A payload given by name is taken as it is."""
        with self.change() as tx:
            values = {"dedupe_key": f"{kind}:{to}:{text}", "payload": {"text": text}, **more}
            outbox.post(tx, kind, audience=audience, channel=self.place(to), **values)
            return int(tx.connection.execute(sa.select(sa.func.max(BOX.c.id))).scalar_one())

    def deliver(self, delivery: Delivery | None = None) -> int:
        if not self._delivery:
            self._delivery.append(self.new_delivery())
        return asyncio.run((delivery or self._delivery[0]).deliver_all())

    def forget(self, channel: str) -> None:
        """Slack said that a channel has changed."""
        self._delivery[0].forget_channel(self.place(channel))

    @contextmanager
    def change(self) -> Iterator[Transaction]:
        with transactions.begin(self.database, workspace_id=self.workspace_id, now=self.clock()) as tx:
            yield tx

    def change_data(self, country: str, *, about: str = "it") -> None:
        with self.change() as tx:
            workspaces.change_settings(tx, country=country)
            outbox.outdate(tx, about)

    def row(self, number: int) -> Any:
        with self.database.read() as connection:
            return connection.execute(sa.select(BOX).where(BOX.c.id == number)).one()

    def states(self, kind: str = "said") -> dict[str, int]:
        """How many rows of a kind there are in each state."""
        count = sa.select(BOX.c.state, sa.func.count().label("number")).where(BOX.c.kind == kind).group_by(BOX.c.state)
        with self.database.read() as connection:
            return {row.state: row.number for row in connection.execute(count)}

    def seen(self, place: str = "#field") -> list[Message]:
        """Messages in a channel, or in a person's talk with the bot, ephemeral ones included."""
        slack_id = self.place(place)
        return self.slack.messages[self.slack.dm_with(slack_id).id if slack_id.startswith("U") else slack_id]

    def texts(self, place: str = "#field") -> list[str]:
        return [message.text for message in self.seen(place)]

    def calls(self, method: str) -> list[dict[str, Any]]:
        """The arguments of each call of a method."""
        return [call.arguments for call in self.slack.calls if call.method == method]

    def place(self, name: str) -> str:
        if name.startswith("#"):
            return self.slack.channel_called(name).id
        return self.slack.user_called(name).id if name in demo_handles(self.slack) else name


BOX = rows.table(OutboxMessage)


def demo_handles(slack: Slack) -> set[str]:
    return {user.handle for user in slack.users.values()}


def delivery(database: Database, clock: Any, api_url: str, folder: Path, pace: timedelta = timedelta()) -> Delivery:
    return Delivery(
        database,
        clock=clock,
        tokens=lambda workspace: workspace.bot_token,
        slack_api_url=api_url,
        studio=Studio(folder / "fonts"),
        kinds=KINDS,
        pace=pace,
    )


@contextmanager
def stage(database: Database, folder: Path, *scopes: str, strict_pace: bool = False) -> Iterator[Stage]:
    """The demo workspace with its people, installed with these scopes besides the usual ones."""
    clock = Clock()
    slack = demo.workspace(clock, scopes=(*DEFAULT_SCOPES, *scopes), strict_pace=strict_pace)
    with server.running(slack) as url:
        built = Stage(database, slack, clock, url, folder)
        built.workspace_id = install(built)
        with built.change() as tx:
            for user in slack.users.values():
                kind = members.EXTERNAL if slack.is_external(user.id) else members.INTERNAL
                role = members.ADMIN if user.is_admin else members.REP
                members.remember(tx, user.id, name=user.name, kind=kind, role=role)
        yield built


def install(built: Stage) -> int:
    slack = built.slack
    with built.database.write() as connection:
        return workspaces.install(
            connection,
            slack_team_id=slack.team.id,
            now=built.clock(),
            name=slack.team.name,
            bot_token=slack.app.bot_token,
            scopes=",".join(sorted(slack.app.scopes)),
        ).id


def deliver_everything(database_url: str, api_url: str, folder: str, now: str) -> None:
    """Deliver everything that is due at a time, as a process of its own does."""
    database = Database(database_url)
    asyncio.run(delivery(database, Clock(datetime.fromisoformat(now)), api_url, Path(folder)).deliver_all())
    database.close()
