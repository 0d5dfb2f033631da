"""The clock: a handful of ticks in memory. What is due is in the database, so a tick that is lost changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler  # type: ignore[import-untyped]

from scheduler import briefs, housekeeping, ticks
from storage.database import Database


def build(database: Database, now: Callable[[], datetime]) -> BackgroundScheduler:
    """The clock of one process, not yet running: `start` it, and `shutdown` at the end. `now` is what time it is."""
    clock = BackgroundScheduler(
        timezone=UTC,
        # however late and however slow, a job runs once at a time, and once for all the times that it missed
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )

    def enroll() -> None:
        briefs.enroll(database)
        ticks.tick(database, now())

    # all of them recur: APScheduler fails to take away a job that is over just when it is shut down
    every = clock.add_job
    every(lambda: ticks.tick(database, now()), "interval", seconds=15, id="tick_schedules")
    # at once for the first time: what was missed, and plans for what is new
    every(enroll, "interval", minutes=5, id="enroll", next_run_time=datetime.now(UTC))
    every(lambda: housekeeping.housekeep(database, now()), "interval", minutes=10, id="housekeeping")
    return clock
