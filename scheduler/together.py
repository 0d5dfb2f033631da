"""Doing like things, each in a transaction of its own, in the way in which the database stores many of them soonest."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter
from typing import TypeVar

from storage.database import Database

T = TypeVar("T")
R = TypeVar("R")

HOLD_SECONDS = 0.01
"""On SQLite, which has one writer: for how long the others wait for some of these, stored with one flush."""
AT_ONCE = 8
"""Threads on PostgreSQL, which gives a process ten connections."""


def each(database: Database, work: Callable[[T], R], things: Sequence[T]) -> list[R]:
    """What `work`, which writes and waits for nothing, makes of each thing, in their order."""
    if database.is_sqlite:
        return _in_turns(database, work, things)
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="together") as threads:
        return list(threads.map(work, things))


def _in_turns(database: Database, work: Callable[[T], R], things: Sequence[T]) -> list[R]:
    waiting, made = deque(things), list[R]()

    def do_some() -> None:
        until = perf_counter() + HOLD_SECONDS
        while waiting and perf_counter() < until:
            made.append(work(waiting.popleft()))

    while waiting:
        database.run(do_some)
    return made
