"""Many threads writing through one SQLite connection: they take turns, and share the flush to the disk."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from storage import statements

T = TypeVar("T")

GROUP_SIZE = 64
"""How many transactions may share one flush to disk."""


class GroupCommit:
    """Takes turns on one SQLite connection; whoever finds nobody waiting commits for all before it.

    Each transaction is a savepoint, so that one that fails takes nothing from its neighbours. A transaction returns
    only after the flush that holds it.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._group: _Group | None = None
        self._turn = threading.Lock()
        self._count = threading.Lock()
        self._waiting = 0
        self._wanted: deque[_Work[Any]] = deque()
        self._is_led = False
        self._leader: int | None = None
        self._doing: _Work[Any] | None = None

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction, in a turn of its own, or within the work that this thread does for itself or others."""
        if self._leads():
            assert self._doing is not None
            with self._member() as (group, connection):
                yield connection
            self._doing.groups.append(group)
            return
        with self._in_turn(), self._member() as (group, connection):
            yield connection
        group.wait()

    def run(self, work: Callable[[], T]) -> T:
        """Do work with transactions in it; all of them are stored when it returns.

        Whoever comes first also does what others want done meanwhile, each of whom waits once: to hand the turn from
        thread to thread, for each, takes a tenth of a request.
        """
        if self._leads():
            return work()
        mine = _Work(work)
        with self._count:
            self._wanted.append(mine)
            is_first, self._is_led = not self._is_led, True
        if is_first or not mine.is_done_by_another():
            self._lead()
        return mine.outcome()

    def when_stored(self, call: Callable[[], None]) -> None:
        """Call it once what this thread wrote is stored: at once, unless it is in the middle of work."""
        if self._leads():
            assert self._doing is not None
            self._doing.afterwards.append(call)
        else:
            call()

    def close(self) -> None:
        """Give the connection back."""
        with self._turn:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _leads(self) -> bool:
        return self._leader == threading.get_ident()

    def _lead(self) -> None:
        """Do what is wanted, then let the next one lead, and everybody know."""
        done: list[_Work[Any]] = []
        try:
            with self._in_turn():
                self._leader = threading.get_ident()
                while self._wanted and len(done) < GROUP_SIZE:
                    self._doing = self._wanted.popleft()
                    self._doing.do()
                    done.append(self._doing)
                self._leader = self._doing = None
        finally:
            self._hand_on()
            for work in done:
                work.wait_until_stored()
                work.wake()

    def _hand_on(self) -> None:
        with self._count:
            following = self._wanted[0] if self._wanted else None
            self._is_led = following is not None
        if following is not None:
            following.wake()

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        with self._count:
            self._waiting += 1
        with self._turn:
            with self._count:
                self._waiting -= 1
            try:
                yield
            finally:
                self._finish_if_last()

    @contextmanager
    def _member(self) -> Iterator[tuple[_Group, Connection]]:
        """One transaction of a group: a savepoint."""
        group, connection = self._join()
        try:
            yield group, connection
            self._run("RELEASE member")
        except BaseException as error:
            self._leave(group, error)
            raise

    def _join(self) -> tuple[_Group, Connection]:
        if self._connection is None:
            self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if self._group is None:
            self._run("BEGIN IMMEDIATE")
            self._group = _Group()
        self._run("SAVEPOINT member")
        self._group.size += 1
        return self._group, self._connection

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
        problem: BaseException | None = None
        try:
            self._run("COMMIT")
        except BaseException as error:
            problem = error
            if self._open():
                self._run("ROLLBACK")
            if not isinstance(error, sa.exc.DBAPIError):
                raise
        finally:
            group.end(problem)

    def _open(self) -> bool:
        return bool(self._raw().in_transaction)

    def _raw(self) -> Any:
        assert self._connection is not None
        return self._connection.connection.dbapi_connection

    def _run(self, statement: str) -> None:
        assert self._connection is not None
        statements.command(self._connection, statement)


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


class _Work(Generic[T]):
    """What one thread wants done, and what became of it."""

    def __init__(self, work: Callable[[], T]) -> None:
        self.groups: list[_Group] = []
        """Which hold its transactions."""
        self.afterwards: list[Callable[[], None]] = []
        self._work = work
        self._result: T
        self._error: BaseException | None = None
        self._is_done = False
        self._asleep = threading.Lock()
        self._asleep.acquire()

    def do(self) -> None:
        try:
            self._result = self._work()
        except BaseException as error:  # noqa: BLE001 - it is raised where the work was wanted
            self._error = error
        self._is_done = True

    def is_done_by_another(self) -> bool:
        """Wait until somebody has done it, or it is this thread's to lead."""
        self._asleep.acquire()
        return self._is_done

    def wake(self) -> None:
        self._asleep.release()

    def wait_until_stored(self) -> None:
        try:
            for group in self.groups:
                group.wait()
        except BaseException as error:  # noqa: BLE001 - likewise
            self._error = error

    def outcome(self) -> T:
        """What the work returned; raises what it raised, or why it could not be stored."""
        if self._error is not None:
            try:
                raise self._error
            finally:
                self._error = None  # or the two would keep each other alive
        for call in self.afterwards:
            call()
        return self._result
