"""Companies to measure with: their people, customers and years of deals, written straight into the tables."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot import migrations
from sales import pipeline
from storage import members, rows, stages, teams, transactions, workspaces
from storage.customers import Customer
from storage.database import Database
from storage.deals import Credit, Deal, DealCounter

SLACK_TEAM_ID = "T0BENCH01"
CHANNEL = "C0FIELD01"
DATABASE = "bellringer.db"
CUSTOMERS_SEED = 1
"""Of the names of the customers that a company has."""
_AT_ONCE = 10_000
_CONSONANTS, _VOWELS = "bcdfghjklmnpqrstvwxyz", "aeiou"


@dataclass(frozen=True, slots=True)
class Size:
    """How large a company is. Deals are spread evenly over the years up to today."""

    reps: int
    customers: int
    deals: int
    years: int


def slack_user_id(number: int) -> str:
    """The Slack id of the company's rep with this number, from 0."""
    return f"U0REP{number:05}"


def names(seed: int) -> Iterator[str]:
    """Names of companies without end, none like another: Bovalikunu. The same for the same seed."""
    chance = random.Random(seed)
    while True:
        yield "".join(chance.choice(_CONSONANTS) + chance.choice(_VOWELS) for _syllable in range(5)).capitalize()


def found(folder: Path, size: Size, now: datetime) -> Database:
    """A SQLite database of the current version with the company in it."""
    url = f"sqlite:///{folder / DATABASE}"
    migrations.make_ready(url)
    database = Database(url)
    with database.write() as connection:
        workspace = workspaces.install(connection, slack_team_id=SLACK_TEAM_ID, now=now, bot_user_id="U0BOT")
    with transactions.begin(database, workspace_id=workspace.id, now=now, command="bench") as tx:
        team = teams.create(tx, "Field", channel_id=CHANNEL, channel_name="field")
        for number in range(size.reps):
            profile = {"kind": members.INTERNAL, "name": f"Rep {number}", "slack_zone": "UTC", "slack_locale": "en-US"}
            teams.add(tx, team, members.remember(tx, slack_user_id(number), **profile))
        won = next(stage for stage in stages.every(tx) if stage.outcome == pipeline.WON)
    customers: list[dict[str, Any]] = [
        {"id": number, "workspace_id": workspace.id, "name": name, "name_key": name.casefold()}
        for number, name in enumerate(islice(names(CUSTOMERS_SEED), size.customers), start=1)
    ]
    write(database, Customer, iter(customers))
    shared = {"workspace_id": workspace.id, "team_id": team.id, "outcome": pipeline.WON, "currency": "USD"}
    write(database, Deal, (shared | deal | {"stage_id": won.id} for deal, _credit in _deals(size, now.date())))
    write(database, Credit, (shared | credit for _deal, credit in _deals(size, now.date())))
    with database.write() as connection:
        counter = {"workspace_id": workspace.id, "last": size.deals}
        connection.execute(sa.insert(rows.table(DealCounter)), counter)  # type: ignore[arg-type]
        connection.exec_driver_sql("ANALYZE")
    return database


def _deals(size: Size, today: date) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Won deals, the oldest first, each with its owner's credit."""
    chance = random.Random(2)
    days = 365 * size.years
    for number in range(1, size.deals + 1):
        closed_on = today - timedelta(days=days - days * number // size.deals)
        owner_id, amount = chance.randint(1, size.reps), chance.randrange(50_000, 5_000_000)
        active_at = datetime.combine(closed_on, datetime.min.time(), UTC)
        deal = {
            "number": number,
            "customer_id": chance.randint(1, size.customers),
            "owner_id": owner_id,
            "amount_minor": amount,
            "opened_on": closed_on,
            "closed_on": closed_on,
            "stage_since": closed_on,
            "active_at": active_at,
        }
        credit = {"deal_id": number, "member_id": owner_id, "amount_minor": amount, "closed_on": closed_on}
        yield deal, credit


def write(database: Database, row_class: type[rows.Row], values: Iterator[dict[str, Any]]) -> None:
    """Write rows straight into a table, without history."""
    fields = row_class.model_fields.items()
    defaults = {name: field.get_default() for name, field in fields if name != "id" and not field.is_required()}
    statement = sa.insert(rows.table(row_class))
    while batch := [defaults | value for value in islice(values, _AT_ONCE)]:
        with database.write() as connection:
            connection.execute(statement, batch)
