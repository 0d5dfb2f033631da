"""Delivery: takes rows from the outbox and brings them to Slack, many at once, each once.

Any number of processes may do this on one database. A row is leased before anything is done with it; what becomes of it
is written down as soon as it is known. See `storage.outbox` for the states.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from scheduler import notices, outcomes, posts, rehearsals
from scheduler.async_database import AsyncDatabase
from scheduler.audiences import Channels
from scheduler.doubts import Doubts
from scheduler.outcomes import Outcome
from scheduler.rendering import Kind
from scheduler.sending import ClaimLost, Sender
from scheduler.slack import CHANNEL_CLOSED, Slack
from scheduler.slack_lines import Line
from scheduler.uploads import Draws, Pictures
from storage import deliveries, outbox, partner_desks, pauses, workspaces
from storage.database import Database
from storage.deliveries import CHANNEL_PACE
from storage.outbox import DEAD, HELD, SENDING, SENT, UNKNOWN, OutboxMessage
from storage.transactions import Transaction
from storage.workspaces import Workspace

logger = logging.getLogger(__name__)

Work = Callable[[Line, OutboxMessage], Awaitable[Outcome]]

AT_ONCE = 50
"""How many rows one process works on at the same time."""
LOOK_AGAIN = timedelta(seconds=1)
"""How long a process sleeps at most, as another one may have posted."""
AFTER_TROUBLE = timedelta(seconds=5)
LAST_SECONDS = 10.0
"""How long what has begun may take once delivery is told to stop."""


class Delivery:
    """The outbox's way to Slack. Belongs to one event loop at a time; any thread may `wake`, `stop`, `forget_channel`.

    `tokens` gives a workspace's bot token; `pace` is the time between two posts in one channel: Slack wants a second,
    tests and rehearsals may want none.
    """

    def __init__(
        self,
        database: Database,
        *,
        clock: Callable[[], datetime],
        tokens: Callable[[Workspace], str],
        slack_api_url: str,
        studio: Draws,
        kinds: Mapping[str, Kind] = posts.KINDS,
        pace: timedelta = CHANNEL_PACE,
    ) -> None:
        self._database = AsyncDatabase(database, clock)
        self._tokens = tokens
        self._slack_api_url = slack_api_url
        self._studio = studio
        self._kinds = {**kinds, **notices.KINDS, **rehearsals.KINDS}
        self._pace = pace
        self._channels = Channels(clock)
        self._stopping = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._woken = asyncio.Event()
        database.when_posted(self.wake)

    async def deliver_due(self) -> int:
        """One round: take what may be sent now, send it, write down what became of it. How many rows that were."""
        async with self._at_work() as shift:
            return await shift.round()

    async def deliver_all(self) -> int:
        """Rounds until nothing is left that may be sent now. What has to wait, waits: the clock is not made to pass."""
        delivered = 0
        async with self._at_work() as shift:
            while count := await shift.round():
                delivered += count
        return delivered

    def run(self) -> None:
        """Deliver until `stop` is called; for a thread of its own."""
        asyncio.run(self._run())

    def stop(self) -> None:
        """Take nothing more, finish what has begun within ten seconds, and hand back the rest."""
        self._stopping.set()
        self.wake()

    def wake(self) -> None:
        """There may be something to deliver."""
        loop = self._loop
        if loop is not None:
            with suppress(RuntimeError):  # the loop has just been closed
                loop.call_soon_threadsafe(self._woken.set)

    def forget_channel(self, channel: str) -> None:
        """Slack says that a channel was shared, renamed or left: ask anew who reads it."""
        self._channels.forget(channel)

    @asynccontextmanager
    async def _at_work(self) -> AsyncIterator[_Shift]:
        async with Slack(self._slack_api_url) as slack:
            try:
                yield _Shift(
                    slack,
                    self._database,
                    self._tokens,
                    Sender(self._kinds, self._channels, Pictures(self._studio)),
                    Doubts(self._kinds, self._channels),
                    self._kinds,
                    self._pace,
                )
            finally:
                await self._studio.close()

    async def _run(self) -> None:
        self._woken, self._loop = asyncio.Event(), asyncio.get_running_loop()
        async with self._at_work() as shift:
            while not self._stopping.is_set():
                self._woken.clear()
                try:
                    started = await shift.start(when_done=self._woken.set)
                    wait = timedelta() if started else await shift.idle_time()
                except SQLAlchemyError:
                    logger.exception("The outbox cannot be read; trying again in %s", AFTER_TROUBLE)
                    wait = AFTER_TROUBLE
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), wait.total_seconds())
            self._loop = None
            await shift.end()


class _Shift:
    """One event loop's work on the outbox, with its own connections to Slack."""

    def __init__(
        self,
        slack: Slack,
        database: AsyncDatabase,
        tokens: Callable[[Workspace], str],
        sender: Sender,
        doubts: Doubts,
        kinds: Mapping[str, Kind],
        pace: timedelta,
    ) -> None:
        self._slack = slack
        self._database = database
        self._tokens = tokens
        self._sender = sender
        self._doubts = doubts
        self._kinds = kinds
        self._pace = pace
        self._paused: dict[tuple[int, str], datetime] = {}
        self._under_way: dict[asyncio.Task[None], OutboxMessage] = {}

    async def round(self) -> int:
        """Start what is due and wait for all of it."""
        count = await self.start()
        await asyncio.gather(*self._under_way)
        return count

    async def start(self, when_done: Callable[[], None] = lambda: None) -> int:
        """Begin with what is due, as far as there is room for it. How many rows that are."""
        room = AT_ONCE - len(self._under_way)
        if room <= 0 or not await self._database.read(deliveries.is_due, self._database.now):
            return 0
        left_behind, waiting = await self._database.write(self._take, room)
        for message in left_behind:
            self._begin(message, self._doubts.settle, when_done)
        for message in waiting:
            self._begin(message, self._sender.send, when_done)
        return len(left_behind) + len(waiting)

    async def idle_time(self) -> timedelta:
        """How long there is nothing to do, as far as we know."""
        now = self._database.now
        due = await self._database.read(deliveries.next_due, now)
        return LOOK_AGAIN if due is None else min(LOOK_AGAIN, due - now)

    async def end(self) -> None:
        """Give what has begun its last seconds, then hand back what is not finished."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=LAST_SECONDS)
        unfinished = dict(self._under_way)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)
        for message in unfinished.values():
            await self._database.write(_hand_back, message, self._database.now)

    def _take(self, connection: Connection, room: int) -> tuple[list[OutboxMessage], list[OutboxMessage]]:
        now = self._database.now
        self._paused.update(pauses.paused_methods(connection, now))
        left_behind = deliveries.abandoned(connection, now, limit=room)
        return left_behind, deliveries.claim(connection, now, limit=room - len(left_behind), pace=self._pace)

    def _begin(
        self,
        message: OutboxMessage,
        work: Work,
        when_done: Callable[[], None],
    ) -> None:
        def done(task: asyncio.Task[None]) -> None:
            del self._under_way[task]
            when_done()

        task = asyncio.create_task(self._deliver(message, work))
        self._under_way[task] = message
        task.add_done_callback(done)

    async def _deliver(self, message: OutboxMessage, work: Work) -> None:
        try:
            workspace = await self._database.look(message.workspace_id, workspaces.get)
            outcome = await self._try(workspace, message, work)
            kind = self._kinds.get(message.kind)
            await self._database.change(message.workspace_id, lambda tx: _settle(tx, message, outcome, workspace, kind))
        except ClaimLost:
            logger.warning("Outbox %s took too long, and is somebody else's now", message.id)
        except Exception:
            logger.exception("Outbox %s: how it ended is not written; it is looked at when its lease ends", message.id)

    async def _try(self, workspace: Workspace, message: OutboxMessage, work: Work) -> Outcome:
        line = Line(workspace, self._tokens, self._slack, self._database, self._paused)
        try:
            return await work(line, message)
        except (ClaimLost, SQLAlchemyError):
            raise
        except Exception:
            # the one seam: a bug in one post must not stop the others
            logger.exception("Outbox %s (%s) failed", message.id, message.kind)
            if line.asked:
                return outcomes.doubtful(self._database.now, "bug")
            return outcomes.failed(message, self._database.now, "bug", tries=outcomes.BUG_TRIES)


def _settle(tx: Transaction, message: OutboxMessage, outcome: Outcome, workspace: Workspace, kind: Kind | None) -> None:
    """Write down how a delivery ended, and what follows from it."""
    if not deliveries.settle(tx.connection, message, outcome.state, **outcome.values):
        return
    if outcome.state == HELD and outcome.reason == outbox.OUTSIDERS and "reader_id" in message.payload:
        partner_desks.leave(tx, message.channel)
        return
    notices.tell(tx, message, outcome)
    if outcome.state == SENT and kind is not None and kind.followed_by is not None:
        known: dict[str, Any] = message._asdict()  # type: ignore[attr-defined]
        kind.followed_by(tx, OutboxMessage(**{**known, **outcome.values}))
    if outcome.not_installed:
        _rest(tx, workspace, outcome.reason)
    elif outcome.state in (HELD, DEAD, UNKNOWN):
        logger.warning("Outbox %s (%s for %s): %s, %s", *_names(message), outcome.state, outcome.reason)
    elif outcome.state == SENDING or outcome.reason:
        logger.info("Outbox %s (%s for %s): %s, %s", *_names(message), outcome.state, outcome.reason)
    elif outcome.state == SENT and message.channel:
        # the channel takes posts: whoever told us that it does not is out of date
        outbox.release_held(tx, message.channel, held_for=CHANNEL_CLOSED)


def _rest(tx: Transaction, workspace: Workspace, reason: str) -> None:
    """Slack does not know our token any more: everything of the workspace rests until the app is installed anew."""
    if workspaces.get(tx).bot_token == workspace.bot_token:
        logger.error("Workspace %s (%s) is revoked: Slack says %s", workspace.id, workspace.name, reason)
        workspaces.revoke(tx.connection, workspace_id=workspace.id, now=tx.now)


def _hand_back(connection: Connection, message: OutboxMessage, now: datetime) -> None:
    """A row that was not finished: whoever comes next may look at it at once, and sees whether Slack was asked."""
    deliveries.settle(connection, message, SENDING, leased_until=now)


def _names(message: OutboxMessage) -> tuple[int, str, str]:
    return message.id, message.kind, message.channel or "a response URL"
