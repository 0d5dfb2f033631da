"""A quarter's board over a million deals, beside bare SQL over the same rows: `python -m bench.leaderboards`."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter

from rich.console import Console

from bench import companies
from bench.companies import Size
from bench.results import Result, table
from sales import periods
from sales.leaderboards import REVENUE
from sales.periods import Period
from storage import leaderboards, transactions
from storage.transactions import Transaction

SIZE = Size(reps=200, customers=20_000, deals=1_000_000, years=5)
ROUNDS = 15
_BARE = """
    SELECT member_id, currency, sum(amount_minor), count(*), sum(leads), sum(leads * new_customer)
    FROM credit WHERE workspace_id = 1 AND outcome = 'won' AND closed_on >= ? AND closed_on < ?
    GROUP BY member_id, currency
"""
"""What a board has to know of one period. It is asked twice, as a board says who moved since the period before."""


def results(rounds: int = ROUNDS) -> list[Result]:
    """Measure; making the deals takes most of a minute."""
    now = datetime.now(UTC)
    quarter = periods.quarter(now.date()).previous()
    with tempfile.TemporaryDirectory() as name:
        database = companies.found(Path(name), SIZE, now)
        with (
            closing(sqlite3.connect(str(database.url.database))) as bare,
            transactions.look(database, workspace_id=1, now=now) as tx,
        ):
            ours, baseline = _measure(tx, bare, quarter, rounds)
        database.close()
    what = f"/leaderboard: a quarter of {SIZE.deals:,} deals, with the one before (baseline: bare SQL)"
    return [Result(what, ours * 1000, "ms", baseline * 1000, at_most_times=1.5)]


def _measure(tx: Transaction, bare: sqlite3.Connection, quarter: Period, rounds: int) -> tuple[float, float]:
    """Seconds for our board and for the bare statements, in turn; medians."""

    def add_up_barely() -> None:
        for period in (quarter, quarter.previous()):
            bare.execute(_BARE, (period.start.isoformat(), period.end.isoformat())).fetchall()

    def add_up() -> None:
        leaderboards.board(tx, quarter, metric=REVENUE, currency="USD")

    ours, baseline = [], []
    for _round in range(rounds):
        baseline.append(_seconds(add_up_barely))
        ours.append(_seconds(add_up))
    return median(ours), median(baseline)


def _seconds(do: Callable[[], None]) -> float:
    start = perf_counter()
    do()
    return perf_counter() - start


if __name__ == "__main__":
    Console().print(table(results()))
