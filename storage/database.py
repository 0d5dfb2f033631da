"""The database: one door for reading, one for writing, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine, make_url

from storage.columns import from_json, to_json
from storage.group_commit import GroupCommit

T = TypeVar("T")

logger = logging.getLogger(__name__)

BUSY_SECONDS = 2.0
"""How long a write waits for another process; Slack gives up on us after three seconds."""


class Database:
    """An engine and its write discipline.

    On SQLite every transaction of the process goes through one connection, and those that wait for it share one
    flush to disk (`synchronous=FULL`: what is acknowledged is stored). On PostgreSQL each transaction has its own.
    """

    def __init__(self, url: str | URL, *, pool_size: int = 16) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(self.url, pool_size) if self.is_sqlite else _postgres_engine(self.url, pool_size)
        self._writer = GroupCommit(self.engine) if self.is_sqlite else None
        self._listeners: list[Callable[[], None]] = []

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for queries; what it sees does not change while it is open."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    def write(self) -> AbstractContextManager[Connection]:
        """One transaction, durable when the block has ended; an exception undoes all of it."""
        return self.engine.begin() if self._writer is None else self._writer.transaction()

    def run(self, work: Callable[[], T]) -> T:
        """Do work that writes, with what others want done at the same time; it is stored when this returns.

        It may be done on another thread, and all wait for it: it asks nobody outside and waits for nothing.
        """
        return work() if self._writer is None else self._writer.run(work)

    def when_stored(self, call: Callable[[], None]) -> None:
        """Call it after a transaction, as soon as that is stored; within `run` this is at the end of it."""
        if self._writer is None:
            call()
        else:
            self._writer.when_stored(call)

    def when_posted(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever a transaction has put something into the outbox."""
        self._listeners.append(listener)

    def posted(self) -> None:
        """Wake whoever delivers, as soon as it is stored."""
        for listener in self._listeners:
            self.when_stored(listener)

    def close(self) -> None:
        """Give back every connection."""
        if self._writer is not None:
            self._writer.close()
        self.engine.dispose()


def _sqlite_engine(url: URL, pool_size: int) -> Engine:
    engine = sa.create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        hide_parameters=True,
        connect_args={"timeout": BUSY_SECONDS},
        json_serializer=to_json,
        json_deserializer=from_json,
    )

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        # we begin transactions ourselves: the driver's own would start late and lose the writer's turn
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "cache_size=-16384",
            # what a savepoint may have to undo stays in memory
            "temp_store=2",
            # 16 MB, as a page goes from there to its place once, however often it was written
            "wal_autocheckpoint=4000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
            connection.exec_driver_sql("BEGIN")

    return engine


def _postgres_engine(url: URL, pool_size: int) -> Engine:
    return sa.create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        hide_parameters=True,  # what people wrote does not go into a log
        pool_pre_ping=True,
        pool_recycle=1800,
        pool_timeout=BUSY_SECONDS,
        json_serializer=to_json,
        json_deserializer=from_json,
        connect_args={"connect_timeout": 3, "options": "-c statement_timeout=2500 -c timezone=UTC"},
    )
