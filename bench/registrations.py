"""Registrations of partners against many customers and registrations: how long an answer takes, and whether the time
says which of the three it is: `python -m bench.registrations`."""

from __future__ import annotations

import hashlib
import hmac
import json
import random
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlencode

from rich.console import Console
from slack_bolt import BoltRequest
from slack_sdk import WebClient

from bench import companies, load
from bench.companies import Size
from bench.deals import p99
from bench.results import Result, table
from bot.app import build_app
from bot.authorization import Authorization
from sales import companies as rules
from sales.companies import Company
from sales.registrations import IN_REVIEW, PROTECTED, UNAVAILABLE
from storage import members, partner_tiers, partners, transactions
from storage.companies import CompanyKey
from storage.customers import Customer
from storage.database import Database
from storage.registrations import Registration
from views import registration_forms as forms

ACCOUNTS, REGISTERED, PARTNERS = 200_000, 50_000, 100
TRIALS = 2_200
"""Of each answer; some names are near others by chance, and 2,000 of each are wanted."""
AT_ONCE = 4
ANSWERS = (PROTECTED, IN_REVIEW, UNAVAILABLE)
_SUFFIXES = ("GmbH", "Ltd", "Inc", "有限公司", "S.A.", "Holdings", "AG", "Co., Ltd.")
_TRADES = ("Logistics", "Bank", "Foods", "Electronics", "科技", "Motors", "Media", "Energy", "")
_REGISTERED_SEED, _NEW_SEED = 2, 3
_WRITTEN_AT_ONCE = 20_000
_WORDS = {PROTECTED: "Registered", IN_REVIEW: "We need to look", UNAVAILABLE: "can't be registered"}
_TOKEN = "xoxb-bench"


def results(trials: int = TRIALS) -> list[Result]:
    """Measure, in about three minutes; most of it goes into the accounts."""
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as name:
        database = companies.found(Path(name), Size(reps=1, customers=0, deals=0, years=1), now)
        known = list(islice(_companies(companies.CUSTOMERS_SEED), ACCOUNTS))
        registered = list(islice(_companies(_REGISTERED_SEED), REGISTERED))
        _fill(database, now, known, registered)
        senders = _senders()
        work = _Run(database, now, senders, pause=lambda _seconds: None)
        whole = _Run(database, now + timedelta(days=30), senders, pause=time.sleep)
        took = work.answers(_requests(known, registered, trials // 10, seed=_NEW_SEED), at_once=1)
        heard = whole.answers(_requests(known, registered, trials, seed=_NEW_SEED + 1), at_once=AT_ONCE)
        database.close()
    many = f"{ACCOUNTS:,} accounts, {REGISTERED:,} registrations"
    apart = max(_apart(heard[one], heard[other]) for one in ANSWERS for other in ANSWERS)
    # two samples of one distribution are further apart than this once in a hundred times; of three pairs, in 300
    fewest = min(len(heard[answer]) for answer in ANSWERS)
    alike = 1.63 * (2 / fewest) ** 0.5
    alone, loaded = ([seconds for answer in ANSWERS for seconds in run[answer]] for run in (took, heard))
    return [
        Result(f"A registration, the work alone: p99, {many}", p99(alone) * 1000, "ms", at_most=100),
        Result(
            f"A registration until its answer leaves, {AT_ONCE} at once: p99", p99(loaded) * 1000, "ms", at_most=150
        ),
        Result(
            f"How far the times of its answers are apart, {fewest:,} and more of each (baseline: by chance, 1 in 100)",
            apart,
            "",
            alike,
            at_most=alike,
        ),
    ]


def _apart(one: list[float], other: list[float]) -> float:
    """The largest distance between two empirical distributions: the two-sample statistic of Kolmogorov and Smirnov."""
    mine, theirs = sorted(one), sorted(other)
    most = place = passed = 0.0
    for value in sorted({*mine, *theirs}):
        while place < len(mine) and mine[int(place)] <= value:
            place += 1
        while passed < len(theirs) and theirs[int(passed)] <= value:
            passed += 1
        most = max(most, abs(place / len(mine) - passed / len(theirs)))
    return most


def _companies(seed: int) -> Iterator[Company]:
    """Companies without end: a name, mostly what they do, a legal form, and a web site."""
    chance = random.Random(seed)
    for number, name in enumerate(companies.names(seed)):
        words = " ".join(filter(None, (name, chance.choice(_TRADES), chance.choice(_SUFFIXES))))
        yield Company(words, f"{name.lower()}{seed}{number}.com")


def _fill(database: Database, now: datetime, known: list[Company], registered: list[Company]) -> None:
    """Accounts of ours, none with an open deal, and what other partners hold, all under their keys."""
    with transactions.begin(database, workspace_id=1, now=now, command="bench") as tx:
        holders = []
        for number in range(PARTNERS):
            partner = partners.obtain(tx, f"Partner {number}")
            holders.append(partner.id)
            met = partners.meet_workspace(tx, f"T0PARTNER{number:03}")
            partners.approve_workspace(tx, met, partner)
            profile = {"kind": members.EXTERNAL, "name": f"Person {number}", "home_team_id": met.slack_team_id}
            members.remember(tx, f"U0PARTNER{number:03}", **profile)
        partner_tiers.every(tx)
        sender = members.find(tx, "U0PARTNER000")
        assert sender is not None
    companies.write(
        database,
        Customer,
        (
            {"id": number, "workspace_id": 1, "name": each.name, "name_key": f"{number}", "keyed_version": 1}
            for number, each in enumerate(known, start=1)
        ),
    )
    companies.write(
        database,
        Registration,
        (
            {
                "id": number,
                "workspace_id": 1,
                # the last partners hold, the first ones ask
                "partner_id": holders[PARTNERS // 2 + number % (PARTNERS // 2)],
                "number": number,
                "member_id": sender.id,
                "company": each.name,
                "domain": each.domain,
                "currency": "USD",
                "submitted_at": now,
                "answer": PROTECTED,
                "state": PROTECTED,
                "protected_until": date(2100, 1, 1),
            }
            for number, each in enumerate(registered, start=1)
        ),
    )
    companies.write(database, CompanyKey, _keys(known, "customer_id", has_domain=False))
    companies.write(database, CompanyKey, _keys(registered, "registration_id", has_domain=True))
    with database.write() as connection:
        connection.exec_driver_sql("ANALYZE")


def _keys(found: Iterable[Company], column: str, *, has_domain: bool) -> Iterator[dict[str, Any]]:
    for number, company in enumerate(found, start=1):
        for key in rules.keys(company if has_domain else Company(company.name)):
            yield {"workspace_id": 1, "key": key, column: number}


def _senders() -> list[str]:
    return [f"PARTNER{number:03}" for number in range(PARTNERS // 2)]


def _requests(known: list[Company], registered: list[Company], trials: int, *, seed: int) -> list[Company]:
    """As many new companies, accounts of ours, and customers of other partners, in a random order."""
    chance = random.Random(seed)
    found = [
        *islice(_companies(100 + seed), trials),
        *(Company(company.name, f"new{seed}{place}.com") for place, company in enumerate(chance.sample(known, trials))),
        *chance.sample(registered, trials),
    ]
    chance.shuffle(found)
    return found


class _Run:
    """Registers through the whole app, as partners' people do with the panel's form."""

    def __init__(self, database: Database, now: datetime, senders: list[str], pause: Callable[[float], None]) -> None:
        self._now = now
        self._senders = senders
        self._sent = count()
        self._lock = Lock()
        self._moved = timedelta()
        self._app = build_app(
            database=database,
            authorize=Authorization(database, lambda _workspace: _TOKEN),
            clock=self._clock,
            client=WebClient(token=_TOKEN, base_url="http://127.0.0.1:9/"),
            signing_secret=load.SIGNING_SECRET.decode(),
            pause=pause,
        )

    def answers(self, wanted: list[Company], *, at_once: int) -> dict[str, list[float]]:
        """The seconds that each answer took, by which it was."""
        took: dict[str, list[float]] = {answer: [] for answer in ANSWERS}
        self._register(Company("Warm Up GmbH", f"warm{self._now:%j}.com"))
        with ThreadPoolExecutor(at_once) as pool:
            for seconds, said in pool.map(self._register, wanted):
                # some new names are near an old one by chance: they go by what they were told
                took[next(answer for answer, words in _WORDS.items() if words in said)].append(seconds)
        return took

    def _clock(self) -> datetime:
        with self._lock:
            self._moved += timedelta(seconds=1)
            return self._now + self._moved

    def _register(self, company: Company) -> tuple[float, str]:
        with self._lock:
            number = next(self._sent)
            # a company may send so many in an hour
            self._moved += timedelta(seconds=10)
        body = _body(self._senders[number % len(self._senders)], company, number, int(self._now.timestamp()))
        request = BoltRequest(body=body, headers=_signed(body))
        start = time.perf_counter()
        response = self._app.dispatch(request)
        seconds = time.perf_counter() - start
        return seconds, response.body


def _body(sender: str, company: Company, number: int, run: int) -> str:
    def typed(block_id: str, value: str) -> dict[str, Any]:
        return {block_id: {block_id: {"type": "plain_text_input", "value": value}}}

    payload = {
        "type": "view_submission",
        "team": {"id": f"T0{sender}"},
        "user": {"id": f"U0{sender}", "team_id": f"T0{sender}"},
        "trigger_id": f"{run}.{number}",
        "view": {
            "id": f"V{run}{number}",
            "hash": "h",
            "type": "modal",
            "callback_id": forms.SUBMIT,
            "app_installed_team_id": companies.SLACK_TEAM_ID,
            "private_metadata": "C0SHARED |",
            "blocks": [],
            "state": {
                "values": {
                    **typed(forms.COMPANY, company.name),
                    **typed(forms.DOMAIN, company.domain),
                    **typed(forms.AMOUNT, "30k"),
                }
            },
        },
    }
    return urlencode({"payload": json.dumps(payload)})


def _signed(body: str) -> dict[str, Any]:
    timestamp = str(int(time.time()))
    signature = hmac.new(load.SIGNING_SECRET, f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": f"v0={signature}",
    }


if __name__ == "__main__":
    Console().print(table(results()))
