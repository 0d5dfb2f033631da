"""The database: one door for reading, one for writing, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine, make_url

from storage import statements
from storage.columns import from_json, to_json

logger = logging.getLogger(__name__)

BUSY_SECONDS = 2.0
"""How long a write waits for another process; Slack gives up on us after three seconds."""
GROUP_SIZE = 64
"""How many transactions may share one flush to disk."""


class Database:
    """An engine and its write discipline.

    On SQLite every transaction of the process goes through one connection, and those that wait for it share one
    flush to disk (`synchronous=FULL`: what is acknowledged is stored). On PostgreSQL each transaction has its own.
    """

    def __init__(self, url: str | URL, *, pool_size: int = 16) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(self.url, pool_size) if self.is_sqlite else _postgres_engine(self.url, pool_size)
        self._writer = _GroupCommit(self.engine) if self.is_sqlite else None
        self._listeners: list[Callable[[], None]] = []

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for queries; what it sees does not change while it is open."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    def write(self) -> AbstractContextManager[Connection]:
        """One transaction, durable when the block has ended; an exception undoes all of it."""
        return self.engine.begin() if self._writer is None else self._writer.transaction()

    def when_posted(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever a transaction has put something into the outbox."""
        self._listeners.append(listener)

    def posted(self) -> None:
        """Wake whoever delivers; called after the commit."""
        for listener in self._listeners:
            listener()

    def close(self) -> None:
        """Give back every connection."""
        if self._writer is not None:
            self._writer.close()
        self.engine.dispose()


class _Group:
    """Transactions that are committed together: all of them are stored, or none."""

    def __init__(self) -> None:
        self.size = 0
        self._ended = threading.Event()
        self._error: BaseException | None = None

    def end(self, error: BaseException | None = None) -> None:
        self._error = self._error or error
        self._ended.set()

    def wait(self) -> None:
        self._ended.wait()
        if self._error is not None:
            raise self._error


class _GroupCommit:
    """Takes turns on one SQLite connection; whoever finds nobody waiting commits for all before it.

    Each transaction is a savepoint, so that one that fails takes nothing from its neighbours. A transaction returns
    only after the flush that holds it.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._turn = threading.Lock()
        self._count = threading.Lock()
        self._waiting = 0
        self._group: _Group | None = None

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        with self._count:
            self._waiting += 1
        with self._turn:
            with self._count:
                self._waiting -= 1
            try:
                group = self._join()
            except BaseException:
                self._finish_if_last()
                raise
            assert self._connection is not None
            try:
                yield self._connection
                self._run("RELEASE member")
            except BaseException as error:
                self._leave(group, error)
                self._finish_if_last()
                raise
            self._finish_if_last()
        group.wait()

    def close(self) -> None:
        with self._turn:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _join(self) -> _Group:
        if self._connection is None:
            self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if self._group is None:
            self._run("BEGIN IMMEDIATE")
            self._group = _Group()
        self._run("SAVEPOINT member")
        self._group.size += 1
        return self._group

    def _leave(self, group: _Group, error: BaseException) -> None:
        """Undo one member. SQLite ends the whole transaction by itself on a full disk: then all members fail."""
        if self._open():
            self._run("ROLLBACK TO member")
            self._run("RELEASE member")
        else:
            self._group = None
            group.end(error)

    def _finish_if_last(self) -> None:
        group = self._group
        if group is None or (self._waiting and group.size < GROUP_SIZE):
            return
        self._group = None
        try:
            self._run("COMMIT")
        except sa.exc.DBAPIError as error:
            if self._open():
                self._run("ROLLBACK")
            group.end(error)
        else:
            group.end()

    def _open(self) -> bool:
        return bool(self._raw().in_transaction)

    def _raw(self) -> Any:
        assert self._connection is not None
        return self._connection.connection.dbapi_connection

    def _run(self, statement: str) -> None:
        assert self._connection is not None
        statements.command(self._connection, statement)


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
