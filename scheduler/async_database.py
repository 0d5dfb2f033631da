"""The database as an event loop uses it: in threads, so that the loop never waits for a disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from storage import transactions
from storage.database import Database
from storage.transactions import Transaction

T = TypeVar("T")
P = ParamSpec("P")

WRITES = 5
"""How often something is written when the database is busy, before it is given up."""


class AsyncDatabase:
    """Reads and writes for tasks of the loop, each piece of work in a thread."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    @property
    def now(self) -> datetime:
        return self._clock()

    async def read(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call `work` with a connection for reading."""

        def reading() -> T:
            with self._database.read() as connection:
                return work(connection, *args, **kwargs)

        return await asyncio.to_thread(reading)

    async def write(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call `work` with a connection for writing; what it wrote is stored when this returns."""

        def writing() -> T:
            with self._database.write() as connection:
                return work(connection, *args, **kwargs)

        return await self._patiently(writing)

    async def look(self, workspace_id: int, work: Callable[[Transaction], T]) -> T:
        """Call `work` with a workspace's transaction for reading."""

        def looking() -> T:
            with transactions.look(self._database, workspace_id=workspace_id, now=self.now) as tx:
                return work(tx)

        return await asyncio.to_thread(looking)

    async def change(self, workspace_id: int, work: Callable[[Transaction], T]) -> T:
        """Call `work` with a workspace's transaction."""

        def changing() -> T:
            with transactions.begin(self._database, workspace_id=workspace_id, now=self.now, command="delivery") as tx:
                return work(tx)

        return await self._patiently(changing)

    async def try_out(self, workspace_id: int, work: Callable[[Transaction], T]) -> T:
        """Call `work` with a workspace's transaction of which nothing is stored."""

        def trying() -> T:
            with transactions.rehearse(self._database, workspace_id=workspace_id, now=self.now) as tx:
                return work(tx)

        return await self._patiently(trying)

    async def _patiently(self, work: Callable[[], T]) -> T:
        """What Slack has taken must be written down, so a busy database is asked again."""
        for attempt in range(WRITES - 1):
            try:
                return await asyncio.to_thread(work)
            except (OperationalError, NoConnection):
                await asyncio.sleep(0.1 * 2**attempt)
        return await asyncio.to_thread(work)
