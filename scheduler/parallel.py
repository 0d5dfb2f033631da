"""Doing like things at the same time, each in a transaction of its own: SQLite then stores many with one flush."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

AT_ONCE = 8
"""Threads, and so transactions that may be stored together. PostgreSQL gives a process ten connections."""


def in_parallel(work: Callable[[T], R], things: Sequence[T]) -> list[R]:
    """What `work` makes of each thing, in their order. One thing needs no thread."""
    if len(things) <= 1:
        return [work(thing) for thing in things]
    with ThreadPoolExecutor(min(AT_ONCE, len(things)), thread_name_prefix="parallel") as threads:
        return list(threads.map(work, things))
