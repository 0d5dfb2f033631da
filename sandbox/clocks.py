"""The sandbox's time: the real clock, and how far somebody has moved it forward."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Step:
    """What the bot did when it was told the time, and when it has something to do next."""

    posts: int = 0
    next_at: datetime | None = None
    problem: str = ""


Follow = Callable[[datetime], Step]
"""Tells the bot what time it is and waits until it has done what is due."""


class Clock:
    """Call it for the time now (aware, UTC). It runs like the real one and can be moved forward, never back."""

    def __init__(self) -> None:
        self._offset = timedelta()
        self._lock = threading.Lock()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._offset

    @property
    def offset(self) -> timedelta:
        """How far this clock is ahead of the real one."""
        return self._offset

    def move_to(self, moment: datetime) -> None:
        """Make it `moment` now. A moment in the past leaves the clock where it is: Slack never posts yesterday."""
        with self._lock:
            self._offset = max(self._offset, moment - datetime.now(UTC))
