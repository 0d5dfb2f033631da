"""What time it is: the machine's, or for the sandbox one that runs ahead of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def machine() -> datetime:
    """The time of this machine, in UTC."""
    return datetime.now(UTC)


class MovableClock:
    """The machine's time and how far somebody has moved it."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        return machine() + self._ahead

    def move_to(self, moment: datetime) -> None:
        """Make it `moment` now; it goes on from there."""
        self._ahead = moment - machine()
