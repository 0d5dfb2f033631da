"""Deals at risk among a million: one person's, and the morning of a team of two hundred: `python -m bench.risks`."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from rich.console import Console

from bench import companies
from bench.companies import Size
from bench.results import Result, table
from sales.schedules import Due
from scheduler import risks as alerts
from storage import risks, schedules, stages, teams, transactions
from storage.database import Database
from storage.schedules import RISKS

SIZE = Size(reps=200, customers=20_000, deals=1_000_000, years=5)
OPEN = 20_000
"""Deals that are open: a hundred for each rep, every fifth of them left alone for weeks."""
ROUNDS = 15
ONE_PERSON, MORNING = 25.0, 1000.0
"""Milliseconds at most: the first is part of a Home tab and of the daily brief, the second comes once a day."""


def results(rounds: int = ROUNDS) -> list[Result]:
    """Measure; making the deals takes most of a minute."""
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as name:
        database = companies.found(Path(name), SIZE, now)
        _open_some(database, now)
        one = _one_person(database, now, rounds)
        morning = _morning(database, now)
        database.close()
    many = f"{OPEN:,} open of {SIZE.deals:,} deals"
    return [
        Result(f"The deals at risk of one of {SIZE.reps} people, {many}", one * 1000, "ms", at_most=ONE_PERSON),
        Result(f"Risk alerts of a morning for all of them, {many}", morning * 1000, "ms", at_most=MORNING),
    ]


def _open_some(database: Database, now: datetime) -> None:
    """The newest deals are open, and touched within the last weeks."""
    with transactions.begin(database, workspace_id=1, now=now) as tx:
        stage_id = stages.every(tx)[1].id
    today = now.date()
    with database.write() as connection:
        connection.exec_driver_sql(
            "UPDATE deal SET outcome = 'open', closed_on = NULL, stage_id = ?, opened_on = date(?, '-40 days'), "
            "closes_on = date(?, '+' || (id % 60 + 1) || ' days'), stage_since = date(?, '-' || (id % 25) || ' days'), "
            "next_step = 'call', next_step_on = date(?, '+3 days'), "
            "active_at = datetime(?, '-' || (CASE WHEN id / 200 % 5 = 0 THEN 20 ELSE id % 7 END) || ' days') "
            "WHERE id > ?",
            (stage_id, *[today.isoformat()] * 4, now.strftime("%Y-%m-%d %H:%M:%S.%f"), SIZE.deals - OPEN),
        )
        connection.exec_driver_sql("ANALYZE")


def _one_person(database: Database, now: datetime, rounds: int) -> float:
    seconds = []
    with transactions.look(database, workspace_id=1, now=now) as tx:
        for member_id in range(1, rounds + 1):
            start = perf_counter()
            found = risks.of_owner(tx, member_id, now.date())
            seconds.append(perf_counter() - start)
            assert found
    return median(seconds)


def _morning(database: Database, now: datetime) -> float:
    """Everybody's alerts, from the clock's strike to the rows of the outbox."""
    with transactions.begin(database, workspace_id=1, now=now) as tx:
        (team,) = teams.active(tx)
        schedule = schedules.save(tx, RISKS, team_id=team.id, **schedules.DEFAULTS[RISKS])
    due = Due(now.date().isoformat(), datetime.combine(now.date(), time(9, 30), UTC))
    start = perf_counter()
    with transactions.begin(database, workspace_id=1, now=now + timedelta(seconds=1)) as tx:
        assert alerts.post_alerts(tx, schedule, due)
    return perf_counter() - start


if __name__ == "__main__":
    Console().print(table(results()))
