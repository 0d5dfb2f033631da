"""By what the deals and numbers of a team are judged: its limits, its currency, and what it needs this quarter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from sales import periods, pipeline, risks
from sales.money import Money
from sales.periods import Period
from sales.risks import BIG, Limit
from storage import rates, risk_rules, rows, teams, workspaces
from storage.deals import Deal
from storage.rates import Exchange
from storage.stages import Stage
from storage.teams import Team
from storage.transactions import Transaction


@dataclass(frozen=True, slots=True)
class Yardstick:
    """By what the deals of a team are judged on a day. Without a team, by the defaults."""

    today: date
    zone: str
    exchange: Exchange
    limits: dict[str, Limit]
    stays: dict[int, int]
    quarter: Period
    needed: int = 0
    """What the team needs this quarter, in minor units; 0 when nobody can tell."""
    chances: dict[int, int] | None = None
    """Percent by stage, where what is needed is a sum weighted by them."""

    @property
    def currency(self) -> str:
        return self.exchange.currency

    def value(self, deal: Any) -> int | None:
        """What a deal is worth in the team's currency; None when nobody said, or there is no rate."""
        if deal.amount_minor is None:
            return None
        worth = self.exchange.convert(Money(deal.amount_minor, deal.currency), self.today)
        return worth.minor if worth is not None else None

    def share(self, deal: Any) -> int:
        """How many percent of what the team needs this quarter a deal is; 0 for one that closes at another time."""
        value = self.value(deal)
        if not self.needed or not value or deal.closes_on is None or not self.quarter.contains(deal.closes_on):
            return 0
        # a sum of chances is compared with a chance, a quota with the whole amount
        chance = 100 if self.chances is None else self.chances.get(deal.stage_id, 100)
        return value * chance // self.needed


_DEALS, _STAGES = rows.table(Deal), rows.table(Stage)
_CHANCES = sa.select(_STAGES).where(rows.mine(_STAGES), _STAGES.c.outcome == pipeline.OPEN)
_OF_TEAM = (
    sa.select(
        _DEALS.c.stage_id,
        _DEALS.c.currency,
        sa.func.coalesce(sa.func.sum(_DEALS.c.amount_minor), 0).label("amount"),
        sa.func.count(_DEALS.c.amount_minor).label("number"),
    )
    .where(rows.mine(_DEALS), _DEALS.c.team_id == sa.bindparam("team_id"))
    .group_by(_DEALS.c.currency, _DEALS.c.stage_id)
)
_OPEN_IN_QUARTER = _OF_TEAM.where(
    _DEALS.c.outcome == pipeline.OPEN,
    _DEALS.c.closes_on >= sa.bindparam("first"),
    _DEALS.c.closes_on < sa.bindparam("end"),
)
_WON_IN_QUARTER = _OF_TEAM.where(
    _DEALS.c.outcome == pipeline.WON,
    _DEALS.c.closed_on >= sa.bindparam("first"),
    _DEALS.c.closed_on < sa.bindparam("end"),
)


def home(tx: Transaction, member_id: int) -> Team | None:
    """The team whose rules a person's deals are judged by: their first one."""
    return next(iter(teams.of_member(tx, member_id)), None)


def of_team(tx: Transaction, team: Team | None, today: date) -> Yardstick:
    """What the deals of a team are judged by on a day of its own."""
    settings = workspaces.settings(tx)
    exchange = rates.into(tx, team.currency if team is not None else settings.currency)
    chosen = risk_rules.of_team(tx, team.id) if team is not None else []
    limits = risk_rules.limits(chosen, exchange, today)
    quarter = periods.quarter(today, settings.fiscal_year_start)
    needed, chances = 0, None
    if team is not None and limits[BIG].enabled:
        needed = _quotas(tx, team, quarter, exchange, today)
        if not needed:
            chances = {stage.id: stage.probability for stage in rows.every(tx, _CHANCES)}
            needed = _weighted(tx, team, quarter, exchange, today, chances)
    zone = team.zone if team is not None else settings.zone
    return Yardstick(today, zone, exchange, limits, risk_rules.stays(tx, chosen), quarter, needed, chances)


def _quotas(tx: Transaction, team: Team, quarter: Period, exchange: Exchange, today: date) -> int:
    """The quotas of a team's people for a quarter."""
    place = {person.id for person in teams.people(tx, team.id)}
    quotas = teams.quotas(tx, starts_on=quarter.start, ends_on=quarter.end)
    amounts = (Money(quota.amount_minor, quota.currency) for quota in quotas if quota.member_id in place)
    return _sum(amounts, exchange, today)


def _weighted(
    tx: Transaction, team: Team, quarter: Period, exchange: Exchange, today: date, chances: dict[int, int]
) -> int:
    """What a team has won in a quarter, and its open deals by their chances; 0 while there are too few of them."""
    days = {"team_id": team.id, "first": quarter.start, "end": quarter.end}
    found = [*rows.every(tx, _OPEN_IN_QUARTER, **days), *rows.every(tx, _WON_IN_QUARTER, **days)]
    if sum(row.number for row in found) < risks.ENOUGH_DEALS:
        return 0
    amounts = (Money(int(row.amount) * chances.get(row.stage_id, 100) // 100, row.currency) for row in found)
    return _sum(amounts, exchange, today)


def _sum(amounts: Iterable[Money], exchange: Exchange, today: date) -> int:
    """In minor units; what has no rate is left out."""
    worth = (exchange.convert(amount, today) for amount in amounts)
    return sum(each.minor for each in worth if each is not None)
