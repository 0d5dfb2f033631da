"""A minute's tick over ten thousand schedules of which twenty are due: `python -m bench.schedules`."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from rich.console import Console

from bench.results import Result, table
from bot import migrations
from scheduler import ticks
from storage import checkin_questions, checkins, members, teams, transactions, workspaces
from storage.database import Database

SCHEDULES, DUE, ROUNDS = 10_000, 20, 15
NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
"""A Monday."""


def results(rounds: int = ROUNDS) -> list[Result]:
    """Measure; planning the schedules takes some seconds."""
    with tempfile.TemporaryDirectory() as name:
        database = found(Path(name))
        took = []
        for number in range(rounds):
            # the schedules are spread over the minutes: each of these has its twenty
            start = perf_counter()
            ticks.tick(database, NOW + timedelta(minutes=number))
            took.append((perf_counter() - start) * 1000)
        database.close()
    what = f"a tick: {SCHEDULES:,} schedules, {DUE} of them due"
    return [Result(what, median(took), "ms", at_most=50)]


def found(folder: Path) -> Database:
    """A database with check-ins for teams of three, twenty a minute from nine o'clock on, all of them planned."""
    url = f"sqlite:///{folder / 'schedules.db'}"
    migrations.make_ready(url)
    database = Database(url)
    before = NOW - timedelta(hours=1)
    with database.write() as connection:
        workspace = workspaces.install(connection, slack_team_id="T0BENCH01", now=before)
    with transactions.begin(database, workspace_id=workspace.id, now=before, command="bench") as tx:
        people = [
            members.remember(tx, f"U0REP{number:05}", kind=members.INTERNAL, name=f"Rep {number}", slack_zone="UTC")
            for number in range(3)
        ]
        team = teams.create(tx, "Field", channel_id="C0FIELD01", channel_name="field")
        for person in people:
            teams.add(tx, team, person)
        for number in range(SCHEDULES):
            hour, minute = divmod(number // DUE, 60)
            schedule = {"weekdays": "0", "at": f"{9 + hour:02}:{minute:02}"}
            made = checkins.create(tx, schedule=schedule, team_id=team.id, name=f"Check-in {number}")
            checkin_questions.add(tx, made.id, text="What is new?")
    while ticks.plan_some(database, before):
        pass
    return database


if __name__ == "__main__":
    Console().print(table(results()))
