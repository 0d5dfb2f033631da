"""What works in the background of a process: the clock that ticks, and the delivery of what waits in the outbox."""

from __future__ import annotations

import asyncio
import logging
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from bot.settings import Settings
from scheduler import briefs, ticks
from scheduler import clock as ticking
from scheduler.delivery import Delivery
from scheduler.pictures import Studio
from storage import deliveries, schedules
from storage.database import Database
from storage.deliveries import CHANNEL_PACE
from storage.workspaces import Workspace

logger = logging.getLogger(__name__)

FONT_CACHE = Path(tempfile.gettempdir()) / "bellringer-matplotlib"
STOP_SECONDS = 12
SOON = timedelta(minutes=1)
"""What falls due within that time is waited for when everything is to be delivered."""


class Worker:
    """The clock and the delivery of one process, each in a thread once started."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        tokens: Callable[[Workspace], str],
        now: Callable[[], datetime],
        give_up: Callable[[], None],
        pace: timedelta = CHANNEL_PACE,
    ) -> None:
        self._database = database
        self._now = now
        self._give_up = give_up
        self._clock = ticking.build(database, now)
        self._delivery = Delivery(
            database,
            clock=now,
            tokens=tokens,
            slack_api_url=settings.slack_api_url,
            studio=Studio(FONT_CACHE),
            pace=pace,
        )
        self._thread = threading.Thread(target=self._deliver, name="delivery", daemon=True)

    def start(self) -> None:
        """Begin to tick and to deliver."""
        self._thread.start()
        self._clock.start()

    def stop(self) -> None:
        """Begin nothing more, and finish what has begun."""
        self._clock.shutdown()
        self._delivery.stop()
        self._thread.join(STOP_SECONDS)

    def tick(self) -> int:
        """Do what is due now, and have it delivered. How many posts that made."""
        briefs.enroll(self._database)
        posted = ticks.tick(self._database, self._now())
        self._delivery.wake()
        return posted

    def finish(self) -> None:
        """Wait until the delivery thread has done what is due, or for as long as a stop may take."""
        give_up_at = time.monotonic() + STOP_SECONDS
        while time.monotonic() < give_up_at:
            with self._database.read() as connection:
                if not deliveries.is_busy(connection, self._now()):
                    return
            time.sleep(0.02)

    def next_at(self) -> datetime | None:
        """When something falls due next, as far as is planned."""
        with self._database.read() as connection:
            moments = (deliveries.next_due(connection, self._now()), schedules.first_due(connection, self._now()))
        return min(filter(None, moments), default=None)

    def deliver_all(self) -> int:
        """Deliver, in this thread, until nothing is left that falls due soon. How many rows that were."""
        return asyncio.run(self._deliver_all())

    async def _deliver_all(self) -> int:
        delivered = 0
        while True:
            delivered += await self._delivery.deliver_all()
            with self._database.read() as connection:
                due = deliveries.next_due(connection, self._now())
            wait = due - self._now() if due is not None else SOON
            if wait >= SOON:
                return delivered
            await asyncio.sleep(max(wait.total_seconds(), 0))

    def _deliver(self) -> None:
        try:
            self._delivery.run()
        except Exception:
            # it outlives Slack and the database; whatever this is, a process that delivers nothing is of no use
            logger.exception("Delivery has ended")
            self._give_up()
