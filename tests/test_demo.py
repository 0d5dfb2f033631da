"""The made-up quarter: lively on any day that the sandbox is started, the same every time, never in the future."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot import demo
from sales import periods, pipeline
from sandbox import demo as sandbox
from storage import deals, leaderboards, members, rows, schedules, teams, transactions, workspaces
from storage.database import Database
from storage.deals import Credit, Deal, Filter
from storage.transactions import ChangeSet, Transaction
from tests import databases

MONDAY_MORNING = datetime(2026, 11, 23, 6, 5, tzinfo=UTC)
SUNDAY_NIGHT = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
NEW_YEAR = datetime(2027, 1, 1, 12, 0, tzinfo=UTC)


@contextmanager
def seeded(now: datetime) -> Iterator[Transaction]:
    """The quarter before a moment, for reading."""
    database = Database(f"sqlite:///{_seeded_once(now)}")
    with transactions.look(database, workspace_id=1, now=now) as tx:
        yield tx
    database.close()


@cache
def _seeded_once(now: datetime) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="bellringer-demo-"))
    with databases.empty(databases.SQLITE, folder) as database:
        seed(database, now)
    return Path(str(database.url.database))


def seed(database: Database, now: datetime, *, times: int = 1) -> int:
    with database.write() as connection:
        workspace = workspaces.install(connection, slack_team_id="T0BELL", now=now)
    for _ in range(times):
        demo.seed(database, workspace.id, now)
    return workspace.id


def everything(tx: Transaction) -> list[tuple[Any, ...]]:
    return [tuple(row) for t in (Deal, Credit) for row in tx.connection.execute(sa.select(rows.table(t)))]


@pytest.mark.parametrize("now", [MONDAY_MORNING, SUNDAY_NIGHT, NEW_YEAR], ids=["monday", "sunday", "new year"])
def test_every_week_of_the_quarter_has_its_wins(now: datetime) -> None:
    with seeded(now) as tx:
        this_week = periods.week(periods.local_date(now, "Europe/Berlin"))
        weeks = [this_week]
        while len(weeks) < demo.WEEKS:
            weeks.append(weeks[-1].previous())
        wins = [total.deals for total in leaderboards.add_up(tx, weeks, currency="USD")]
        assert min(wins) >= 2
        assert wins[1] >= 5
        assert 160 <= deals.search(tx, Filter(outcome=None))[1] <= 200
        board = leaderboards.add_up(tx, weeks[:2], currency="USD")
        assert not board[1].left_out
        assert board[1].converted == {"CNY"}
        for team in teams.active(tx):
            assert schedules.find(tx, schedules.LEADERBOARD, team_id=team.id) is not None
            assert all(total.deals for total in leaderboards.add_up(tx, weeks[1:2], currency="USD", team_id=team.id))


@pytest.mark.parametrize("now", [MONDAY_MORNING, SUNDAY_NIGHT], ids=["monday", "sunday"])
def test_nothing_happens_in_the_future_or_at_weekends(now: datetime) -> None:
    with seeded(now) as tx:
        sets = rows.table(ChangeSet)
        told = list(tx.connection.execute(sa.select(sets.c.at).where(sets.c.actor_id.is_not(None)).order_by(sets.c.id)))
        moments = [at for (at,) in told]
        assert moments == sorted(moments)
        assert max(moments) <= now
        assert all(closed is None or closed <= now.date() + timedelta(days=1) for (closed,) in closed_days(tx))
        assert all(closed is None or closed.weekday() < 5 for (closed,) in closed_days(tx))


def test_there_is_something_for_every_screen() -> None:
    with seeded(MONDAY_MORNING) as tx:
        cards = deals.search(tx, Filter(outcome=None), limit=200)[0]
        lost = [card for card in cards if card.outcome == pipeline.LOST]
        assert all(card.lost_reason in pipeline.LOST_REASONS and card.note for card in lost)
        assert {card.currency for card in cards} == {"USD", "CNY"}
        assert any(card.partner_name == "BetaCo" for card in cards)
        assert any(card.slips for card in cards)
        assert any(credit.percent < 100 for card in cards for credit in deals.credits(tx, card.id))
        assert 5 <= deals.search(tx, Filter(quiet_since=deals.quiet_since(MONDAY_MORNING)))[1] <= 14
        acme = next(card for card in cards if card.customer_name == "Acme")
        globex = next(card for card in cards if card.customer_name == "Globex")
        assert (acme.owner_name, acme.outcome, acme.amount_minor) == ("Amy", pipeline.OPEN, 1_200_000)
        assert (globex.next_step, (globex.closes_on - MONDAY_MORNING.date()).days) == ("", 3)
        quarter = periods.quarter(MONDAY_MORNING.date())
        quotas = teams.quotas(tx, starts_on=quarter.start, ends_on=quarter.end)
        assert len(quotas) == 4
        assert {member.slack_user_id for member in members.colleagues(tx) if members.is_in_slack(member)} == {
            "U0AMY",
            "U0BEN",
            "U0MEI",
            "U0LI",
            "U0ADA",
        }


def test_it_is_the_same_each_time_and_once_only(tmp_path: Path) -> None:
    with databases.empty(databases.SQLITE, tmp_path) as database, seeded(NEW_YEAR) as first:
        workspace_id = seed(database, NEW_YEAR, times=2)
        with transactions.look(database, workspace_id=workspace_id, now=NEW_YEAR) as second:
            assert everything(first) == everything(second)


def test_its_people_and_channels_are_those_of_the_sandbox() -> None:
    slack = sandbox.workspace(lambda: NEW_YEAR)
    people = {handle: getattr(demo.SANDBOX, handle) for handle in ("amy", "ben", "mei", "li", "ada")}
    assert people == {user.handle: user.id for user in sandbox.PEOPLE if user.handle in people}
    assert demo.SANDBOX.field_channel == slack.channel_called("#field").id
    assert demo.SANDBOX.east_channel == slack.channel_called("#east").id


def closed_days(tx: Transaction) -> list[Any]:
    return list(tx.connection.execute(sa.select(rows.table(Deal).c.closed_on)))
