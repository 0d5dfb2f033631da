"""What becomes of each row of an import, decided before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from bot.import_people import Ambiguous, Roster
from connectors import spreadsheets
from connectors.spreadsheets import ForeignDeal, Unread
from sales import names, periods, pipeline
from sales.money import Money
from storage import deals, stages, teams, workspaces
from storage.deals import Deal
from storage.transactions import Transaction

KIND = "csv"
"""What the origin of deals from files begins with."""
NO_CUSTOMER = "(no account)"
"""The customer of deals that come without one, if they are wanted."""
NO_CUSTOMER_NAMED = "no customer"
UNKNOWN_OWNER = "an unknown sales rep"
UNKNOWN_STAGE = "a stage that your pipeline does not have"
STAGES_ELSEWHERE = {
    "prospect": ("prospecting", "lead", "new", "appointment scheduled", "初步接洽", "初步沟通"),
    "qualified": (
        "engaging",
        "engaged",
        "qualification",
        "qualified to buy",
        "needs analysis",
        "discovery",
        "需求分析",
    ),
    "proposal": ("proposal/price quote", "presentation scheduled", "value proposition", "demo", "方案/报价"),
    "negotiation": ("negotiation/review", "decision maker bought-in", "contract sent", "谈判审核", "合同"),
    pipeline.WON: ("closed won", "closedwon", "win", "赢单", "成交", "已成交"),
    pipeline.LOST: ("closed lost", "closedlost", "lose", "丢单", "输单", "已丢单"),
}
"""What other systems call our stages."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What whoever imports decided."""

    currency: str
    """Of amounts that do not say theirs."""
    team_id: int | None = None
    """For the deals of people whose team no file says."""
    makes_people: bool = False
    """Whether strangers become members."""
    makes_stages: bool = False
    keeps_without_customer: bool = False


@dataclass(frozen=True, slots=True)
class PlannedDeal:
    """A deal to be stored: owner, customer and stage by name, as some of them are yet to be made."""

    row: int
    owner: str
    customer: str
    stage: str
    is_won: bool
    values: dict[str, Any]


@dataclass(slots=True)
class Plan:
    """What an import will do, and what it will not."""

    roster: Roster
    deals: list[PlannedDeal] = field(default_factory=list)
    """In the order of their closing, so that each customer's first win is known as such; open ones last."""
    new_stages: list[str] = field(default_factory=list)
    new_teams: list[str] = field(default_factory=list)
    already: int = 0
    """How many rows are there already."""
    changed: list[Unread] = field(default_factory=list)
    """Those of them that differ by now."""
    skipped: dict[str, list[Unread]] = field(default_factory=dict)
    """By reason, each in the order of the file."""
    respelt: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often a product was written in one way and is stored in another."""
    dated_today: int = 0
    """Open deals that do not say since when."""
    without_amount: int = 0
    """Won deals that do not say for how much."""

    def skip(self, problem: Unread) -> None:
        """Leave a row out, and say why."""
        self.skipped.setdefault(problem.problem, []).append(problem)


class _Refused(Exception):
    """The row can't come in: why, and what stands there."""

    def __init__(self, problem: str, text: str = "") -> None:
        super().__init__(problem, text)
        self.problem, self.text = problem, text


@dataclass(frozen=True, slots=True)
class _Stage:
    name: str
    outcome: str


def make(
    tx: Transaction,
    found: list[ForeignDeal],
    unread: Iterable[Unread],
    choices: Choices,
    roster: Roster,
    *,
    products: Iterable[str] = (),
) -> Plan:
    """The plan for these rows; nothing is written but default stages. `products` are names that are spelt right."""
    plan = Plan(roster)
    stages_by_name = _stages(tx)
    there = deals.imported(tx, KIND)
    stored = (deal.product for deal in there.values() if deal.product)
    spelling = spreadsheets.spellings((deal.product for deal in found), [*products, *stored])
    zone = workspaces.settings(tx).zone
    today = periods.local_date(tx.now, zone)
    problems = list(unread)
    for deal in found:
        try:
            stage = _stage(deal, stages_by_name, choices)
            values = _values(deal, stage, choices, today) | {"product": spelling.get(deal.product, "")}
            _require_owner(deal, roster, choices)
        except _Refused as refused:
            if f"{KIND}:{deal.number}" in there:  # came in by other choices
                plan.already += 1
                continue
            problems.append(Unread(deal.row, refused.problem, refused.text))
            continue
        existing = there.get(values["origin"])
        if existing is not None:
            plan.already += 1
            if _differs(existing, values):
                plan.changed.append(Unread(deal.row, "differs", deal.number))
            continue
        if values["product"] != deal.product:
            plan.respelt[deal.product, values["product"]] += 1
        plan.dated_today += stage.outcome == pipeline.OPEN and deal.opened_on is None
        plan.without_amount += stage.outcome == pipeline.WON and not values["amount_minor"]
        values["active_at"] = min(periods.at_local(values["stage_since"], time(12), zone), tx.now)
        customer = deal.customer if names.is_name(deal.customer) else NO_CUSTOMER
        plan.deals.append(
            PlannedDeal(deal.row, deal.owner, customer, stage.name, stage.outcome == pipeline.WON, values)
        )
    ours = {stage.name for stage in stages.every(tx)}
    plan.new_stages = list(dict.fromkeys(deal.stage for deal in plan.deals if deal.stage not in ours))
    plan.deals.sort(key=lambda deal: (deal.values["closed_on"] or date.max, deal.values["opened_on"], deal.row))
    plan.new_teams = [name for name in roster.team_names if teams.find_by_name(tx, name) is None]
    for problem in sorted(problems, key=lambda problem: problem.row):
        plan.skip(problem)
    return plan


def _stages(tx: Transaction) -> dict[str, _Stage]:
    """Our stages by all that they may be called; our own names go before those of others."""
    ours = {stage.name_key: _Stage(stage.name, stage.outcome) for stage in stages.every(tx)}
    called = {stage.outcome: stage for stage in ours.values() if stage.outcome != pipeline.OPEN} | ours
    for words_of in (pipeline.STAGE_WORDS, STAGES_ELSEWHERE):
        for name in words_of.keys() & called.keys():
            called |= {word: called[name] for word in words_of[name] if word not in called}
    return called


def _stage(deal: ForeignDeal, known: dict[str, _Stage], choices: Choices) -> _Stage:
    stage = known.get(deal.stage.casefold())
    if stage is None:
        if not deal.stage or not choices.makes_stages:
            raise _Refused(UNKNOWN_STAGE, deal.stage)
        stage = known[deal.stage.casefold()] = _Stage(deal.stage, pipeline.OPEN)
    return stage


def _values(deal: ForeignDeal, stage: _Stage, choices: Choices, today: date) -> dict[str, Any]:
    """The columns of the deal but for those that are numbers of other rows."""
    if not names.is_name(deal.customer) and not choices.keeps_without_customer:
        raise _Refused(NO_CUSTOMER_NAMED, deal.customer)
    closed_on = None
    if stage.outcome != pipeline.OPEN:
        closed_on = deal.closed_on or deal.closes_on
        if closed_on is None:
            raise _Refused("won or lost, but no day of closing")
    # a nought is how many systems write that there is no amount; only a win may be for nothing
    has_amount = deal.amount is not None and (deal.amount > 0 or stage.outcome == pipeline.WON)
    currency = deal.currency or choices.currency
    reason = pipeline.lost_reason(deal.lost_reason)[0] if stage.outcome == pipeline.LOST else ""
    # records are often made only when the deal is closed: then it was opened that day at the latest
    opened_on = min(deal.opened_on or closed_on or today, closed_on or date.max)
    return {
        "origin": f"{KIND}:{deal.number}",
        "amount_minor": Money.of(deal.amount, currency).minor if has_amount and deal.amount is not None else None,
        "currency": currency,
        "opened_on": opened_on,
        "stage_since": closed_on or opened_on,
        "closes_on": deal.closes_on if closed_on is None or deal.closed_on is not None else None,
        "closed_on": closed_on,
        "next_step": deal.next_step,
        "lost_reason": reason or ("other" if deal.lost_reason and stage.outcome == pipeline.LOST else ""),
        "note": deal.note or ("" if reason else deal.lost_reason),
    }


def _require_owner(deal: ForeignDeal, roster: Roster, choices: Choices) -> None:
    """Make sure that the deal's owner is on the roster."""
    if not deal.owner:
        raise _Refused("no sales rep")
    try:
        known = roster.find(deal.owner)
    except Ambiguous:
        raise _Refused("a sales rep whose name several members have", deal.owner) from None
    if known is None:
        if not choices.makes_people:
            raise _Refused(UNKNOWN_OWNER, deal.owner)
        roster.admit(deal.owner)


def _differs(existing: Deal, values: dict[str, Any]) -> bool:
    """Whether the deal closed otherwise, on another day or for another amount than the file says now."""
    return any(getattr(existing, name) != values[name] for name in ("amount_minor", "currency", "closed_on"))
