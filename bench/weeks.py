"""A person's week and the text that a check-in is filled in with, over a million deals: `python -m bench.weeks`."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import sqlalchemy as sa
from rich.console import Console

from bench import companies
from bench.companies import Size
from bench.results import Result, table
from sales import periods, pipeline
from storage import members, rows, stages, teams, transactions, weeks
from storage.database import Database
from storage.deals import Deal
from storage.transactions import Change, ChangeSet, Transaction
from views import weeks as views
from views.words import translator

SIZE = Size(reps=200, customers=20_000, deals=940_000, years=5)
OPEN = 300
"""Open deals of each rep, besides."""
CHANGES = 100_000
"""What was written into the history in the last month: each moves a close date back."""
ROUNDS = 15
LIMIT = 100.0
"""Milliseconds of our own time until the filled form is open."""


def results(rounds: int = ROUNDS) -> list[Result]:
    """Measure; making the deals takes most of a minute."""
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as name:
        database = companies.found(Path(name), SIZE, now)
        _open_deals(database, now)
        with transactions.look(database, workspace_id=1, now=now) as tx:
            times = [_seconds(tx, now, number % SIZE.reps) for number in range(rounds)]
        database.close()
    what = f"a check-in filled in: a week of one of {SIZE.reps} reps among a million deals"
    return [Result(what, median(times) * 1000, "ms", at_most=LIMIT)]


def _seconds(tx: Transaction, now: datetime, rep: int) -> float:
    """How long the text takes for a rep who has not been asked before: nothing of theirs is in memory."""
    member = members.find(tx, companies.slack_user_id(rep))
    assert member is not None
    team, today = teams.of_member(tx, member.id)[0], now.date()
    start = perf_counter()
    week = weeks.of_member(tx, member, team=team, since=today - timedelta(days=7), today=today)
    text = views.prefilled(translator("en-US"), week)
    seconds = perf_counter() - start
    assert week.open_deals == OPEN
    assert text
    return seconds


def _open_deals(database: Database, now: datetime) -> None:
    """Give everybody open deals, a quota, and a month in which close dates were moved."""
    today, quarter = now.date(), periods.quarter(now.date())
    with transactions.begin(database, workspace_id=1, now=now, command="bench") as tx:
        stage_id = stages.every(tx)[0].id
        for number in range(SIZE.reps):
            member = members.find(tx, companies.slack_user_id(number))
            assert member is not None
            days = {"starts_on": quarter.start, "ends_on": quarter.end}
            teams.set_quota(tx, member, **days, minor=10**10, currency="USD")
    companies.write(database, Deal, _deals(now, stage_id))
    chance = random.Random(4)
    numbers = range(1, CHANGES + 1)
    sets = (
        {"workspace_id": 1, "at": now - timedelta(minutes=43_200 * number // CHANGES), "command": "bench", "reason": ""}
        for number in numbers
    )
    with database.write() as connection:
        first = connection.execute(sa.select(sa.func.max(rows.table(ChangeSet).c.id))).scalar_one()
        connection.execute(sa.insert(rows.table(ChangeSet)), list(sets))
        moved = {"before": {"closes_on": "2020-01-01"}, "after": {"closes_on": str(today)}}
        connection.execute(
            sa.insert(rows.table(Change)),
            [
                {
                    "workspace_id": 1,
                    "change_set_id": first + number,
                    "table_name": Deal.__tablename__,
                    "row_id": SIZE.deals + chance.randint(1, SIZE.reps * OPEN),
                    "row_version": 2,
                    **moved,
                }
                for number in numbers
            ],
        )
        connection.exec_driver_sql("ANALYZE")


def _deals(now: datetime, stage_id: int) -> Iterator[dict[str, Any]]:
    """Open deals, each touched in the last month, closing somewhere between three weeks ago and in two months."""
    chance = random.Random(3)
    for number in range(1, SIZE.reps * OPEN + 1):
        opened_on = now.date() - timedelta(days=60)
        yield {
            "workspace_id": 1,
            "number": SIZE.deals + number,
            "customer_id": chance.randint(1, SIZE.customers),
            "owner_id": number % SIZE.reps + 1,
            "team_id": 1,
            "stage_id": stage_id,
            "outcome": pipeline.OPEN,
            "currency": "USD",
            "amount_minor": chance.randrange(50_000, 5_000_000),
            "opened_on": opened_on,
            "stage_since": opened_on,
            "active_at": now - timedelta(days=chance.randint(0, 30)),
            "closes_on": now.date() + timedelta(days=chance.randint(-20, 60)),
        }


if __name__ == "__main__":
    Console().print(table(results()))
