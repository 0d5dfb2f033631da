"""A clock for tests: it stands still until somebody moves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
"""A Wednesday: ten in Berlin, five in the afternoon in Shanghai."""


@dataclass
class Clock:
    """Gives the same time until somebody moves it."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        """Let time pass: `clock.move(hours=2)`."""
        self.now += timedelta(**by)
