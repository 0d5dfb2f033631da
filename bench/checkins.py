"""Asking five thousand people while others log deals, and a form filled from a million: `python -m bench.checkins`."""

from __future__ import annotations

import hashlib
import hmac
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from rich.console import Console
from slack_bolt import App, BoltRequest
from slack_sdk import WebClient

from bench import companies, load, program
from bench.companies import DATABASE, Size
from bench.deals import p99, send, serving
from bench.results import Result, table
from bot import clocks
from bot.app import build_app
from bot.authorization import Authorization
from sales import periods
from scheduler import checkin_rounds
from storage import checkin_questions, checkins, deals, members, stages, teams, transactions
from storage import checkin_rounds as rounds
from storage.database import Database

PEOPLE = Size(reps=5_000, customers=load.CUSTOMERS, deals=20_000, years=5)
MANY = Size(reps=200, customers=20_000, deals=1_000_000, years=5)
LOGGED, AT_ONCE = 300, 4
OPEN_DEALS, ROUNDS = 200, 25
_TOKEN = "xoxb-bench"


def results() -> list[Result]:
    """Measure; making the deals takes most of a minute."""
    return [*_asking(), _opening()]


def _asking() -> list[Result]:
    """The prompts of a check-in for a whole company, and `/deal` over HTTP in the meantime."""
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as name:
        database = companies.found(Path(name), PEOPLE, now)
        _check_in(database, now)
        with transactions.begin(database, workspace_id=1, now=now, command="bench") as tx:
            (checkin,) = checkins.every(tx)
            rounds.begin(tx, checkin, now.date())
        with serving("deals", f"sqlite:///{Path(name) / DATABASE}") as (port, _server):
            send(port, AT_ONCE, LOGGED // 4, 1)
            with ThreadPoolExecutor(1) as threads:
                logging = threads.submit(send, port, AT_ONCE, LOGGED, 2)
                time.sleep(0.5)  # the one that sends has to start
                start = time.perf_counter()
                asked = checkin_rounds.keep_up(database, now)
                took = time.perf_counter() - start
                logged = logging.result()
        database.close()
    assert asked == PEOPLE.reps, asked
    return [
        Result(f"the prompts of a check-in for {PEOPLE.reps:,} people", took, "s", at_most=5),
        Result("/deal won: p99, while they are written", p99(logged) * 1000, "ms", at_most=150),
    ]


def _opening() -> Result:
    """`/checkin` of a person with many open deals in a company with a million: until Slack has the form."""
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as name, program.slack() as slack_url:
        database = companies.found(Path(name), MANY, now)
        _check_in(database, now)
        _busy_rep(database, now)
        with transactions.begin(database, workspace_id=1, now=now, command="bench") as tx:
            (checkin,) = checkins.every(tx)
            rounds.begin(tx, checkin, now.date())
        checkin_rounds.keep_up(database, now)
        app = build_app(
            database=database,
            authorize=Authorization(database, lambda _workspace: _TOKEN),
            clock=clocks.machine,
            client=WebClient(token=_TOKEN, base_url=slack_url),
            signing_secret=load.SIGNING_SECRET.decode(),
        )
        numbers = count()
        took = [_seconds(lambda: _open(app, next(numbers))) for _round in range(ROUNDS)]
        database.close()
    what = f"/checkin: the form, filled from {MANY.deals:,} deals"
    return Result(what, median(took) * 1000, "ms", at_most=100)


def _check_in(database: Database, now: datetime) -> None:
    """A check-in of the company's team that takes what is known, open for the whole day."""
    with transactions.begin(database, workspace_id=1, now=now, command="bench") as tx:
        (team,) = teams.active(tx)
        schedule = {"weekdays": "0123456", "at": f"{now:%H:%M}"}
        made = checkins.create(tx, schedule=schedule, team_id=team.id, name="Weekly check-in", minutes=1440)
        checkin_questions.add(tx, made.id, text="What moved?", takes_facts=True)
        checkin_questions.add(tx, made.id, text="What is next?")


def _busy_rep(database: Database, now: datetime) -> None:
    """The first rep has a quota and works on many deals."""
    today: date = now.date()
    with transactions.begin(database, workspace_id=1, now=now - timedelta(days=3), command="bench") as tx:
        rep = members.find(tx, companies.slack_user_id(0))
        assert rep is not None
        quarter = periods.quarter(today)
        teams.set_quota(tx, rep, starts_on=quarter.start, ends_on=quarter.end, minor=10**9, currency="USD")
        stage = stages.every(tx)[0]
        (team,) = teams.active(tx)
        for number in range(OPEN_DEALS):
            deals.create(
                tx,
                today=today - timedelta(days=3),
                stage=stage,
                customer_id=number + 1,
                owner_id=rep.id,
                team_id=team.id,
                amount_minor=1_000_000,
                currency="USD",
                closes_on=today + timedelta(days=number % 60 - 20),
            )


def _open(app: App, number: int) -> None:
    """Type `/checkin` once."""
    timestamp = str(int(time.time()))
    fields = {
        "team_id": companies.SLACK_TEAM_ID,
        "channel_id": companies.CHANNEL,
        "user_id": companies.slack_user_id(0),
        "command": "/checkin",
        "text": "",
        "trigger_id": f"{number}.bench",
    }
    body = urlencode(fields)
    digest = hmac.new(load.SIGNING_SECRET, f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
    headers = {
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": f"v0={digest}",
        "content-type": "application/x-www-form-urlencoded",
    }
    answer = app.dispatch(BoltRequest(body=body, headers=headers))
    assert (answer.status, answer.body) == (200, ""), answer.body


def _seconds(do: Callable[[], None]) -> float:
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


if __name__ == "__main__":
    Console().print(table(results()))
