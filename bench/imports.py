"""An import of 8,800 rows on SQLite, and how long a `/deal` elsewhere waits for it: `python -m bench.imports`."""

from __future__ import annotations

import multiprocessing
import tempfile
from datetime import UTC, date, datetime, timedelta
from multiprocessing.synchronize import Event
from pathlib import Path
from random import Random
from time import perf_counter, sleep
from typing import Any

from rich.console import Console

from bench.results import Result, table
from bot import import_people, import_plans, imports
from bot.import_plans import Choices
from connectors import columns, spreadsheets, tables
from connectors.spreadsheets import ForeignDeal
from storage import customers, deals, members, schema, stages, transactions, workspaces
from storage.database import Database

ROWS = 8_800
TARGET_SECONDS = 30.0
TARGET_WAIT = 1.0
UNDO_SECONDS = 3.0
"""Slack gives up after three seconds."""
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
_EVERY_SECONDS = 0.05


def results(rows: int = ROWS) -> list[Result]:
    """Import a made-up file while another process logs deals."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        database = Database(url)
        try:
            schema.METADATA.create_all(database.engine)
            with database.write() as connection:
                workspace_id = workspaces.install(connection, slack_team_id="T0BENCH", now=NOW).id
            return _measure(database, url, workspace_id, _file(rows))
        finally:
            database.close()


def _measure(database: Database, url: str, workspace_id: int, data: bytes) -> list[Result]:
    work: dict[str, Any] = {"workspace_id": workspace_id, "now": NOW}
    choices = Choices("USD", makes_people=True)
    began = perf_counter()
    with transactions.begin(database, **work) as tx:
        plan = import_plans.make(tx, _read(data), [], choices, import_people.roster(tx, []))
    planned = perf_counter()

    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    waits: Any = context.Queue()
    neighbour = context.Process(target=_log_deals, args=(url, workspace_id, ready, done, waits))
    neighbour.start()
    ready.wait()
    started = perf_counter()
    imports.carry_out(database, plan, choices, **work, file_name="bench.csv")
    stored = perf_counter()
    done.set()
    longest, usual = waits.get()
    neighbour.join()

    undoing = perf_counter()
    with transactions.begin(database, **work) as tx:
        imports.undo_last(tx)
    undone = perf_counter()
    count = f"{len(plan.deals):,} deals"
    return [
        Result(f"import: read and plan {count}", planned - began, "s"),
        Result(f"import: store {count} in batches", stored - started, "s", at_most=TARGET_SECONDS),
        Result("import: a /deal of another process meanwhile, usually", 1000 * usual, "ms"),
        Result("import: the slowest of them", 1000 * longest, "ms", at_most=1000 * TARGET_WAIT),
        Result(f"import: undo {count}", undone - undoing, "s", at_most=UNDO_SECONDS),
    ]


def _log_deals(url: str, workspace_id: int, ready: Event, done: Event, waits: Any) -> None:
    """Log deals in a steady rhythm; how long the slowest and the middle one took."""
    database = Database(url)
    work: dict[str, Any] = {"workspace_id": workspace_id, "now": NOW}
    taken: list[float] = []
    with transactions.begin(database, **work) as tx:
        member = members.introduce(tx, "U0AMY", name="Amy")
        won = next(stage for stage in stages.every(tx) if stage.outcome == "won")
    ready.set()
    while not done.is_set():
        began = perf_counter()
        with transactions.begin(database, **work, command="deal won Acme 12k") as tx:
            customer = customers.obtain(tx, "Acme")
            deals.create(
                tx,
                today=NOW.date(),
                stage=won,
                customer_id=customer.id,
                owner_id=member.id,
                amount_minor=1_200_000,
                currency="USD",
                closed_on=NOW.date(),
            )
        taken.append(perf_counter() - began)
        sleep(_EVERY_SECONDS)
    database.close()
    waits.put((max(taken), sorted(taken)[len(taken) // 2]))


def _read(data: bytes) -> list[ForeignDeal]:
    file = tables.read(data)
    mapping = columns.guess(file.header, columns.DEALS)
    return spreadsheets.read_deals(file, mapping, spreadsheets.habits(file, mapping), currency="USD")[0]


def _file(rows: int) -> bytes:
    """A file like those that CRMs write."""
    random = Random(7)
    lines = ["opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value"]
    for number in range(rows):
        opened = date(2025, 1, 1) + timedelta(days=random.randrange(500))
        stage = random.choice(("Won", "Won", "Lost", "Engaging"))
        closed = "" if stage == "Engaging" else str(opened + timedelta(days=random.randrange(100)))
        lines.append(
            f"OP{number:06},Agent {number % 35},Product {number % 7},Account {number % 85},{stage},{opened},{closed},"
            f"{random.randrange(50, 9_000)}"
        )
    return "\n".join(lines).encode()


if __name__ == "__main__":
    Console().print(table(results()))
